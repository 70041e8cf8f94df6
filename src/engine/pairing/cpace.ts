// CPACE-RISTR255-SHA512 of draft-irtf-cfrg-cpace, bound to one channel and one attempt: two devices find out whether a
// person gave them the same six digits, and whoever else tries gets one guess for each run, and nothing to try at home.
import { ristretto255, ristretto255_hasher } from '@noble/curves/ed25519.js';
import { hkdfSha256, hmacSha256, isEqual, sha256, sha512 } from '../crypto/hash.ts';
import { Secret } from '../crypto/secret.ts';

export const POINT_BYTES = 32;

const ascii = (text: string): Uint8Array => Buffer.from(text, 'latin1');

const DSI = ascii('CPaceRistretto255');
const ISK_DSI = ascii('CPaceRistretto255_ISK');
/** The block of SHA-512: the password and its padding fill the first one, so that the rest takes alike long. */
const HASH_BLOCK_BYTES = 128;
const AD_TYPER = Uint8Array.of(1);
const AD_DISPLAYER = Uint8Array.of(2);

export type Random = (byteCount: number) => Uint8Array;

/** What one attempt is bound to: nothing of it fits another channel, other devices or another try. */
export interface CpaceContext {
  readonly handshakeHash: Uint8Array;
  readonly displayerKey: Uint8Array;
  readonly typerKey: Uint8Array;
  readonly attempt: number;
}

/** PRS: the digits or the secret of the QR, each under a name of its own. */
export const passwordOf = (form: 'code' | 'qr', secret: Secret): Secret =>
  new Secret(lvCat(ascii(form === 'code' ? 'code6' : 'qr1'), secret.reveal()));

export interface TyperProof {
  /** Gives one guess away to whoever has the share it answers. */
  readonly tag: Uint8Array;
  isConfirmedBy(tag: Uint8Array): boolean;
}

export interface TyperRun {
  readonly share: Uint8Array;
  /** Null where the other share is no point to work with. */
  prove(displayerShare: Uint8Array): TyperProof | null;
}

export function startAsTyper(password: Secret, context: CpaceContext, random: Random): TyperRun {
  const { share, scalar } = createShare(password, context, random);
  return {
    share,
    prove: (displayerShare) => {
      // Our own share come back is a reflection; an honest device draws it with probability 2^-252.
      if (isEqual(displayerShare, share)) return null;
      const tags = tagsOf(context, scalar, displayerShare, share, displayerShare);
      if (tags === null) return null;
      return { tag: tags.typer, isConfirmedBy: (tag) => isEqual(tag, tags.displayer) };
    },
  };
}

export interface DisplayerRun {
  readonly share: Uint8Array;
  /** Our tag, and only for theirs: before it nothing that depends on the code has left this device but a random point. */
  confirm(typerTag: Uint8Array): Uint8Array | null;
}

/** Null where the typer's share is no point to work with. */
export function answerAsDisplayer(
  password: Secret,
  context: CpaceContext,
  typerShare: Uint8Array,
  random: Random,
): DisplayerRun | null {
  const { share, scalar } = createShare(password, context, random);
  const tags = tagsOf(context, scalar, typerShare, typerShare, share);
  if (tags === null) return null;
  return { share, confirm: (typerTag) => (isEqual(typerTag, tags.typer) ? tags.displayer : null) };
}

function createShare(
  password: Secret,
  context: CpaceContext,
  random: Random,
): { readonly share: Uint8Array; readonly scalar: Secret } {
  const generator = calculateGenerator(password.reveal(), channelOf(context), sessionOf(context));
  const scalar = drawScalar(random);
  const share = scalarMultiply(scalar, generator);
  // The identity as a generator has a probability of 2^-252: not a case to go on in.
  if (share === null) throw new Error('no generator');
  return { share, scalar };
}

interface Tags {
  readonly typer: Uint8Array;
  readonly displayer: Uint8Array;
}

