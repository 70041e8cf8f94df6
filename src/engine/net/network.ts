// This device on the network: one listener at most, and calls to others, with the keys and floors that go with each.

import type { Secret } from '../crypto/secret.ts';
import type { Primitives } from '../crypto/self-test.ts';
import type { KeyPair } from '../crypto/x25519.ts';
import { errnoOf, ferryError, systemReason } from '../errors.ts';
import type { Channel } from '../noise/channel.ts';
import type { FirstMessage, Means } from '../noise/handshake.ts';
import { ferrySuite } from '../noise/suite.ts';
import { isTagOf, tagKey, tagOf } from '../noise/tag.ts';
import type { Clock, Interfaces, Log } from '../ports.ts';
import { type Dialled, dial, dialLane, type Place } from './dial.ts';
import { LaneDoors } from './lane-doors.ts';
import { type Arrival, type Listening, listen } from './listen.ts';

interface Known {
  readonly staticKey: Uint8Array;
  readonly versionFloor: number;
}

/** One of the two, by which side made the first connection. */
export type LaneWay =
  | { readonly dial: (lane: number) => Promise<Channel>; readonly admit: null }
  | { readonly dial: null; readonly admit: (onLane: (channel: Channel) => void) => () => void };

export interface NetworkNeeds {
  readonly primitives: Primitives;
  readonly own: () => KeyPair;
  readonly known: () => readonly Known[];
  readonly answersKnown: () => boolean;
  /** Whether a device that doesn't show the tag of a known one is answered, from there. */
  readonly answersStrangers: (address: string) => boolean;
  readonly clock: Clock;
  readonly random: (byteCount: number) => Uint8Array;
  /** Those that are used: whoever calls from elsewhere gets no byte. */
  readonly interfaces: () => Interfaces;
  readonly log: Log;
  readonly onChannel: (channel: Channel, from: Arrival) => void;
}

export class Network {
  readonly #needs: NetworkNeeds;
  /** Each costs a Diffie-Hellman: computed once for each paired device, for as long as this device has its key. */
  readonly #tagKeys = new Map<string, Secret>();
  #listening: Listening | null = null;
  #address: string | null = null;
  #isChosen = false;
  #opening: Promise<Listening> | null = null;
  readonly #doors = new LaneDoors<Channel>();
  /** Of the connections that were made from here. */
  readonly #places = new WeakMap<Channel, Place>();

  constructor(needs: NetworkNeeds) {
    this.#needs = needs;
  }

  get port(): number | null {
    return this.#listening?.port ?? null;
  }

  /** For the doctor. */
  get listener(): { readonly port: number | null; readonly isAgreedPort: boolean; readonly isChosen: boolean } {
    return { port: this.port, isAgreedPort: this.#listening?.isAgreedPort ?? false, isChosen: this.#isChosen };
  }

  /** The one address it listens on, where that was asked for. */
  get address(): string | null {
    return this.#address;
  }

  async open(asked: { readonly port: number | null; readonly address: string | null }): Promise<Listening> {
    if (this.#listening !== null) return this.#listening;
    this.#opening ??= this.#listen(asked).finally(() => {
      this.#opening = null;
    });
    this.#listening = await this.#opening;
    this.#address = asked.address;
    this.#isChosen = asked.port !== null || asked.address !== null;
    return this.#listening;
  }

  async close(): Promise<void> {
    await this.#opening?.catch(() => undefined);
    await this.#listening?.close();
    this.#listening = null;
  }

  /** How further connections to the same device come about: whoever made the first makes them, since it got through. */
  laneWay(channel: Channel): LaneWay {
    const place = this.#places.get(channel);
    if (place === undefined) return { dial: null, admit: (onLane) => this.#doors.open(channel, onLane) };
    const { clock } = this.#needs;
    return { dial: (lane) => dialLane({ means: this.#means(), clock, place }, channel, lane), admit: null };
  }

  /** `knownKey`: of the device, where it is known, so that it knows this one by its tag. */
  async dial(
    places: readonly Place[],
    knownKey: Uint8Array | null,
    isExpected: (key: Uint8Array) => boolean,
  ): Promise<Dialled> {
    const { clock, random, known } = this.#needs;
    const own = this.#needs.own();
    const isPaired = knownKey !== null && known().some(({ staticKey }) => isSame(staticKey, knownKey));
    const dialled = await dial({
      means: this.#means(),
      clock,
      places,
      isExpected,
      tag: (parts) => (isPaired ? tagOf(this.#tagKey(knownKey), own.publicKey, parts) : random(16)),
      versionFloor: (key) => this.#floorOf(key),
    });
    if (dialled.ok) this.#places.set(dialled.channel, dialled.place);
    return dialled;
  }

  async #listen({
    port,
    address,
  }: {
    readonly port: number | null;
    readonly address: string | null;
  }): Promise<Listening> {
    const { clock, interfaces, log, answersStrangers, onChannel } = this.#needs;
    // The agreed port belongs to whoever listens for the whole computer, not to one of several on one address of it.
    const usual = address === null ? {} : { port: 0, host: address };
    try {
      return await listen({
        means: () => this.#means(),
        clock,
        interfaces,
        chosenInterfaces: () => Object.keys(interfaces()),
        ...usual,
        ...(port === null ? {} : { port }),
        answersStrangers,
        knownBy: (first) => this.#knownBy(first),
        versionFloor: (key) => this.#floorOf(key),
        onChannel,
        laneGuest: (ticket, lane) => this.#doors.take(ticket, lane),
        onRefused: (reason) => log('info', 'connection.refused', { reason }),
      });
    } catch (error) {
      // Those below 1024 are the system's own for many users.
      const isPort = port !== null && ['EADDRINUSE', 'EACCES'].includes(errnoOf(error));
      if (isPort) throw ferryError('network.port_taken', { port }, error);
      throw ferryError('network.not_open', { reason: systemReason(error) || String(error) }, error);
    }
  }

  #means(): Means {
    const { primitives, random, own } = this.#needs;
    const { dh, createAead, kem } = primitives;
    return { suite: ferrySuite(dh, createAead), kem, random, own: own() };
  }

  #knownBy({ tag, parts }: FirstMessage): Uint8Array | null {
    if (!this.#needs.answersKnown()) return null;
    const isFrom = ({ staticKey }: Known): boolean => isTagOf(tag, this.#tagKey(staticKey), staticKey, parts);
    return this.#needs.known().find(isFrom)?.staticKey ?? null;
  }

  #floorOf(key: Uint8Array): number {
    return this.#needs.known().find(({ staticKey }) => isSame(staticKey, key))?.versionFloor ?? 0;
  }

  #tagKey(remoteKey: Uint8Array): Secret {
    const own = this.#needs.own();
    const name = `${hex(own.publicKey)}/${hex(remoteKey)}`;
    const key = this.#tagKeys.get(name) ?? tagKey(this.#needs.primitives.dh, own, remoteKey);
    this.#tagKeys.set(name, key);
    return key;
  }
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const isSame = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0;
