import { describe, expect, it } from 'vitest';
import { int48At, setInt48, setUint48, uint48At } from '../../../../src/engine/wire/uint48.ts';

const bytes = Buffer.alloc(8);
const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);

describe('a number of six bytes', () => {
  it('is what Node makes of the same bytes', () => {
    for (const value of [0, 1, 255, 2 ** 31, 2 ** 32 - 1, 2 ** 32, 2 ** 40 + 12345, 2 ** 48 - 1]) {
      setUint48(view, 1, value);
      expect([bytes.readUIntBE(1, 6), uint48At(view, 1)]).toEqual([value, value]);
    }
    for (const value of [
      0,
      -1,
      1,
      -(2 ** 31),
      -(2 ** 32),
      -(2 ** 32) - 1,
      1_750_000_000_123,
      -(2 ** 47),
      2 ** 47 - 1,
    ]) {
      setInt48(view, 1, value);
      expect([bytes.readIntBE(1, 6), int48At(view, 1)]).toEqual([value, value]);
    }
  });

  it('is none where it has no room, or is no whole number', () => {
    for (const value of [-1, 2 ** 48, 0.5, Number.NaN]) expect(() => setUint48(view, 0, value)).toThrow(RangeError);
    for (const value of [-(2 ** 47) - 1, 2 ** 47, 0.5]) expect(() => setInt48(view, 0, value)).toThrow(RangeError);
  });
});
