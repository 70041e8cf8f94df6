// How the benches' own programs read and write a large file: read ahead into buffers that are used again and again, and
// several writes under way.
import { type FileHandle, open } from 'node:fs/promises';

export const CHUNK = 1024 * 1024;
export const WRITES_IN_FLIGHT = 4;
const READS_AHEAD = 3;

export function readBuffers(): readonly Buffer[] {
  return Array.from({ length: READS_AHEAD }, () => Buffer.allocUnsafeSlow(CHUNK));
}

/** `send` is done with a chunk when its promise is: the buffer is filled again then. */
export async function sendFile(
  path: string,
  send: (chunk: Buffer) => Promise<void>,
  buffers: readonly Buffer[] = readBuffers(),
): Promise<void> {
  const file = await open(path, 'r');
  let place = 0;
  const read = (buffer: Buffer) => {
    const at = place;
    place += CHUNK;
    return file.read(buffer, 0, CHUNK, at).then(({ bytesRead }) => buffer.subarray(0, bytesRead));
  };
  const coming = buffers.map(read);
  for (let index = 0; ; index = (index + 1) % buffers.length) {
    const chunk = (await coming[index]) ?? Buffer.alloc(0);
    if (chunk.length === 0) break;
    await send(chunk);
    coming[index] = read(buffers[index] ?? Buffer.alloc(CHUNK));
  }
  await Promise.all(coming);
  await file.close();
}

/** Writes where each chunk belongs, a few at once. */
export class Writer {
  readonly #file: FileHandle;
  readonly #underWay = new Set<Promise<unknown>>();
  #place = 0;

  constructor(file: FileHandle) {
    this.#file = file;
  }

  get isFull(): boolean {
    return this.#underWay.size >= WRITES_IN_FLIGHT;
  }

  write(chunk: Uint8Array, done: () => void = () => undefined): void {
    const written = this.#file.write(chunk, 0, chunk.length, this.#place).finally(() => {
      this.#underWay.delete(written);
      done();
    });
    this.#place += chunk.length;
    this.#underWay.add(written);
  }

  writev(pieces: readonly Uint8Array[], done: () => void): void {
    const written = this.#file.writev(pieces, this.#place).finally(() => {
      this.#underWay.delete(written);
      done();
    });
    this.#place += pieces.reduce((sum, { length }) => sum + length, 0);
    this.#underWay.add(written);
  }

  async room(): Promise<void> {
    while (this.isFull) await Promise.race(this.#underWay);
  }

  async close(): Promise<void> {
    await Promise.all(this.#underWay);
    await this.#file.close();
  }
}
