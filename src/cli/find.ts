// What a person means by a device's name or a transfer's id.

import { ok } from '../base/result.ts';
import { showHidden } from '../base/text.ts';
import type { ShownDevice } from '../contract/devices.ts';
import type { Outcome } from '../contract/errors.ts';
import { failure } from '../contract/errors.ts';
import type { NearbyDevice } from '../contract/nearby.ts';
import type { State } from '../contract/state.ts';
import type { ShownTransfer, Target } from '../contract/transfers.ts';
import { isOver } from '../contract/transfers.ts';
import { looksLikeAddress, parseAddress } from '../engine/index.ts';
import { nearest } from './nearest.ts';

/** Enough of an id that no name is one by chance. */
const ID_BEGINNING = /^[0-9a-f]{8,32}$/;

export const findDevice = (typed: string, { devices }: Pick<State, 'devices'>): Outcome<ShownDevice> =>
  findByName(typed, Object.values(devices));

/** One that this device doesn't know, and that is here: what it calls itself proves nothing. */
export const findNearby = (typed: string, { nearby }: Pick<State, 'nearby'>): Outcome<NearbyDevice> =>
  findByName(
    typed,
    Object.values(nearby).filter(({ isPaired, isHere }) => !isPaired && isHere),
  );

function findByName<D extends { readonly id: string; readonly name: string }>(
  typed: string,
  all: readonly D[],
): Outcome<D> {
  const plain = (name: string): string => name.normalize('NFC').toLowerCase();
  const ways = [
    all.filter(({ name }) => name === typed.normalize('NFC')),
    all.filter(({ name }) => plain(name) === plain(typed)),
  ];
  // The way out where several have one name. Who bears another's id as a name isn't meant for that.
  const byId = ID_BEGINNING.test(typed) ? all.filter(({ id }) => id.startsWith(typed)) : [];
  const found = [...new Set([...(ways.find((way) => way.length > 0) ?? []), ...byId])];
  const [device] = found;
  if (found.length > 1) return failure('device.ambiguous', { name: typed });
  if (device !== undefined) return ok(device);
  const near = nearest(
    plain(typed),
    all.map(({ name }) => plain(name)),
  );
  const meant = near === '' ? undefined : all.find(({ name }) => plain(name) === near);
  return failure('device.not_found', { name: typed, nearest: meant === undefined ? '' : showHidden(meant.name) });
}

/** A device by its name, or else whatever answers at an address. `option` is what it was the value of. */
export function findTarget(typed: string, state: State, option: string): Outcome<Target> {
  const device = findDevice(typed, state);
  if (device.ok) return ok({ kind: 'device', id: device.value.id });
  if (device.error.code !== 'device.not_found' || !looksLikeAddress(typed)) return device;
  return readAddress(typed, option);
}

function readAddress(typed: string, option: string): Outcome<Target> {
  const address = parseAddress(typed);
  return address === null
    ? failure('usage.invalid_value', { option, value: typed })
    : ok({ kind: 'address', ...address });
}

const isUnfinished = (row: ShownTransfer): boolean => !isOver(row);

/** One of those that are meant, by the beginning of its id. */
export function findTransfer(
  typed: string,
  { transfers }: State,
  isMeant: (row: ShownTransfer) => boolean = isUnfinished,
): Outcome<ShownTransfer> {
  // Where a script's variable was never set, nothing is meant, and not the one that there is.
  if (typed === '') return failure('usage.invalid_value', { option: 'ID', value: typed });
  const found = Object.values(transfers).filter((row) => isMeant(row) && row.id.startsWith(typed.toLowerCase()));
  const [transfer] = found;
  if (found.length > 1) return failure('usage.invalid_value', { option: 'ID', value: typed });
  return transfer === undefined ? failure('transfer.unknown', {}) : ok(transfer);
}

/** By its id where a shell would read its name otherwise than it is written. */
export const nameToType = ({ id, name }: { readonly id: string; readonly name: string }): string =>
  /^[\p{L}\p{N}][\p{L}\p{N}_.-]*$/u.test(name) ? name : id.slice(0, 8);
