// The handshake of two devices, from the first byte to the keys: Noise_XXpsk3_25519_AESGCM_SHA256, the psk being a
// secret agreed upon by ML-KEM-768 in the payloads of its first two messages. docs/PROTOCOL.md has the bytes.
import { hkdfSha256, sha256 } from '../crypto/hash.ts';
import { CIPHERTEXT_BYTES, ENCAPSULATION_KEY_BYTES, type Kem } from '../crypto/ml-kem.ts';
import { Secret } from '../crypto/secret.ts';
import type { KeyPair } from '../crypto/x25519.ts';
import { ByteReader } from './byte-reader.ts';
import type { SplitKeys } from './handshake-state.ts';
import { HandshakeState } from './handshake-state.ts';
import { XXpsk3 } from './patterns.ts';
import { ANSWER_BYTES, answer, answered, choose, offer, offerRest, PREFACE_HEAD_BYTES, VERSIONS } from './preface.ts';
import type { NoiseSuite } from './suite.ts';
import { TAG_BYTES } from './tag.ts';
import type { Transport } from './transport.ts';

export const PROLOGUE = Buffer.from('ferry/noise/v1\0', 'ascii');
const PSK_INFO = Buffer.from('ferry v1 mlkem768 psk', 'ascii');
const EXPORTER_INFO = Buffer.from('ferry v1 exporter', 'ascii');
const NOTHING = new Uint8Array(0);

/** The messages' sizes; anything else isn't one. */
const MESSAGE_BYTES = {
  first: 32 + ENCAPSULATION_KEY_BYTES + 16,
  second: 32 + 48 + CIPHERTEXT_BYTES + 16,
  third: 48 + 16,
} as const;

export interface Means {
  readonly suite: NoiseSuite;
  readonly kem: Kem;
  readonly random: (byteCount: number) => Uint8Array;
  readonly own: KeyPair;
  /** Another list than the program's own, in tests. */
  readonly versions?: readonly number[];
  /** Of these the one to begin with: lower than the highest where that was answered before. All are offered again. */
  readonly version?: number;
}

export interface Established {
  readonly transport: Transport;
  readonly suite: NoiseSuite;
  readonly keys: SplitKeys;
  /** For whatever is to be bound to this connection and nothing else. */
  readonly exporter: Secret;
  readonly version: number;
  readonly ownKey: Uint8Array;
  readonly remoteKey: Uint8Array;
  /** Came with the last message, and belongs to the records. */
  readonly rest: Uint8Array;
}

/** What the first message shows, before anything is answered. */
export interface FirstMessage {
  readonly tag: Uint8Array;
  /** What the tag is over. */
  readonly parts: readonly Uint8Array[];
}

export type HandshakeFailure =
  | 'ended'
  | 'malformed'
  | 'other version'
  | 'version below floor'
  | 'wrong key'
  | 'refused';

/** Never shown to the other side: it only sees the connection end. */
export class HandshakeError extends Error {
  readonly reason: HandshakeFailure;

  constructor(reason: HandshakeFailure, cause?: unknown) {
    super(`handshake: ${reason}`, { cause });
    this.name = 'HandshakeError';
    this.reason = reason;
  }
}

export interface InitiatorChoices {
  /** Asked when the responder's key is proven to be its own, before ours leaves. */
  readonly isExpected: (remoteKey: Uint8Array) => boolean;
  /** By the parts of the first message; random bytes where there is no paired device to know it by. */
  readonly tag: (parts: readonly Uint8Array[]) => Uint8Array;
  readonly versionFloor: (remoteKey: Uint8Array) => number;
}

export async function initiate(transport: Transport, means: Means, choices: InitiatorChoices): Promise<Established> {
  const { suite, random, own, versions = VERSIONS } = means;
  return run(transport, async (reader) => {
    const used = means.version ?? versions.at(-1) ?? 0;
    const preface = offer(versions, used);
    const ownEphemeral = keyPair(means);
    const kem = means.kem.generate(random(64));
    const state = new HandshakeState({
      suite,
      pattern: XXpsk3,
      role: 'initiator',
      prologue: Buffer.concat([PROLOGUE, preface]),
      ownStatic: own,
      createEphemeral: () => ownEphemeral,
    });
    const first = state.writeMessage(kem.encapsulationKey);
    const tag = choices.tag([preface, first]);
    state.mixHash(tag);
    // In one flight: a device that answers nobody but its paired ones has to see the tag before its own first byte.
    transport.write([preface, framed(first), tag]);

    const reply = await reader.exactly(ANSWER_BYTES);
    const version = answered(reply);
    if (version === null) throw new HandshakeError('malformed');
    if (version !== used) throw new HandshakeError('other version');
    state.mixHash(reply);
    const ciphertext = state.readMessage(await message(reader, MESSAGE_BYTES.second));
    const remoteKey = state.remoteStatic;
    if (remoteKey === null || !choices.isExpected(remoteKey)) throw new HandshakeError('wrong key');
    if (version < choices.versionFloor(remoteKey)) throw new HandshakeError('version below floor');

    const shared = means.kem.decapsulate(kem.decapsulationKey, ciphertext);
    kem.decapsulationKey.wipe();
    state.addPsk(pskOf(shared, kem.encapsulationKey, ciphertext));
    transport.write([framed(state.writeMessage(NOTHING))]);
    return established({ transport, means, state, version, remoteKey, rest: reader.rest() });
  });
}

