// Paired for good, on a live connection of two devices that are proven to each other: what each person chose goes to the
// other as PAIR_KEEP, and what comes is checked and written down. See pairing/keep-machine.ts.
import { assertNever } from '../../base/assert-never.ts';
import { InTurn } from '../../base/in-turn.ts';
import { MAX_NAME_LENGTH } from '../../contract/settings.ts';
import { isEqual } from '../crypto/hash.ts';
import { Secret } from '../crypto/secret.ts';
import { FerryError } from '../errors.ts';
import { fingerprintOf } from '../identity/device-id.ts';
import type { Identity } from '../identity/identity.ts';
import type { KnownDevice, PairingMethod, SaidKeys } from '../identity/known-devices.ts';
import { isBound, isBoundAgain, signedBinding } from '../identity/own-identity.ts';
import { CLOSE_REASON } from '../noise/channel.ts';
import type { Record } from '../noise/records.ts';
import {
  type Keep,
  type KeepEffect,
  type KeepEvent,
  type KeepState,
  startKeep,
  stepKeep,
} from '../pairing/keep-machine.ts';
import { formAskedFor } from '../pairing/run.ts';
import type { Log } from '../ports.ts';
import { decodePairMessage, encodePairMessage, isPairType, type PairForm } from '../wire/pair-messages.ts';
import { isLost, type Link } from './link.ts';
import type { Links } from './links.ts';

export type KeepNotice =
  /** Both persons chose it. */
  | { readonly kind: 'paired'; readonly device: KnownDevice }
  /** The other person chose it, and ours has not. */
  | { readonly kind: 'wanted' }
  /** The other person chose not to. */
  | { readonly kind: 'declined' }
  /** The other person forgot this device. It stays paired here until our own forgets it, too. */
  | { readonly kind: 'forgotten'; readonly name: string };

export type KeepEnd =
  /** It wants to pair, anew where it was paired: the connection goes on with that. */
  | { readonly kind: 'asked'; readonly form: PairForm }
  | { readonly kind: 'closed' | 'forgotten' | 'lost' | 'violation' };

export interface KeepNeeds {
  readonly link: Link;
  readonly identity: Identity;
  /** How the two have just proven themselves; null where they did so when they were paired. */
  readonly method: PairingMethod | null;
  readonly onNotice: (notice: KeepNotice) => void;
  readonly log: Log;
}

export class Keeping {
  readonly #needs: KeepNeeds;
  readonly #turns = new InTurn();
  #state: KeepState;
  /** For the row, where our person chooses it later. */
  #said: SaidKeys | null = null;
  /** On this connection: a second click writes nothing. */
  #isPinned = false;

