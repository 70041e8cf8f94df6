import { describe, expect, it } from 'vitest';
import { deviceKind } from '../../../src/engine/device-kind.ts';

const onLinux = (text: string) =>
  deviceKind({
    platform: 'linux',
    readFile: async (path) => {
      expect(path).toBe('/sys/class/dmi/id/chassis_type');
      return text;
    },
  });

describe('the kind of this device', () => {
  it.each([
    ['desktop', [3, 4, 5, 6, 7, 13, 35]],
    ['laptop', [8, 9, 10, 14, 31, 32]],
    ['server', [17, 23]],
    ['tablet', [30]],
    ['unknown', [0, 1, 2, 11, 12, 15, 16, 18, 22, 24, 29, 33, 34, 36, 255]],
  ])('is %s by what its case is', async (kind, types) => {
    for (const type of types) expect([type, await onLinux(`${type}\n`)]).toEqual([type, kind]);
  });

  it.each(['', '\n', 'laptop', '9 9', '-9', '9.5'])('is unknown where that is %j', async (text) => {
    expect(await onLinux(text)).toBe('unknown');
  });

  it('is unknown where nothing can be read', async () => {
    const readFile = () => Promise.reject(new Error('ENOENT'));
    expect(await deviceKind({ platform: 'linux', readFile })).toBe('unknown');
  });

  it('is unknown on other systems, which are not asked', async () => {
    const readFile = () => Promise.reject(new Error('asked'));
    for (const platform of ['darwin', 'win32']) expect(await deviceKind({ platform, readFile })).toBe('unknown');
  });

  it('is one of those that there are, here', async () => {
    expect(['desktop', 'laptop', 'server', 'tablet', 'unknown']).toContain(await deviceKind());
  });
});
