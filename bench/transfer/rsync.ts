// rsync with a server of its own: nothing is encrypted, nobody is asked who they are.
import { writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { Program } from '../program.ts';
import { answers, freePort, HOST, ready } from './servers.ts';
import type { Mover, Way } from './two-ends.ts';

export function rsyncDaemon(folder: string, command: string, options: readonly string[]): Way {
  const mover: Mover = {
    receive: async (into) => {
      const port = await freePort();
      const config = join(folder, 'rsyncd.conf');
      writeFileSync(config, settings(into, port));
      const args = ['--daemon', '--no-detach', `--config=${config}`];
      const program = new Program({ command, args });
      await ready(program, () => answers(port));
      return {
        program,
        endsByItself: false,
        send: (source) => ({ command, args: ['-a', ...options, source, `rsync://${HOST}:${port}/into/`] }),
      };
    },
  };
  return { what: 'rsync daemon', isOurs: false, note: options.join(' '), open: () => mover };
}

function settings(into: string, port: number): string {
  const { uid, gid } = userInfo();
  return `${[
    `address = ${HOST}`,
    `port = ${port}`,
    'use chroot = no',
    'reverse lookup = no',
    'log file = /dev/null',
    '[into]',
    `path = ${into}`,
    'read only = no',
    // By itself it gives root's rights away, and then can't write here.
    ...(uid === 0 ? [`uid = ${uid}`, `gid = ${gid}`] : []),
  ].join('\n')}\n`;
}
