// Calls devices: where they were heard or last proven, or where a person said.
import type { DeviceId } from '../../contract/devices.ts';
import type { Target } from '../../contract/transfers.ts';
import { FerryError, ferryError } from '../errors.ts';
import { deviceIdOf } from '../identity/device-id.ts';
import type { Identity } from '../identity/identity.ts';
import type { KnownDevice } from '../identity/known-devices.ts';
import { type Dialled, type Place, placesOf } from '../net/dial.ts';
import { AGREED_PORT } from '../net/listen.ts';
import type { Network } from '../net/network.ts';
import { plainAddress } from '../net/on-link.ts';
import type { Channel } from '../noise/channel.ts';
import type { Conversation } from './conversations.ts';
import { unreachable } from './outgoing.ts';

/** Tried a little apart: the last of them is tried after some seconds. */
const MOST_PLACES = 24;
/** Sooner than that nobody is waited for in vain: somebody is there, and says no. */
const REFUSED_MS = 2000;
/** Paired devices that somebody at a typed address may be: each takes a call of its own. */
const MOST_TRIED = 8;

type DeviceTarget = Extract<Target, { kind: 'device' }>;

/** What was heard of a device that may be near. */
export interface Heard {
  readonly name: string;
  /** The best first. */
  readonly places: readonly Place[];
}

export interface Nearby {
  find(id: DeviceId): Heard | null;
  /** Until it is heard the next time, a few seconds at most; at once where nobody is looking. Whether it was. */
  untilHeard(id: DeviceId): Promise<boolean>;
}

export class Dialler {
  readonly #network: Network;
  readonly #identity: Identity;
  readonly #nearby: Nearby;
  /** Of the connections that were made from here. */
  readonly #reachedAt = new WeakMap<Channel, Place>();

  constructor(network: Network, identity: Identity, nearby: Nearby) {
    this.#network = network;
    this.#identity = identity;
    this.#nearby = nearby;
  }

  /** Throws what a person is told; with a cause, where somebody answered and the connection broke off. */
  async dial(to: Target, key: Uint8Array | null): Promise<Channel> {
    const { devices } = this.#identity;
    const device = key === null ? null : devices.find(key);
    const heardName = to.kind === 'device' ? (this.#nearby.find(to.id)?.name ?? '') : '';
    const name = device === null ? heardName : (device.ownName ?? device.name);
    const isExpected = (found: Uint8Array): boolean =>
      key === null ? to.kind === 'address' || deviceIdOf(found) === to.id : isSame(found, key);
    const dialled = await this.#dialAll(to, (places) =>
      to.kind === 'address' && key === null ? this.#dialAnybody(places) : this.#network.dial(places, key, isExpected),
    );
    if (dialled === null) throw ferryError('device.no_address', { name });
    if (dialled.ok) {
      this.#reachedAt.set(dialled.channel, dialled.place);
      if (devices.find(dialled.channel.remoteKey) !== null)
        await devices.rememberPlace(dialled.channel.remoteKey, dialled.place);
      return dialled.channel;
    }
    const isOther =
      device?.lastPlace != null &&
      dialled.misses.some(
        ({ place, reason, key: shown }) =>
          reason === 'wrong key' &&
          textOf(place) === textOf(device.lastPlace ?? place) &&
          // Another that is paired is only in its place, as another account of one computer is.
          (shown === null || devices.find(shown) === null),
      );
    if (isOther) throw ferryError('device.identity_changed', { name });
    // Who tries again is told by that.
    const brokenOff = dialled.misses.find(({ reason }) => reason === 'failed');
    throw new FerryError(unreachable(to, name), brokenOff?.reason);
  }

  /** Whoever has that key, or without one whoever answers first. Null where nobody does. */
  async dialAt(places: readonly Place[], key: Uint8Array | null): Promise<Extract<Dialled, { ok: true }> | null> {
    const dialled =
      key === null
        ? await this.#dialAnybody(places)
        : await this.#network.dial(places, key, (found) => isSame(found, key));
    return dialled.ok ? dialled : null;
  }

