// When a pause of everything ends, in pause.json of the data folder: a pause outlives the program.
import * as v from 'valibot';
import { InTurn } from '../base/in-turn.ts';
import { parseJson } from '../base/json.ts';
import { readOwnFile, writeOwnFile } from './disk/own-file.ts';
import type { Log } from './ports.ts';

const Pause = v.object({ until: v.nullable(v.pipe(v.number(), v.safeInteger())) });

export interface KeptPause {
  /** As a former run left it. */
  readonly until: number | null;
  keep(until: number | null): void;
  settled(): Promise<void>;
}

export async function openPause(path: string, log: Log): Promise<KeptPause> {
  // What can't be read is no pause: there is nothing in it that anybody would miss.
  const read = v.safeParse(Pause, parseJson((await readOwnFile(path)) ?? ''));
  const turns = new InTurn();
  const until = read.success ? read.output.until : null;
  /** Undefined where nobody knows what the file says: a write has failed. */
  let kept: number | null | undefined = until;
  return {
    until,
    keep(now) {
      if (now === kept) return;
      kept = now;
      turns
        .run(() => writeOwnFile(path, `${JSON.stringify({ until: now })}\n`))
        .catch((error: unknown) => {
          kept = undefined;
          log('warn', 'pause.not_kept', { cause: String(error) });
        });
    },
    settled: () => turns.settled(),
  };
}
