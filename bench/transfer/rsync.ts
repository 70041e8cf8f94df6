// rsync with a server of its own: nothing is encrypted, nobody is asked who they are.
import { writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { Program } from '../program.ts';
import { type Places, startedAt } from './places.ts';
import { freePort, isUp, ready } from './servers.ts';
import type { Mover, Way } from './two-ends.ts';

export function rsyncDaemon(
  folder: string,
  { sender, receiver }: Places,
  command: string,
  options: readonly string[],
): Way {
  const mover: Mover = {
    receive: async (into) => {
      const port = await freePort();
      const config = join(folder, 'rsyncd.conf');
      writeFileSync(config, settings(into, receiver.address, port));
      const args = ['--daemon', '--no-detach', `--config=${config}`];
      const program = new Program(startedAt(receiver, { command, args }));
      await ready(program, () => isUp(program, receiver, port));
      return {
        program,
        endsByItself: false,
        send: (source) =>
          startedAt(sender, { command, args: ['-a', ...options, source, `rsync://${receiver.address}:${port}/into/`] }),
      };
    },
  };
  return { what: 'rsync daemon', isOurs: false, note: options.join(' '), open: () => mover };
}

function settings(into: string, address: string, port: number): string {
  const { uid, gid } = userInfo();
  return `${[
    `address = ${address}`,
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
