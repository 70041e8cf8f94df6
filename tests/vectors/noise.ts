// Public Noise vectors (cacophony, noise-c, snow) on the product's own handshake, for every pattern and suite they have
// with Curve25519: the product's table holds two patterns, the others are built here.
import { readFileSync } from 'node:fs';
import { chacha20poly1305 } from '@noble/ciphers/chacha.js';
import { blake2s } from '@noble/hashes/blake2.js';
import { hmac } from '@noble/hashes/hmac.js';
import type { Aead, CreateAead } from '../../src/engine/crypto/aes-gcm.ts';
import { nativeAesGcm } from '../../src/engine/crypto/aes-gcm.ts';
import { nobleAesGcm } from '../../src/engine/crypto/aes-gcm-noble.ts';
import { hmacSha256, sha256 } from '../../src/engine/crypto/hash.ts';
import { Secret } from '../../src/engine/crypto/secret.ts';
import type { KeyPair } from '../../src/engine/crypto/x25519.ts';
import { nativeX25519, nobleX25519 } from '../../src/engine/crypto/x25519.ts';
import { CipherState } from '../../src/engine/noise/cipher-state.ts';
import { HandshakeState } from '../../src/engine/noise/handshake-state.ts';
import type { Pattern, Token } from '../../src/engine/noise/patterns.ts';
import { NNpsk0, XXpsk3 } from '../../src/engine/noise/patterns.ts';
import type { NoiseSuite } from '../../src/engine/noise/suite.ts';
import { aesGcmNonce } from '../../src/engine/noise/suite.ts';
import { type Count, equal, unhex } from './check.ts';

interface Vector {
  readonly protocol_name?: string;
  readonly name?: string;
  readonly init_prologue: string;
  readonly init_psks?: readonly string[];
  readonly init_static?: string;
  readonly init_ephemeral: string;
  readonly init_remote_static?: string;
  readonly resp_prologue: string;
  readonly resp_psks?: readonly string[];
  readonly resp_static?: string;
  readonly resp_ephemeral?: string;
  readonly resp_remote_static?: string;
  readonly handshake_hash?: string;
  readonly messages: readonly { readonly payload: string; readonly ciphertext: string }[];
}

const BASES: Readonly<Record<string, Pattern>> = {
  N: { name: 'N', responderIsKnown: true, messages: [['e', 'es']] },
  K: { name: 'K', initiatorIsKnown: true, responderIsKnown: true, messages: [['e', 'es', 'ss']] },
  X: { name: 'X', responderIsKnown: true, messages: [['e', 'es', 's', 'ss']] },
  NN: { name: 'NN', messages: [['e'], ['e', 'ee']] },
  NK: {
    name: 'NK',
    responderIsKnown: true,
    messages: [
      ['e', 'es'],
      ['e', 'ee'],
    ],
  },
  KK: {
    name: 'KK',
    initiatorIsKnown: true,
    responderIsKnown: true,
    messages: [
      ['e', 'es', 'ss'],
      ['e', 'ee', 'se'],
    ],
  },
  IK: {
    name: 'IK',
    responderIsKnown: true,
    messages: [
      ['e', 'es', 's', 'ss'],
      ['e', 'ee', 'se'],
    ],
  },
  IX: {
    name: 'IX',
    messages: [
      ['e', 's'],
      ['e', 'ee', 'se', 's', 'es'],
    ],
  },
  XK: {
    name: 'XK',
    responderIsKnown: true,
    messages: [
      ['e', 'es'],
      ['e', 'ee'],
      ['s', 'se'],
    ],
  },
  XX: {
    name: 'XX',
    messages: [['e'], ['e', 'ee', 's', 'es'], ['s', 'se']],
  },
  XX1: {
    name: 'XX1',
    messages: [['e'], ['e', 'ee', 's'], ['es', 's', 'se']],
  },
};

/** The product's own where it has the pattern; else the base with a psk put where each modifier says. */
function patternOf(name: string): Pattern {
  const own = [XXpsk3, NNpsk0].find((pattern) => pattern.name === name);
  if (own !== undefined) return own;
  const [, base = '', modifiers = ''] = /^([A-Z]+1?)(.*)$/.exec(name) ?? [];
  const pattern = BASES[base];
  if (pattern === undefined) throw new Error(`no pattern ${name}`);
  const messages: Token[][] = pattern.messages.map((tokens) => [...tokens]);
  for (const modifier of modifiers.split('+').filter((text) => text !== '')) {
    const place = Number(modifier.slice(3));
    if (place === 0) messages[0]?.unshift('psk');
    else messages[place - 1]?.push('psk');
  }
  return { ...pattern, name, messages };
}

const chaCha: CreateAead = (key): Aead => ({
  seal: (nonce, aad, ...parts) => [chacha20poly1305(key, nonce, aad).encrypt(Buffer.concat(parts))],
  open: (nonce, aad, sealed) => chacha20poly1305(key, nonce, aad).decrypt(sealed),
  opening: () => {
    throw new Error('not used here');
  },
});

