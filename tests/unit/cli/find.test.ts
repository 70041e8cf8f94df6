import { describe, expect, it } from 'vitest';
import { findDevice, nameToType } from '../../../src/cli/find.ts';
import { device, FakeFerry } from './fake-ferry.ts';

const among = (...devices: readonly ReturnType<typeof device>[]) => new FakeFerry().withDevices(...devices).state;

describe('the device that a person means', () => {
  it('is the one of that name, or whose id begins so', () => {
    const studio = device('Studio PC');
    const state = among(studio);
    for (const typed of ['Studio PC', 'studio pc', nameToType(studio)])
      expect(findDevice(typed, state)).toEqual({ ok: true, value: studio });
  });

  it('is never another that has called itself by the beginning of its id', () => {
    const studio = device('Studio PC');
    const other = { ...device(studio.id.slice(0, 8)), id: 'f'.repeat(32) as typeof studio.id };
    const found = findDevice(nameToType(studio), among(studio, other));
    expect(found).toMatchObject({ ok: false, error: { code: 'device.ambiguous' } });
    expect(findDevice(studio.id, among(studio, other))).toEqual({ ok: true, value: studio });
  });
});