  /** Whoever is there. One that shows itself to paired devices alone answers none but these, so each is tried as well. */
  async #dialAnybody(places: readonly Place[]): Promise<Dialled> {
    const first = await this.#network.dial(places, null, () => true);
    if (first.ok || !first.misses.some(({ reason }) => reason === 'failed')) return first;
    const addresses = new Set(places.map(({ address }) => address));
    const wasThere = ({ lastPlace }: KnownDevice): boolean => lastPlace !== null && addresses.has(lastPlace.address);
    const known = this.#identity.devices.ours().toSorted((a, b) => Number(wasThere(b)) - Number(wasThere(a)));
    for (const { staticKey } of known.slice(0, MOST_TRIED)) {
      const dialled = await this.#network.dial(places, staticKey, (found) => isSame(found, staticKey));
      if (dialled.ok) return dialled;
    }
    return first;
  }

  /** Where nothing answers, once more where the device is heard meanwhile. Null where no place is known. */
  async #dialAll(to: Target, dial: (places: readonly Place[]) => Promise<Dialled>): Promise<Dialled | null> {
    if (to.kind === 'address') return dial([{ address: to.host, port: to.port ?? AGREED_PORT }]);
    const places = this.#placesOf(to);
    const began = performance.now();
    const first = places.length === 0 ? null : await dial(places);
    if (first?.ok) return first;
    const isRefused = performance.now() - began < REFUSED_MS;
    const isHeard = await this.#nearby.untilHeard(to.id);
    // A program that was just started anew says so, and listens where the former one did.
    const tried = new Set(isRefused && isHeard ? [] : places.map(textOf));
    const more = this.#placesOf(to).filter((place) => !tried.has(textOf(place)));
    if (more.length === 0) return first;
    const second = await dial(more);
    return second.ok ? second : { ok: false, misses: [...(first?.misses ?? []), ...second.misses] };
  }

  /** Null for whatever answers at an address, and for a device whose key only its id is known of. Throws for nobody. */
  keyOf(to: Target): Uint8Array | null {
    if (to.kind === 'address') return null;
    const device = this.#identity.devices.withId(to.id);
    if (device === null && this.#nearby.find(to.id) === null) throw ferryError('device.unknown', {});
    return device?.staticKey ?? null;
  }

  /** What worked comes first, unless the device has moved since; then where it was heard, on the agreed port first. */
  #placesOf({ id }: DeviceTarget): readonly Place[] {
    const { devices, pins } = this.#identity;
    const proven = devices.withId(id)?.lastPlace ?? pins.placeOf(id);
    const heard = this.#nearby.find(id)?.places ?? [];
    const hasMoved = heard.length > 0 && heard[0]?.address !== proven?.address;
    const before = proven === null ? [] : [proven, { address: proven.address, port: AGREED_PORT }];
    const now = heard.flatMap(({ address, port }) => placesOf([address], port));
    const all = hasMoved ? [...now, ...before] : [...before, ...now];
    return [...new Map(all.map((place) => [textOf(place), place])).values()].slice(0, MOST_PLACES);
  }

  /** Where a device that has just proven itself is found again. */
  async remember({ link, wish, address }: Conversation): Promise<void> {
    const { devices, pins } = this.#identity;
    const { remoteKey } = link.channel;
    const called = wish?.target.kind === 'address' ? wish.target : null;
    const place =
      called === null
        ? (this.#reachedAt.get(link.channel) ?? { address: dialable(address), port: link.hello.port ?? AGREED_PORT })
        : { address: called.host, port: called.port ?? AGREED_PORT };
    if (place.address === '') return;
    if (devices.find(remoteKey) !== null) await devices.rememberPlace(remoteKey, place);
    await pins.rememberPlace(remoteKey, place);
  }
}

/** A link-local address means nothing without its interface. */
export const dialable = (address: string): string => (/^fe80:/i.test(address) ? address : plainAddress(address));

const textOf = ({ address, port }: Place): string => `${address} ${port}`;
const isSame = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0;