const chaChaNonce = (counter: number): Uint8Array => {
  const nonce = Buffer.alloc(12);
  nonce.writeBigUInt64LE(BigInt(counter), 4);
  return nonce;
};

const HASHES: Readonly<Record<string, Pick<NoiseSuite, 'hash' | 'hmac'>>> = {
  SHA256: { hash: sha256, hmac: hmacSha256 },
  BLAKE2s: {
    hash: (...parts) => blake2s(Buffer.concat(parts)),
    hmac: (key, ...parts) => hmac(blake2s, key, Buffer.concat(parts)),
  },
};

type Kind = 'native' | 'noble';

function suiteOf(name: string, kind: Kind): NoiseSuite | null {
  const [dhName = '', cipher = '', hash = ''] = name.split('_');
  const functions = HASHES[hash];
  if (dhName !== '25519' || functions === undefined) return null;
  const isAes = cipher === 'AESGCM';
  return {
    name,
    dh: kind === 'native' ? nativeX25519 : nobleX25519,
    createAead: isAes ? (kind === 'native' ? nativeAesGcm : nobleAesGcm) : chaCha,
    nonceOf: isAes ? aesGcmNonce : chaChaNonce,
    ...functions,
  };
}

function run(vector: Vector, kind: Kind): boolean {
  const [, patternName = '', ...rest] = (vector.protocol_name ?? vector.name ?? '').split('_');
  const suite = suiteOf(rest.join('_'), kind);
  if (suite === null) return false;
  const pair = (secret: string): KeyPair => {
    const secretKey = new Secret(unhex(secret));
    return { secretKey, publicKey: suite.dh.publicKeyOf(secretKey) };
  };
  const side = (role: 'initiator' | 'responder'): HandshakeState => {
    const isInitiator = role === 'initiator';
    const own = isInitiator ? vector.init_static : vector.resp_static;
    const remote = isInitiator ? vector.init_remote_static : vector.resp_remote_static;
    // A one-way pattern's responder has no ephemeral key.
    const ephemeral = isInitiator ? vector.init_ephemeral : (vector.resp_ephemeral ?? '01'.repeat(32));
    return new HandshakeState({
      suite,
      pattern: patternOf(patternName),
      role,
      prologue: unhex(isInitiator ? vector.init_prologue : vector.resp_prologue),
      ...(own === undefined ? {} : { ownStatic: pair(own) }),
      createEphemeral: () => pair(ephemeral),
      ...(remote === undefined ? {} : { remoteStatic: unhex(remote) }),
      psks: ((isInitiator ? vector.init_psks : vector.resp_psks) ?? []).map((psk) => new Secret(unhex(psk))),
    });
  };
  const [initiator, responder] = [side('initiator'), side('responder')];
  const isOneWay = patternOf(patternName).messages.length === 1;
  const later = [...vector.messages];
  for (let turn = 0; !initiator.isDone; turn++) {
    const message = later.shift();
    if (message === undefined) throw new Error('too few messages');
    const [from, to] = turn % 2 === 0 ? [initiator, responder] : [responder, initiator];
    const sent = from.writeMessage(unhex(message.payload));
    equal(sent, unhex(message.ciphertext), 'a handshake message');
    equal(to.readMessage(sent), unhex(message.payload), 'its payload');
  }
  const [ofInitiator, ofResponder] = [initiator.split(), responder.split()];
  equal(ofInitiator.handshakeHash, ofResponder.handshakeHash, 'both hashes');
  equal(ofInitiator.exporter.reveal(), ofResponder.exporter.reveal(), 'both exporters');
  if (vector.handshake_hash !== undefined)
    equal(ofInitiator.handshakeHash, unhex(vector.handshake_hash), 'the handshake hash');
  const ciphers = {
    up: [new CipherState(suite, ofInitiator.send), new CipherState(suite, ofResponder.receive)],
    down: [new CipherState(suite, ofResponder.send), new CipherState(suite, ofInitiator.receive)],
  } as const;
  for (const [index, message] of later.entries()) {
    const isUp = isOneWay || (vector.messages.length - later.length + index) % 2 === 0;
    const [seal, open] = isUp ? ciphers.up : ciphers.down;
    const sealed = Buffer.concat(seal.encrypt(new Uint8Array(0), unhex(message.payload)));
    equal(sealed, unhex(message.ciphertext), 'a transport message');
    equal(open.decrypt(new Uint8Array(0), sealed), unhex(message.payload), 'its payload');
  }
  return true;
}

export function checkNoise(): readonly Count[] {
  const counts: Count[] = [];
  for (const file of ['noise-cacophony/cacophony-25519', 'noise-c/noise-c-basic-25519', 'noise-snow/snow-25519']) {
    const { vectors }: { vectors: readonly Vector[] } = JSON.parse(
      readFileSync(new URL(`./${file}.json`, import.meta.url), 'utf8'),
    );
    for (const kind of ['native', 'noble'] as const) {
      const passed = vectors.filter((vector) => run(vector, kind)).length;
      if (passed !== vectors.length) throw new Error(`${file}: ${vectors.length - passed} vectors of unknown suites`);
      counts.push({ name: `${file}, ${kind}`, passed });
    }
  }
  return counts;
}
