// What comes out of a pipe, and what takes it at the other end, for tests of streams.
import { createHash } from 'node:crypto';
import { Readable, Writable } from 'node:stream';
import type { Target, TransferId } from '../../src/contract/transfers.ts';
import { type ContentPipe, openContentPipe } from '../../src/engine/net/content-pipe.ts';
import type { FerryEngine } from './ferry-engine.ts';

interface Given {
  readonly id: TransferId;
  readonly pipe: ContentPipe;
  /** Whether all of it went to the engine. */
  readonly isGiven: Promise<boolean>;
}

const isDone = (work: Promise<unknown>): Promise<boolean> =>
  work.then(
    () => true,
    () => false,
  );

export async function openPipe(): Promise<ContentPipe> {
  const made = await openContentPipe();
  if (!made.ok) throw new Error(made.error.code);
  return made.value;
}

export async function sendStream(
  sender: FerryEngine,
  content: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  to: { readonly target: Target } | null,
  name = 'backup.tar',
): Promise<Given> {
  const pipe = await openPipe();
  const { id } = await sender.ask('stream.send', { content: pipe.place, name, to: to?.target ?? null });
  const isGiven = isDone(pipe.give(Readable.from(content)));
  return { id, pipe, isGiven };
}

/** Accepts what is offered, and takes it. */
export async function takeOutput(receiver: FerryEngine, id: TransferId, sink: Writable) {
  await receiver.untilStage(id, 'asking');
  const pipe = await openPipe();
  const isTaken = isDone(pipe.take(sink));
  await receiver.ask('transfer.answer', { id, accept: true, output: pipe.place });
  return { pipe, isTaken };
}

export class Collector extends Writable {
  readonly #hash = createHash('sha256');
  bytes = 0;
  #mayGoOn: Promise<void> = Promise.resolve();
  #release: () => void = () => undefined;

  override _write(chunk: Buffer, _encoding: string, done: (error?: Error) => void): void {
    this.#hash.update(chunk);
    this.bytes += chunk.length;
    void this.#mayGoOn.then(() => done());
  }

  /** Takes no more until it is released. */
  hold(): void {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#mayGoOn = promise;
    this.#release = resolve;
  }

  release(): void {
    this.#release();
  }

  digest(): string {
    return this.#hash.digest('hex');
  }
}

/** So many pieces, each filled with its own number, and no two devices need hold them. */
export function* pieces(count: number, bytes = 64 * 1024): Generator<Buffer> {
  for (let at = 0; at < count; at++) yield Buffer.alloc(bytes, at % 251);
}

export function digestOf(content: Iterable<Uint8Array>): string {
  const hash = createHash('sha256');
  for (const piece of content) hash.update(piece);
  return hash.digest('hex');
}
