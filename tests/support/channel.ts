// Two ends of a channel in memory, with whatever a hostile network does between them.
import { randomBytes } from 'node:crypto';
import { type Duplex, duplexPair } from 'node:stream';
import { nobleMlKem } from '../../src/engine/crypto/ml-kem-noble.ts';
import { Secret } from '../../src/engine/crypto/secret.ts';
import { choosePrimitives } from '../../src/engine/crypto/self-test.ts';
import type { KeyPair } from '../../src/engine/crypto/x25519.ts';
import { Channel } from '../../src/engine/noise/channel.ts';
import type { Established, InitiatorChoices, Means, ResponderChoices } from '../../src/engine/noise/handshake.ts';
import { initiate, respond } from '../../src/engine/noise/handshake.ts';
import { ferrySuite } from '../../src/engine/noise/suite.ts';
import { StreamTransport } from '../../src/engine/noise/transport.ts';

const { dh, createAead } = await choosePrimitives();
export const suite = ferrySuite(dh, createAead);

export function newKeyPair(): KeyPair {
  const secretKey = new Secret(randomBytes(32));
  return { secretKey, publicKey: dh.publicKeyOf(secretKey) };
}

export const means = (changed: Partial<Means> = {}): Means => ({
  suite,
  // Determined by what is drawn.
  kem: nobleMlKem,
  random: randomBytes,
  own: newKeyPair(),
  ...changed,
});

export const TRUSTING_INITIATOR: InitiatorChoices = {
  isExpected: () => true,
  tag: () => randomBytes(16),
  versionFloor: () => 0,
};
export const TRUSTING_RESPONDER: ResponderChoices = { admits: () => true, mayBe: () => true, versionFloor: () => 0 };

/** What the network makes of each chunk of one direction: pieces to pass on, in order. */
export type Meddle = (chunk: Buffer, index: number) => readonly Uint8Array[];

export const passOn: Meddle = (chunk) => [chunk];

/** A network between two ends: what one writes goes through its `meddle` before the other reads it. */
export function network(up: Meddle = passOn, down: Meddle = passOn): { a: Duplex; b: Duplex } {
  const [a, fromA] = duplexPair();
  const [b, fromB] = duplexPair();
  const relay = (from: Duplex, to: Duplex, meddle: Meddle): void => {
    let index = 0;
    from.on('data', (chunk: Buffer) => {
      for (const piece of meddle(chunk, index++)) to.write(piece);
    });
    from.on('end', () => to.end());
    from.on('error', () => to.destroy());
    from.on('close', () => to.destroy());
  };
  relay(fromA, fromB, up);
  relay(fromB, fromA, down);
  return { a, b };
}

export interface Ends<T> {
  readonly initiator: T;
  readonly responder: T;
}

/** Both sides' handshake; rejects as soon as one fails. */
export async function shakeHands(
  { a, b }: { a: Duplex; b: Duplex },
  of: { readonly initiator?: Means; readonly responder?: Means } = {},
): Promise<Ends<Established>> {
  const [initiator, responder] = await Promise.all([
    initiate(new StreamTransport(a), of.initiator ?? means(), TRUSTING_INITIATOR),
    respond(new StreamTransport(b), of.responder ?? means(), TRUSTING_RESPONDER),
  ]);
  return { initiator, responder };
}

export async function connected(net = network()): Promise<Ends<Channel>> {
  const { initiator, responder } = await shakeHands(net);
  return { initiator: new Channel(initiator), responder: new Channel(responder) };
}
