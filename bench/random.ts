// Chance that a seed repeats: for the order of a run, and for what is moved.
import { createCipheriv, createHash } from 'node:crypto';

/** Mulberry32: small, and the same everywhere, so that a printed seed gives the same order again. */
export function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Bytes that nothing can make smaller, as fast as AES makes them; the same for the same name. */
export function noise(name: string): (length: number) => Buffer {
  const key = createHash('sha256').update(name).digest();
  const stream = createCipheriv('aes-256-ctr', key, Buffer.alloc(16));
  return (length) => stream.update(Buffer.alloc(length));
}
