// Gives large buffers back to the system at once. Node makes a new one for every result of a cipher; left to the garbage
// collector they are found late, by then have left the processor's caches, and bulk encryption runs at half its speed.

/** Below this the collector is as good. */
const WORTH_BYTES = 16 * 1024;

/** The bytes are gone for everyone; only for memory that nobody else holds or will be given. */
export function release(pieces: readonly Uint8Array[]): void {
  for (const { buffer, byteLength } of pieces) {
    // A part of something larger (a pool, a reused buffer) isn't ours alone.
    if (byteLength >= WORTH_BYTES && buffer.byteLength - byteLength <= 1 && buffer instanceof ArrayBuffer)
      buffer.transfer(0);
  }
}