/** The beginning of a lane, read up to its preface. */
export interface LaneFlight {
  readonly reader: ByteReader;
  readonly preface: Uint8Array;
  readonly version: number;
}

export interface ResponderChoices {
  /** Goes on with what belongs to another connection; without it there are none. */
  readonly lane?: (flight: LaneFlight) => Promise<Established>;
  /** Asked before a byte is answered: false closes in silence. */
  readonly admits: (first: FirstMessage) => boolean;
  /** Asked when the initiator's key is proven to be its own. */
  readonly mayBe: (remoteKey: Uint8Array) => boolean;
  readonly versionFloor: (remoteKey: Uint8Array) => number;
}

export async function respond(transport: Transport, means: Means, choices: ResponderChoices): Promise<Established> {
  const { suite, random, own, versions = VERSIONS } = means;
  return run(transport, async (reader) => {
    const head = await reader.exactly(PREFACE_HEAD_BYTES);
    const restBytes = offerRest(head);
    if (restBytes === null) throw new HandshakeError('malformed');
    const rest = await reader.exactly(restBytes);
    const chosen = choose(rest, versions);
    if (chosen === null) throw new HandshakeError('malformed');
    const { version, used, purpose } = chosen;
    const preface = Buffer.concat([head, rest]);
    if (purpose === 'lane') {
      if (choices.lane === undefined || version !== used) throw new HandshakeError('refused');
      return choices.lane({ reader, preface, version });
    }
    const first = await message(reader, MESSAGE_BYTES.first);
    const tag = await reader.exactly(TAG_BYTES);
    // Before anything is computed: to be turned away must cost less than to knock.
    if (!choices.admits({ tag, parts: [preface, first] })) throw new HandshakeError('refused');
    const state = new HandshakeState({
      suite,
      pattern: XXpsk3,
      role: 'responder',
      prologue: Buffer.concat([PROLOGUE, preface]),
      ownStatic: own,
      createEphemeral: () => keyPair(means),
    });
    const encapsulationKey = state.readMessage(first);
    state.mixHash(tag);

    const reply = answer(version);
    if (version !== used) {
      transport.write([reply]);
      await transport.end();
      throw new HandshakeError('other version');
    }
    state.mixHash(reply);
    const { ciphertext, shared } = means.kem.encapsulate(encapsulationKey, random(32));
    transport.write([reply, framed(state.writeMessage(ciphertext))]);

    state.addPsk(pskOf(shared, encapsulationKey, ciphertext));
    state.readMessage(await message(reader, MESSAGE_BYTES.third));
    const remoteKey = state.remoteStatic;
    if (remoteKey === null || !choices.mayBe(remoteKey)) throw new HandshakeError('wrong key');
    if (version < choices.versionFloor(remoteKey)) throw new HandshakeError('version below floor');
    return established({ transport, means, state, version, remoteKey, rest: reader.rest() });
  });
}

/** Whatever goes wrong ends the connection, without a word of why. */
export async function run(
  transport: Transport,
  handshake: (reader: ByteReader) => Promise<Established>,
): Promise<Established> {
  const reader = new ByteReader(transport);
  try {
    return await handshake(reader);
  } catch (error) {
    transport.destroy();
    if (error instanceof HandshakeError) throw error;
    throw new HandshakeError(reader.isOver ? 'ended' : 'malformed', error);
  }
}

export function keyPair({ suite, random }: Means): KeyPair {
  const secretKey = new Secret(random(32));
  return { secretKey, publicKey: suite.dh.publicKeyOf(secretKey) };
}

export function framed(message: Uint8Array): Uint8Array {
  const head = Buffer.alloc(2);
  head.writeUInt16BE(message.length);
  return Buffer.concat([head, message]);
}

export async function message(reader: ByteReader, byteCount: number): Promise<Uint8Array> {
  const [high = 0, low = 0] = await reader.exactly(2);
  if (high * 256 + low !== byteCount) throw new HandshakeError('malformed');
  return reader.exactly(byteCount);
}

function pskOf(shared: Secret, encapsulationKey: Uint8Array, ciphertext: Uint8Array): Secret {
  const salt = sha256(encapsulationKey, ciphertext);
  const psk = hkdfSha256({ secret: shared.reveal(), salt, info: PSK_INFO, length: 32 });
  shared.wipe();
  return psk;
}

export function established(done: {
  readonly transport: Transport;
  readonly means: Means;
  readonly state: HandshakeState;
  readonly version: number;
  readonly remoteKey: Uint8Array;
  readonly rest: Uint8Array;
}): Established {
  const { transport, means, state, version, remoteKey, rest } = done;
  const keys = state.split();
  const exporter = hkdfSha256({
    secret: keys.exporter.reveal(),
    salt: keys.handshakeHash,
    info: EXPORTER_INFO,
    length: 32,
  });
  keys.exporter.wipe();
  return { transport, suite: means.suite, keys, exporter, version, ownKey: means.own.publicKey, remoteKey, rest };
}
