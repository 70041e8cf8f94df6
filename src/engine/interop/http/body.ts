// What of a visitor's words is kept in memory: no more than each may say, and no more than all of them together may.

import { type Exchange, hasBody } from './exchange.ts';
import { BodyError, type BodyRules, GuardedBody } from './guarded-body.ts';

/** Whoever waits to be asked for it is asked now. */
export function bodyOf({ request, response }: Exchange, rules: BodyRules): GuardedBody {
  const body = new GuardedBody(request, rules);
  if (request.headers.expect !== undefined && hasBody(request)) response.writeContinue();
  return body;
}

interface WordsRules extends BodyRules {
  readonly mostBytes: number;
  /** So much is on the house. */
  readonly freeBytes: number;
  readonly room: Room;
}

/** All of it. Throws a BodyError where it is too much, or too slow. */
export async function wordsOf(exchange: Exchange, { freeBytes, room, ...rules }: WordsRules): Promise<Buffer> {
  if (Number(exchange.request.headers['content-length'] ?? 0) > rules.mostBytes) throw new BodyError('too much');
  const body = bodyOf(exchange, rules);
  const chunks: Buffer[] = [];
  let bytes = 0;
  const charged = (): number => Math.max(0, bytes - freeBytes);
  const { words } = exchange;
  words.areComing = true;
  try {
    for await (const chunk of body as AsyncIterable<Buffer>) {
      const before = charged();
      bytes += chunk.length;
      if (!room.take(charged() - before)) {
        bytes -= chunk.length;
        throw new BodyError('too much');
      }
      chunks.push(chunk);
    }
    return Buffer.concat(chunks);
  } finally {
    words.areComing = false;
    room.give(charged());
  }
}

/** Bytes of memory that visitors share. */
export class Room {
  #left: number;

  constructor(bytes: number) {
    this.#left = bytes;
  }

  take(bytes: number): boolean {
    if (bytes > this.#left) return false;
    this.#left -= bytes;
    return true;
  }

  give(bytes: number): void {
    this.#left += bytes;
  }
}
