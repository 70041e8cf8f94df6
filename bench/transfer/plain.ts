// The same program without encryption, verification and resume: what Ferry could do at most.
import { join } from 'node:path';
import { Program } from '../program.ts';
import type { Receiving, Way } from './two-ends.ts';

const ENDS = join(import.meta.dirname, '../plain-ends.ts');

export const plain: Way = { what: 'plain pipe', isOurs: false, open: () => ({ receive }) };

async function receive(into: string): Promise<Receiving> {
  const program = new Program({ command: process.execPath, args: [ENDS, 'receive', into] });
  const port = await program.expect((line) => line);
  return {
    program,
    endsByItself: true,
    send: (source) => ({ command: process.execPath, args: [ENDS, 'send', source, port] }),
  };
}
