// Calls devices for no transfer: to pair, those that are paired to be connected, others to know who they are.
import type { DeviceId, DeviceKind } from '../../contract/devices.ts';
import type { Target } from '../../contract/transfers.ts';
import { FerryError } from '../errors.ts';
import { deviceIdOf } from '../identity/device-id.ts';
import type { Identity } from '../identity/identity.ts';
import type { Place } from '../net/dial.ts';
import type { Channel } from '../noise/channel.ts';
import type { Clock } from '../ports.ts';
import type { Hello } from '../wire/hello.ts';
import type { Conversation, Conversations, Wish } from './conversations.ts';
import type { Dialler } from './dialler.ts';
import { insist } from './insist.ts';
import { unreachable } from './outgoing.ts';
import type { Pairings } from './pairings.ts';

interface IntroducingNeeds {
  readonly identity: Identity;
  readonly dialler: Dialler;
  readonly conversations: Conversations;
  readonly pairings: Pairings;
  readonly clock: Clock;
  /** Throws what a person is told. */
  readonly meet: (channel: Channel, wish: Wish) => Promise<Conversation>;
  readonly isClosed: () => boolean;
  /** Nobody is to be connected just to be so. */
  readonly isAlone: () => boolean;
}

/** What a device that was called said of itself. */
export interface Introduced {
  readonly id: DeviceId;
  readonly name: string;
  readonly kind: DeviceKind;
  readonly place: Place;
}

export class Introducing {
  readonly #needs: IntroducingNeeds;

  constructor(needs: IntroducingNeeds) {
    this.#needs = needs;
  }

  /** Gives the pairing's name. */
  async pair(to: Target): Promise<string> {
    const { dialler, conversations, pairings, clock, meet, isClosed } = this.#needs;
    const wish: Wish = { purpose: 'pair', target: to, transferId: null, isWanted: true };
    const call = async (): Promise<Conversation> => meet(await dialler.dial(to, dialler.keyOf(to)), wish);
    const conversation = await insist(clock, () => !isClosed(), call);
    if (conversation === null) throw new FerryError(unreachable(to, ''));
    void conversations.run(conversation, wish);
    return pairings.idOf(conversation.link) ?? '';
  }

  async greet(id: DeviceId): Promise<void> {
    const { dialler, conversations, isAlone, meet } = this.#needs;
    const target = { kind: 'device', id } as const;
    const channel = await dialler.dial(target, dialler.keyOf(target));
    // It has called us meanwhile, or is to see us no more.
    if (isAlone() || conversations.isConnectedTo(channel.remoteKey)) return channel.destroy();
    const conversation = await meet(channel, { purpose: 'pair', target, transferId: null, isWanted: false });
    void conversations.run(conversation, null);
  }

  async introduce(places: readonly Place[], key: Uint8Array | null): Promise<Introduced | null> {
    const { dialler, conversations, identity } = this.#needs;
    const dialled = await dialler.dialAt(places, key);
    if (dialled === null) return null;
    const { channel, place } = dialled;
    const { remoteKey } = channel;
    const id = deviceIdOf(remoteKey);
    const connected = conversations.helloOf(remoteKey);
    // What is under way there isn't to be broken off for this.
    if (connected !== null) channel.destroy();
    const { name, kind } = connected ?? (await this.#helloBy(channel, id));
    if (identity.devices.find(remoteKey) !== null) await identity.devices.rememberPlace(remoteKey, place);
    return { id, name, kind, place };
  }

  async #helloBy(channel: Channel, id: DeviceId): Promise<Hello> {
    const { conversations, identity, meet } = this.#needs;
    const target = { kind: 'device', id } as const;
    let conversation: Conversation;
    try {
      conversation = await meet(channel, { purpose: 'pair', target, transferId: null, isWanted: false });
    } catch (error) {
      // It called us at the same moment, and of the two that one stays.
      const hello = conversations.helloOf(channel.remoteKey);
      if (hello === null) throw error;
      return hello;
    }
    void conversations.run(conversation, null);
    const isPaired = identity.devices.find(channel.remoteKey) !== null;
    if (!isPaired) await conversation.link.close().catch(() => undefined);
    return conversation.link.hello;
  }
}
