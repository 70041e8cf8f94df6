import { describe, expect, it } from 'vitest';
import type { DeviceId } from '../../../../src/contract/devices.ts';
import type { NearbyDevice } from '../../../../src/contract/nearby.ts';
import { type NearbyGuest, withGuests } from '../../../../src/engine/discovery/with-guests.ts';
import type { DeviceFacts } from '../../../../src/engine/identity/known-devices.ts';

const idOf = (name: string): DeviceId => Buffer.from(name.padEnd(16)).toString('hex') as DeviceId;

const own = (name: string, isPaired = false): NearbyDevice => ({
  id: idOf(`own ${name}`),
  name,
  kind: 'laptop',
  isPaired,
  isHere: true,
  lastHereAt: null,
  mark: 'none',
  waitsWithCode: false,
  needsUpdate: false,
});

const guest = (name: string): NearbyGuest => ({ id: idOf(name), name, kind: 'phone', via: 'localSend' });

const known = (id: DeviceId, name: string, ownName: string | null = null): DeviceFacts => ({
  id,
  via: 'localSend',
  announceKey: null,
  name,
  ownName,
  kind: 'phone',
  method: 'sas',
  pairedAt: 0,
  versionFloor: 1,
  lastPlace: null,
  isAlwaysAccepted: false,
  receivesInto: null,
  unasked: null,
  comparedAt: null,
  fingerprint: '',
});

const marks = (devices: readonly NearbyDevice[]) => devices.map(({ name, mark }) => [name, mark]);

describe('the list of devices with guests', () => {
  it('has those with Ferry as they are, and first', () => {
    const ours = [own('Nas', true), own('Laptop')];
    expect(withGuests(ours, [], [])).toEqual(ours);
    expect(withGuests(ours, [guest('Phone')], []).map(({ name }) => name)).toEqual(['Nas', 'Laptop', 'Phone']);
  });

  it('points out a guest that bears a paired device’s name, or the name of another', () => {
    expect(marks(withGuests([own('Nas', true)], [guest('NAS'), guest('Phone')], []))).toEqual([
      ['Nas', 'none'],
      ['NAS', 'namedAsPaired'],
      ['Phone', 'none'],
    ]);
    expect(marks(withGuests([own('Laptop')], [guest('Laptop')], []))).toContainEqual(['Laptop', 'twin']);
  });

  it('has a paired guest once, by the name that it has here, whether it is here or away', () => {
    const phone = guest('Says anything');
    const row = { id: phone.id, name: 'Mia’s phone', isPaired: true, via: 'localSend', mark: 'none' };
    const facts = [known(phone.id, 'Phone', 'Mia’s phone')];
    expect(withGuests([], [phone], facts)).toMatchObject([{ ...row, isHere: true }]);
    expect(withGuests([], [], facts)).toMatchObject([{ ...row, isHere: false }]);
    expect(marks(withGuests([], [guest('Mia’s Phone')], facts))).toContainEqual(['Mia’s Phone', 'namedAsPaired']);
  });

  it('takes nothing of a device with Ferry for a guest', () => {
    expect(withGuests([], [], [{ ...known(idOf('own Nas'), 'Nas'), via: null }])).toEqual([]);
  });
});
