// The same program without encryption, verification and resume: what Ferry could do at most.
import { join } from 'node:path';
import { Program } from '../program.ts';
import { HERE, type Places, startedAt } from './places.ts';
import type { Receiving, Way } from './two-ends.ts';

const ENDS = join(import.meta.dirname, '../plain-ends.ts');

export function plainPipe(places: Places = HERE): Way {
  return { what: 'plain pipe', isOurs: false, open: () => ({ receive: (into) => receive(into, places) }) };
}

async function receive(into: string, { sender, receiver }: Places): Promise<Receiving> {
  const end = (...args: readonly string[]) => ({ command: process.execPath, args: [ENDS, ...args] });
  const program = new Program(startedAt(receiver, end('receive', into, receiver.address)));
  const port = await program.expect((line) => line);
  return {
    program,
    endsByItself: true,
    send: (source) => startedAt(sender, end('send', source, receiver.address, port)),
  };
}
