// The comparison by eye: both screens show the same seven pictures, or somebody sits between them. The typer's nonce is
// committed to before the displayer's is known and shown only after it, so that nobody can choose one to fit: a short
// string cut from the handshake hash is matched at home in seconds.
import { hkdfSha256, isEqual, sha256 } from '../crypto/hash.ts';
import type { PairRole } from '../wire/pair-messages.ts';

export const NONCE_BYTES = 32;
export const PICTURES = 7;
const SAS_BYTES = 6;
const LABEL = Buffer.from('ferry v1 sas', 'latin1');

export interface Sas {
  /** Seven numbers from 0 to 63: places in the table of pictures. */
  readonly pictures: readonly number[];
  /** The same for whoever can't see them: three groups of four digits. */
  readonly groups: readonly string[];
}

export const commitmentOf = (handshakeHash: Uint8Array, typerNonce: Uint8Array): Uint8Array =>
  sha256(LABEL, handshakeHash, typerNonce);

export const isCommitted = (commitment: Uint8Array, handshakeHash: Uint8Array, typerNonce: Uint8Array): boolean =>
  isEqual(commitment, commitmentOf(handshakeHash, typerNonce));

export interface SasNonces {
  readonly typer: Uint8Array;
  readonly displayer: Uint8Array;
}

export function sasOf(handshakeHash: Uint8Array, nonces: SasNonces): Sas {
  const bytes = derive(handshakeHash, nonces, LABEL, SAS_BYTES);
  const bits = bytes.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
  const cut = (at: number, length: number): number =>
    Number((bits >> BigInt(SAS_BYTES * 8 - at - length)) & ((1n << BigInt(length)) - 1n));
  return {
    pictures: Array.from({ length: PICTURES }, (_, at) => cut(at * 6, 6)),
    // Thirteen bits and a thousand: always four digits, each group as likely as the other.
    groups: Array.from({ length: 3 }, (_, at) => String(cut(at * 13, 13) + 1000)),
  };
}

/** What a device sends when its person found the pictures to be the same. */
export const sasTag = (handshakeHash: Uint8Array, nonces: SasNonces, role: PairRole): Uint8Array =>
  derive(handshakeHash, nonces, Buffer.from(`ferry v1 sas confirm ${role}`, 'latin1'), 32);

const derive = (salt: Uint8Array, { typer, displayer }: SasNonces, info: Uint8Array, length: number): Uint8Array =>
  hkdfSha256({ secret: Buffer.concat([typer, displayer]), salt, info, length }).reveal();
