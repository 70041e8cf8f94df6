import { describe, expect, test } from 'vitest';
import { deviceRows } from '../../../src/renderer/device-rows.ts';
import { idOf, knownDevice, nearbyDevice, tables } from './nearby-samples.ts';

const rowsOf = (of: Parameters<typeof tables>[0]) => deviceRows(tables(of), 'en');

describe('the list of devices', () => {
  test('has those that are here and known first, then those that are away, then strangers', () => {
    const rows = rowsOf({
      devices: [knownDevice('1'), knownDevice('2', { name: 'Attic' })],
      nearby: [
        nearbyDevice('4', { name: 'Zoe' }),
        nearbyDevice('3', { name: 'Abe' }),
        nearbyDevice('2', { name: 'Attic', isPaired: true, isHere: false, lastHereAt: 5 }),
        nearbyDevice('1', { isPaired: true }),
      ],
    });
    expect(rows.map(({ name, standing }) => [name, standing])).toEqual([
      ['Studio PC', 'here'],
      ['Attic', 'away'],
      ['Abe', 'new'],
      ['Zoe', 'new'],
    ]);
    expect(rows[1]?.lastHereAt).toBe(5);
  });

  test('has a known device that was never here, as away', () => {
    expect(rowsOf({ devices: [knownDevice('1')] })).toMatchObject([
      { id: idOf('1'), standing: 'away', lastHereAt: null },
    ]);
  });

  test('calls a known device what its person calls it, and believes no mark against it', () => {
    const [row] = rowsOf({
      devices: [knownDevice('1', { name: 'Studio' })],
      nearby: [nearbyDevice('1', { name: 'Impostor', isPaired: true, mark: 'namedAsPaired' })],
    });
    expect(row).toMatchObject({ name: 'Studio', mark: 'none' });
  });

  test('tells a device that only this person has paired from one that both have', () => {
    const devices = [knownDevice('1', { isPaired: false })];
    expect(rowsOf({ devices, nearby: [nearbyDevice('1')] })).toMatchObject([{ standing: 'kept' }]);
    expect(rowsOf({ devices, nearby: [nearbyDevice('1', { isHere: false })] })).toMatchObject([{ standing: 'away' }]);
  });

  test('counts the strangers that share one name to the letter', () => {
    const rows = rowsOf({
      nearby: [
        nearbyDevice('1', { name: 'Leo', mark: 'twin' }),
        nearbyDevice('2', { name: 'Leo', mark: 'twin' }),
        nearbyDevice('3', { name: 'Lео', mark: 'twin' }),
      ],
    });
    expect(rows.map(({ twins }) => twins).sort()).toEqual([1, 2, 2]);
  });

  test('stands in the same order whatever order its devices came in', () => {
    const devices = ['3', '1', '2'].map((digit) => nearbyDevice(digit));
    const ids = (nearby: typeof devices) => rowsOf({ nearby }).map(({ id }) => id);
    expect(ids(devices)).toEqual(ids(devices.toReversed()));
  });
});
