// Gives large buffers back at once. Node makes a new one for every result of a cipher; left to the garbage collector they
// are found late, by then have left the processor's caches, and bulk encryption runs at half its speed.

/** Below this the collector is as good. */
const WORTH_BYTES = 16 * 1024;
/** Twice as much may lie free. */
const KEPT_BYTES = 4 * 1024 * 1024;

let isKept = false;

/** The bytes are gone for everyone; only for memory that nobody else holds or will be given. */
export function release(pieces: readonly Uint8Array[]): void {
  for (const { buffer, byteLength } of pieces) {
    // A part of something larger (a pool, a reused buffer) isn't ours alone.
    if (byteLength < WORTH_BYTES || buffer.byteLength - byteLength > 1 || !(buffer instanceof ArrayBuffer)) continue;
    if (!isKept) keepFreed();
    buffer.transfer(0);
  }
}

/**
 * glibc gives what lies free at the end of its heap back to the system, and has to ask for it again: a tenth of a sender's
 * time. How much may lie there it learns from the largest block that was freed.
 */
function keepFreed(): void {
  isKept = true;
  new ArrayBuffer(KEPT_BYTES).transfer(0);
}
