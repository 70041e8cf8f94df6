// The text of `ferry send --text`: from the command line, or from standard input, where no other program can read it.
import { ok } from '../base/result.ts';
import type { Outcome } from '../contract/errors.ts';
import { failure } from '../contract/errors.ts';
import { MOST_TEXT_BYTES } from '../contract/transfers.ts';
import type { Call } from './with-ferry.ts';
import type { Input } from './world.ts';

const FROM_INPUT = '-';

export async function readText(typed: string, { person, world, output }: Call): Promise<Outcome<string>> {
  if (typed !== FROM_INPUT) return accepted(typed);
  // One line, so that a code can be asked for afterwards at the same terminal.
  if (person.isThere) return accepted(await person.line(output.t.cli.typeText, new AbortController().signal));
  return accepted(await readToEnd(world.input));
}

/** Null where it isn't UTF-8, or is more than a text may be. */
async function readToEnd(input: Input): Promise<string | null> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of input.open()) {
    const bytes = Buffer.from(chunk);
    chunks.push(bytes);
    length += bytes.length;
    if (length > MOST_TEXT_BYTES) return null;
  }
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.concat(chunks));
  } catch {
    return null;
  }
}

function accepted(text: string | null): Outcome<string> {
  const isFit = text !== null && text !== '' && Buffer.byteLength(text) <= MOST_TEXT_BYTES;
  return isFit ? ok(text) : failure('usage.text_unfit', { mostBytes: MOST_TEXT_BYTES });
}
