// What people with a shell do between two computers: one archive through a bare connection.
import { spawnSync } from 'node:child_process';
import { basename, dirname } from 'node:path';
import { Program } from '../program.ts';
import { freePort, HOST, isListening, ready } from './servers.ts';
import type { Mover, Way } from './two-ends.ts';

/** There are several programs of this name, with other options each. */
export function isOpenBsdNc(nc: string): boolean {
  const { stdout, stderr } = spawnSync(nc, ['-h'], { encoding: 'utf8', timeout: 5_000 });
  return process.platform === 'linux' && `${stdout}${stderr}`.includes('OpenBSD');
}

export function tarOverNc(tar: string, nc: string): Way {
  const mover: Mover = {
    receive: async (into) => {
      const port = await freePort();
      const receive = '"$1" -l "$2" "$3" | "$4" -C "$5" -xf -';
      const program = new Program({ command: 'sh', args: ['-c', receive, 'sh', nc, HOST, String(port), tar, into] });
      await ready(program, () => isListening(port));
      const send = '"$1" -C "$2" -cf - "$3" | "$4" -N "$5" "$6"';
      return {
        program,
        endsByItself: true,
        send: (source) => ({
          command: 'sh',
          args: ['-c', send, 'sh', tar, dirname(source), basename(source), nc, HOST, String(port)],
        }),
      };
    },
  };
  return { what: 'tar | nc', isOurs: false, open: () => mover };
}
