// Noise, section 5.3: runs a pattern, one message after the other. Single use: whatever fails ends it.

import { TAG_BYTES } from '../crypto/aes-gcm.ts';
import type { Secret } from '../crypto/secret.ts';
import type { KeyPair } from '../crypto/x25519.ts';
import { KEY_BYTES } from '../crypto/x25519.ts';
import type { Pattern, Token } from './patterns.ts';
import type { NoiseSuite } from './suite.ts';
import { SymmetricState } from './symmetric-state.ts';

export type Role = 'initiator' | 'responder';

export interface HandshakeOptions {
  readonly suite: NoiseSuite;
  readonly pattern: Pattern;
  readonly role: Role;
  readonly prologue: Uint8Array;
  readonly ownStatic?: KeyPair;
  /** Made when it is due: whoever is turned away after the first message has cost none. */
  readonly createEphemeral: () => KeyPair;
  /** Where the pattern has it known beforehand. */
  readonly remoteStatic?: Uint8Array;
  /** In the order of the pattern's psk tokens. */
  readonly psks?: readonly Secret[];
}

export interface SplitKeys {
  readonly send: Secret;
  readonly receive: Secret;
  readonly exporter: Secret;
  readonly handshakeHash: Uint8Array;
}

export class HandshakeState {
  readonly #options: HandshakeOptions;
  readonly #symmetric: SymmetricState;
  readonly #isPsk: boolean;
  readonly #psks: Secret[];
  #remoteStatic: Uint8Array | null;
  #ownEphemeral: KeyPair | null = null;
  #remoteEphemeral: Uint8Array | null = null;
  #next = 0;
  #isBroken = false;

  constructor(options: HandshakeOptions) {
    const { suite, pattern, role, prologue, ownStatic, remoteStatic, psks } = options;
    this.#options = options;
    this.#symmetric = new SymmetricState(suite, `Noise_${pattern.name}_${suite.name}`);
    this.#isPsk = pattern.messages.some((tokens) => tokens.includes('psk'));
    this.#psks = [...(psks ?? [])];
    this.#remoteStatic = remoteStatic ?? null;
    this.#symmetric.mixHash(prologue);
    const [own, remote] = [ownStatic?.publicKey ?? null, remoteStatic ?? null];
    if (pattern.initiatorIsKnown) this.#symmetric.mixHash(needed(role === 'initiator' ? own : remote));
    if (pattern.responderIsKnown) this.#symmetric.mixHash(needed(role === 'initiator' ? remote : own));
  }

  get remoteStatic(): Uint8Array | null {
    return this.#remoteStatic;
  }

  get isDone(): boolean {
    return this.#next === this.#options.pattern.messages.length;
  }

  /** Binds what was said beside the pattern's messages. Both sides must, at the same place. */
  mixHash(data: Uint8Array): void {
    this.#symmetric.mixHash(data);
  }

  /** The psk may be agreed upon while the handshake runs, until its token is due. */
  addPsk(psk: Secret): void {
    this.#psks.push(psk);
  }

  writeMessage(payload: Uint8Array): Uint8Array {
    return this.#step('write', () => {
      const parts = this.#tokens().map((token) => this.#writeToken(token));
      return Buffer.concat([...parts, this.#symmetric.encryptAndHash(payload)]);
    });
  }

  /** Gives the payload; throws where anything isn't as it was sent. */
  readMessage(message: Uint8Array): Uint8Array {
    return this.#step('read', () => {
      let rest = message;
      const take = (count: number): Uint8Array => {
        if (rest.length < count) throw new Error('message too short');
        const taken = rest.subarray(0, count);
        rest = rest.subarray(count);
        return taken;
      };
      for (const token of this.#tokens()) this.#readToken(token, take);
      return this.#symmetric.decryptAndHash(rest);
    });
  }

  split(): SplitKeys {
    if (!this.isDone || this.#isBroken) throw new Error('the handshake is not done');
    const handshakeHash = this.#symmetric.handshakeHash;
    this.#ownEphemeral?.secretKey.wipe();
    const { first, second, exporter } = this.#symmetric.split();
    const isInitiator = this.#options.role === 'initiator';
    return { send: isInitiator ? first : second, receive: isInitiator ? second : first, exporter, handshakeHash };
  }

  #step(what: 'write' | 'read', run: () => Uint8Array): Uint8Array {
    const isOurs = (this.#next % 2 === 0) === (this.#options.role === 'initiator');
    if (this.#isBroken || this.isDone || isOurs !== (what === 'write')) throw new Error('not due');
    try {
      const result = run();
      this.#next++;
      return result;
    } catch (error) {
      this.#isBroken = true;
      throw error;
    }
  }

  #tokens(): readonly Token[] {
    return this.#options.pattern.messages[this.#next] ?? [];
  }

  #writeToken(token: Token): Uint8Array {
    if (token === 'e') {
      this.#ownEphemeral = this.#options.createEphemeral();
      return this.#mixEphemeral(this.#ownEphemeral.publicKey);
    }
    if (token === 's') return this.#symmetric.encryptAndHash(needed(this.#options.ownStatic).publicKey);
    this.#mixToken(token);
    return new Uint8Array(0);
  }

  #readToken(token: Token, take: (count: number) => Uint8Array): void {
    if (token === 'e') {
      // A message of our own come back would lead to a key that others could know.
      this.#remoteEphemeral = notOurs(Uint8Array.from(take(KEY_BYTES)), this.#ownEphemeral?.publicKey ?? null);
      this.#mixEphemeral(this.#remoteEphemeral);
    } else if (token === 's') {
      const sealed = take(this.#symmetric.hasKey ? KEY_BYTES + TAG_BYTES : KEY_BYTES);
      const key = Uint8Array.from(this.#symmetric.decryptAndHash(sealed));
      this.#remoteStatic = notOurs(key, this.#options.ownStatic?.publicKey ?? null);
    } else {
      this.#mixToken(token);
    }
  }

  #mixEphemeral(publicKey: Uint8Array): Uint8Array {
    this.#symmetric.mixHash(publicKey);
    // In patterns with a psk every ephemeral key goes into the keys, too (section 9.2).
    if (this.#isPsk) this.#symmetric.mixKey(publicKey);
    return publicKey;
  }

  #mixToken(token: Exclude<Token, 'e' | 's'>): void {
    if (token === 'psk') {
      this.#symmetric.mixKeyAndHash(needed(this.#psks.shift()).reveal());
      return;
    }
    const { suite, role, ownStatic } = this.#options;
    // The first letter is the initiator's key, the second the responder's.
    const [ofInitiator, ofResponder] = [token[0], token[1]];
    const [own, remote] = role === 'initiator' ? [ofInitiator, ofResponder] : [ofResponder, ofInitiator];
    const { secretKey } = needed(own === 'e' ? this.#ownEphemeral : ownStatic);
    const publicKey = needed(remote === 'e' ? this.#remoteEphemeral : this.#remoteStatic);
    const shared = suite.dh.sharedSecret(secretKey, publicKey);
    this.#symmetric.mixKey(shared.reveal());
    shared.wipe();
  }
}

function needed<T>(value: T | null | undefined): T {
  if (value === null || value === undefined) throw new Error('the pattern needs a key that is not there');
  return value;
}

function notOurs(key: Uint8Array, own: Uint8Array | null): Uint8Array {
  if (own !== null && Buffer.compare(key, own) === 0) throw new Error('our own key came back');
  return key;
}