  /** For a device that is paired, or has just proven itself; nobody else may be kept. */
  constructor(needs: KeepNeeds) {
    this.#needs = needs;
    const known = this.#known;
    if (known === null && needs.method === null) throw new Error('nobody to keep');
    // What was proven just now makes no assumption of what was before.
    const isKeptThere = needs.method === null && known !== null && known.announceKey !== null;
    const [state, effects] = startKeep(known === null ? null : this.#ownKeep(), isKeptThere);
    this.#state = state;
    void this.#turns.run(async () => {
      await this.#raiseFloor();
      await this.#performAll(effects);
    });
  }

  /** What stands at the beginning of a connection has been said; anything else comes after it. */
  begun(): Promise<void> {
    return this.#turns.run(async () => undefined);
  }

  /** Our person chose Pair. False where the connection has ended; throws where it couldn't be written down. */
  keep(): Promise<boolean> {
    return this.#turns.run(async () => {
      if (this.#state.name === 'ended') return false;
      await this.#step({ type: 'kept', keep: this.#ownKeep() });
      // To a device that was kept before there is nothing more to say. But these two have just paired anew: how and when
      // is written down, and that our own keys were replaced is no longer news.
      if (this.#needs.method !== null && this.#known !== null && !this.#isPinned) await this.#pin();
      return true;
    });
  }

  /** Our person chose not to pair: whoever chose it there needn't wait. */
  decline(): Promise<void> {
    return this.#turns.run(() => this.#step({ type: 'declined' }));
  }

  /** A device that is kept has shown this version, so that from now on whoever offers less is somebody in between. */
  async #raiseFloor(): Promise<void> {
    const { link, identity, log } = this.#needs;
    const { remoteKey, version } = link.channel;
    const known = this.#known;
    if (known === null || version <= known.versionFloor) return;
    try {
      await identity.devices.raiseFloor(remoteKey, version);
    } catch (error) {
      // A full disk, or the device was forgotten meanwhile. It shows its version again at the next connection.
      log('warn', 'protocol version not kept', error instanceof FerryError ? { code: error.info.code } : undefined);
    }
  }

  /** Reads until the connection ends, or pairing is asked for; what isn't pairing's goes to `take`, in order. */
  async run(onHeard: () => void, take: (record: Record) => Promise<void>): Promise<KeepEnd> {
    const end = await this.#read(onHeard, take);
    if (end.kind === 'violation') await this.#needs.link.close(CLOSE_REASON.violation).catch(() => undefined);
    await this.#turns.run(() => this.#step({ type: 'deviceClosed' }));
    return end;
  }

  async #read(onHeard: () => void, take: (record: Record) => Promise<void>): Promise<KeepEnd> {
    const { link } = this.#needs;
    for (;;) {
      const record = await link
        .receive()
        .catch((error: unknown): KeepEnd => ({ kind: isLost(error) ? 'lost' : 'violation' }));
      if (record === null)
        return { kind: link.channel.closed?.reason === CLOSE_REASON.forgotten ? 'forgotten' : 'closed' };
      if ('kind' in record) return record;
      const form = isPairType(record.type) ? formAskedFor(record) : null;
      if (form !== null) return { kind: 'asked', form };
      onHeard();
      if (!isPairType(record.type)) {
        await take(record);
        continue;
      }
      await this.#hear(record);
      if (this.#state.name === 'ended') return { kind: 'violation' };
    }
  }

  #hear({ type, body }: Record): Promise<void> {
    const message = decodePairMessage(type, body);
    return this.#turns.run(async () => {
      try {
        await this.#step(message === null ? { type: 'malformed' } : { type: 'received', message });
      } catch (error) {
        if (!(error instanceof FerryError)) throw error;
        // A full disk, or the device was forgotten meanwhile. It says its keys again at the next connection.
        this.#needs.log('warn', 'device keys not kept', { code: error.info.code });
      }
    });
  }

  /** What fails leaves the state as it was. */
  async #step(event: KeepEvent): Promise<void> {
    const [state, effects] = stepKeep(this.#state, event);
    const answer = await this.#performAll(effects);
    this.#state = state;
    if (answer !== null) await this.#step(answer);
  }

  async #performAll(effects: readonly KeepEffect[]): Promise<KeepEvent | null> {
    let answer: KeepEvent | null = null;
    for (const effect of effects) answer = (await this.#perform(effect)) ?? answer;
    return answer;
  }

  async #perform(effect: KeepEffect): Promise<KeepEvent | null> {
    const { link, identity, onNotice } = this.#needs;
    switch (effect.type) {
      case 'wait':
        return null;
      case 'send': {
        const { type, body } = encodePairMessage(effect.message);
        // Whoever is gone hears of it at the next connection.
        await link.send(type, body).catch(() => undefined);
        return null;
      }
      case 'pin':
        await this.#pin();
        return null;
      case 'checkKeep':
        return this.#isRight(effect.keep) ? { type: 'keepRight', keep: effect.keep } : { type: 'keepWrong' };
      case 'learnKeys':
        this.#said = saidBy(effect.keep);
        if (this.#known === null) onNotice({ kind: 'wanted' });
        else await identity.devices.learnKeys(link.channel.remoteKey, this.#said);
        return null;
      case 'tellPaired': {
        const device = this.#known;
        if (device !== null) onNotice({ kind: 'paired', device });
        return null;
      }
      case 'tellDeclined':
        onNotice({ kind: 'declined' });
        return null;
      case 'tellForgotten':
        onNotice({ kind: 'forgotten', name: this.#known?.ownName ?? this.#known?.name ?? link.hello.name });
        return null;
      default:
        return assertNever(effect);
    }
  }

  async #pin(): Promise<void> {
    const { link, identity, method } = this.#needs;
    if (method === null) throw new Error('pinned without a proof');
    const { remoteKey, version } = link.channel;
    // What is known of a device that is paired anew stays until it says otherwise.
    const keys = this.#said ?? this.#known;
    await identity.pair({
      staticKey: remoteKey,
      signingKey: keys?.signingKey ?? null,
      announceKey: keys?.announceKey ?? null,
      name: nameToKeep(link.hello.name, remoteKey),
      kind: link.hello.kind,
      method,
      version,
    });
    this.#isPinned = true;
  }

  /** The signing key that was kept is kept: a device has one for as long as it has its static key. */
  #isRight({ signingKey, signature }: Keep): boolean {
    const { remoteKey } = this.#needs.link.channel;
    const before = this.#known?.signingKey ?? null;
    if (before === null) return isBound(remoteKey, signingKey, signature);
    return isEqual(before, signingKey) && isBoundAgain(remoteKey, signingKey, signature);
  }

  #ownKeep(): Keep {
    const { keys } = this.#needs.identity.own;
    return {
      kind: 'keep',
      announceKey: keys.announceKey.reveal(),
      signingKey: keys.signingKey.publicKey,
      signature: signedBinding(keys),
    };
  }

  get #known(): KnownDevice | null {
    return this.#needs.identity.devices.find(this.#needs.link.channel.remoteKey);
  }
}

/** A device that is forgotten is told, and its connection ends. Gives what undoes this. */
export const endForgotten = (identity: Identity, links: Links): (() => void) =>
  identity.onForgotten((staticKey) => void links.forget(staticKey));

const saidBy = ({ signingKey, announceKey }: Keep): SaidKeys => ({ signingKey, announceKey: new Secret(announceKey) });

/** A name as our own may be; one that is nothing but spaces is replaced by what can't be claimed. */
function nameToKeep(said: string, staticKey: Uint8Array): string {
  const name = Array.from(said.normalize('NFC').trim()).slice(0, MAX_NAME_LENGTH).join('').trim();
  return name === '' ? fingerprintOf(staticKey).slice(0, 5) : name;
}
