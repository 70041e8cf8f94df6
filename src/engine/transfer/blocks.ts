// Whether two devices hold the same bytes, without sending them: a tag for each MiB, made with a key that is drawn anew
// for each connection, so that no content could have been made to fit it. GMAC: ten times as fast as SHA-256.
import type { KeyObject } from 'node:crypto';
import { gmac, gmacKey } from '../crypto/aes-gcm.ts';
import { hkdfSha256 } from '../crypto/hash.ts';
import type { Secret } from '../crypto/secret.ts';
import { BLOCK_BYTES } from '../wire/transfer-messages.ts';
import { readAll } from './source-file.ts';

const INFO = Buffer.from('ferry v1 check', 'ascii');
const NONCE_BYTES = 12;

/** Both sides of a connection have the same, for this transfer alone. */
export function checkKey(exporter: Secret, transferId: Uint8Array): KeyObject {
  const secret = hkdfSha256({ secret: exporter.reveal(), salt: transferId, info: INFO, length: 32 });
  const key = gmacKey(secret);
  secret.wipe();
  return key;
}

/** The place is part of it, file and block: no tag stands for another. */
export function blockTag(key: KeyObject, index: number, block: number, bytes: Uint8Array): Uint8Array {
  const nonce = Buffer.alloc(NONCE_BYTES);
  nonce.writeUInt32BE(index);
  nonce.writeUIntBE(block, 6, 6);
  return gmac(key, nonce, bytes);
}

/** The bytes from `offset` to `end`, one block after the other. Null where the file is shorter. The bytes are its own until the next. */
export async function* blocksOf(
  file: number,
  offset: number,
  end: number,
): AsyncGenerator<{ readonly block: number; readonly bytes: Uint8Array } | null> {
  const read = (place: number, before: Buffer | null): Promise<Buffer | null> => {
    const reading = filled(file, before ?? Buffer.allocUnsafeSlow(Math.min(BLOCK_BYTES, end - place)), place, end);
    // Awaited in its turn; until then a failure isn't unheard.
    reading.catch(() => undefined);
    return reading;
  };
  let coming = offset < end ? read(offset, null) : null;
  let spare: Buffer | null = null;
  try {
    for (let place = offset; place < end; place += BLOCK_BYTES) {
      const buffer: Buffer | null = (await coming) ?? null;
      const next = place + BLOCK_BYTES;
      // One is read while the one before is looked at.
      coming = buffer !== null && next < end ? read(next, spare) : null;
      spare = buffer;
      if (buffer === null) {
        yield null;
        return;
      }
      yield { block: place / BLOCK_BYTES, bytes: buffer.subarray(0, end - place) };
    }
  } finally {
    // The file is closed next.
    await coming?.catch(() => undefined);
  }
}

/** Null where the file is shorter. */
async function filled(file: number, buffer: Buffer, place: number, end: number): Promise<Buffer | null> {
  const isThere = await readAll(file, buffer.subarray(0, Math.min(buffer.length, end - place)), place);
  return isThere ? buffer : null;
}
