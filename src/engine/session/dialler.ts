// Calls devices: those that are paired where they were last proven, others where a person said.
import type { Target } from '../../contract/transfers.ts';
import { FerryError, ferryError } from '../errors.ts';
import type { Identity } from '../identity/identity.ts';
import type { KnownDevice } from '../identity/known-devices.ts';
import { AGREED_PORT } from '../net/listen.ts';
import type { Network } from '../net/network.ts';
import { plainAddress } from '../net/on-link.ts';
import type { Channel } from '../noise/channel.ts';
import type { Conversation } from './conversations.ts';
import { unreachable } from './outgoing.ts';

export class Dialler {
  readonly #network: Network;
  readonly #identity: Identity;

  constructor(network: Network, identity: Identity) {
    this.#network = network;
    this.#identity = identity;
  }

  /** Throws what a person is told. */
  async dial(to: Target, key: Uint8Array | null): Promise<Channel> {
    const { devices } = this.#identity;
    const device = key === null ? null : devices.find(key);
    const name = device === null ? '' : (device.ownName ?? device.name);
    const places = to.kind === 'address' ? [{ address: to.host, port: to.port ?? AGREED_PORT }] : this.#placesOf(to);
    if (places.length === 0) throw ferryError('device.no_address', { name });
    const dialled = await this.#network.dial(places, key);
    if (dialled.ok) {
      if (devices.find(dialled.channel.remoteKey) !== null)
        await devices.rememberPlace(dialled.channel.remoteKey, dialled.place);
      return dialled.channel;
    }
    const isOther =
      device?.lastPlace != null &&
      dialled.misses.some(
        ({ place, reason }) =>
          reason === 'wrong key' && place.address === device.lastPlace?.address && place.port === device.lastPlace.port,
      );
    if (isOther) throw ferryError('device.identity_changed', { name });
    throw new FerryError(unreachable(to, name));
  }

  #placesOf(to: Extract<Target, { kind: 'device' }>): readonly { address: string; port: number }[] {
    const place = this.device(to).lastPlace;
    if (place === null) return [];
    const ports = [...new Set([place.port, AGREED_PORT])];
    return ports.map((port) => ({ address: place.address, port }));
  }

  /** Throws where it isn't paired. */
  device({ id }: Extract<Target, { kind: 'device' }>): KnownDevice {
    const device = this.#identity.devices.withId(id);
    if (device === null) throw ferryError('device.unknown', {});
    return device;
  }

  /** Where a device that has just been paired is found again. */
  async remember({ link, wish, address }: Conversation): Promise<void> {
    const { devices } = this.#identity;
    const called = wish?.target.kind === 'address' ? wish.target : null;
    const place =
      called === null
        ? { address: plainAddress(address), port: link.hello.port ?? AGREED_PORT }
        : { address: called.host, port: called.port ?? AGREED_PORT };
    if (place.address !== '' && devices.find(link.channel.remoteKey) !== null)
      await devices.rememberPlace(link.channel.remoteKey, place);
  }
}