function tagsOf(
  context: CpaceContext,
  scalar: Secret,
  theirShare: Uint8Array,
  typerShare: Uint8Array,
  displayerShare: Uint8Array,
): Tags | null {
  const point = scalarMultiply(scalar, theirShare);
  if (point === null) return null;
  const transcript = transcriptIr(typerShare, AD_TYPER, displayerShare, AD_DISPLAYER);
  const secret = intermediateKey(sessionOf(context), point, transcript);
  const tag = (role: string): Uint8Array => {
    const info = ascii(`ferry v1 pair confirm ${role}`);
    const key = hkdfSha256({ secret: secret.reveal(), salt: context.handshakeHash, info, length: 32 });
    return hmacSha256(key.reveal(), context.handshakeHash, typerShare, displayerShare);
  };
  const tags = { typer: tag('typer'), displayer: tag('displayer') };
  secret.wipe();
  point.fill(0);
  return tags;
}

/** sid: each attempt in a channel is a run of its own. */
const sessionOf = ({ handshakeHash, attempt }: CpaceContext): Uint8Array =>
  sha256(handshakeHash, Uint8Array.of(attempt));

/** CI */
const channelOf = ({ displayerKey, typerKey }: CpaceContext): Uint8Array =>
  lvCat(ascii('ferry v1 pair'), ascii('displayer'), displayerKey, ascii('typer'), typerKey);

/** Below 2^252, and so below the order without a bias. */
function drawScalar(random: Random): Secret {
  for (;;) {
    const bytes = Uint8Array.from(random(32));
    bytes[31] = (bytes[31] ?? 0) & 0x0f;
    const scalar = new Secret(bytes);
    const isZero = bytes.every((byte) => byte === 0);
    bytes.fill(0);
    if (!isZero) return scalar;
  }
}

// The draft's own functions, by its names for them where they have one.

/** prepend_len: the length in LEB128, then the bytes. */
export function prependLength(bytes: Uint8Array): Uint8Array {
  const length: number[] = [];
  let rest = bytes.length;
  for (; rest > 127; rest >>>= 7) length.push((rest & 0x7f) | 0x80);
  return Buffer.concat([Uint8Array.of(...length, rest), bytes]);
}

/** lv_cat */
export const lvCat = (...parts: readonly Uint8Array[]): Uint8Array => Buffer.concat(parts.map(prependLength));

/** generator_string */
export function generatorString(password: Uint8Array, channel: Uint8Array, session: Uint8Array): Uint8Array {
  const used = 1 + prependLength(password).length + prependLength(DSI).length;
  return lvCat(DSI, password, new Uint8Array(Math.max(0, HASH_BLOCK_BYTES - used)), channel, session);
}

/** calculate_generator, encoded. */
export function calculateGenerator(password: Uint8Array, channel: Uint8Array, session: Uint8Array): Uint8Array {
  const derive = ristretto255_hasher.deriveToCurve;
  if (derive === undefined) throw new Error('no derivation of elements');
  return derive(sha512(generatorString(password, channel, session))).toBytes();
}

/**
 * scalar_mult_vfy: null for whatever must end the run, which is an encoding that isn't one, and the identity, on the way
 * in (it has a valid encoding) or out.
 */
export function scalarMultiply(scalar: Secret, encoded: Uint8Array): Uint8Array | null {
  if (encoded.length !== POINT_BYTES) return null;
  try {
    const point = ristretto255.Point.fromBytes(encoded);
    if (point.is0()) return null;
    const product = point.multiply(ristretto255.Point.Fn.fromBytes(scalar.reveal()));
    return product.is0() ? null : product.toBytes();
  } catch {
    return null;
  }
}

/** transcript_ir: who speaks first is named by the roles, so there is an order. */
export const transcriptIr = (
  shareA: Uint8Array,
  associatedA: Uint8Array,
  shareB: Uint8Array,
  associatedB: Uint8Array,
): Uint8Array => Buffer.concat([lvCat(shareA, associatedA), lvCat(shareB, associatedB)]);

/** ISK */
export const intermediateKey = (session: Uint8Array, point: Uint8Array, transcript: Uint8Array): Secret =>
  new Secret(sha512(lvCat(ISK_DSI, session, point), transcript));
