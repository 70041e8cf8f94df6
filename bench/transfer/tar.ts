// What people with a shell do between two computers: one archive through a bare connection.
import { spawnSync } from 'node:child_process';
import { basename, dirname } from 'node:path';
import { Program } from '../program.ts';
import { type Places, startedAt } from './places.ts';
import { freePort, isUp, ready } from './servers.ts';
import type { Mover, Way } from './two-ends.ts';

/** There are several programs of this name, with other options each. */
export function isOpenBsdNc(nc: string): boolean {
  const { stdout, stderr } = spawnSync(nc, ['-h'], { encoding: 'utf8', timeout: 5_000 });
  return process.platform === 'linux' && `${stdout}${stderr}`.includes('OpenBSD');
}

export function tarOverNc({ sender, receiver }: Places, tar: string, nc: string): Way {
  const mover: Mover = {
    receive: async (into) => {
      const port = await freePort();
      const receive = '"$1" -l "$2" "$3" | "$4" -C "$5" -xf -';
      const place = [receiver.address, String(port)];
      const args = ['-c', receive, 'sh', nc, ...place, tar, into];
      const program = new Program(startedAt(receiver, { command: 'sh', args }));
      await ready(program, () => isUp(program, receiver, port));
      const send = '"$1" -C "$2" -cf - "$3" | "$4" -N "$5" "$6"';
      return {
        program,
        endsByItself: true,
        send: (source) =>
          startedAt(sender, {
            command: 'sh',
            args: ['-c', send, 'sh', tar, dirname(source), basename(source), nc, ...place],
          }),
      };
    },
  };
  return { what: 'tar | nc', isOurs: false, open: () => mover };
}
