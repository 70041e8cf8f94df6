import { createHash } from 'node:crypto';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { DeviceId } from '../../../../src/contract/devices.ts';
import { deviceIdOf, fingerprintOf, keyHintOf } from '../../../../src/engine/identity/device-id.ts';

const key = Uint8Array.from({ length: 32 }, (_, index) => index);

describe('what follows from a device’s key', () => {
  it('is an id of the first 16 bytes of its SHA-256, in hex, and the same bytes as the hint', () => {
    const expected = createHash('sha256').update(key).digest('hex').slice(0, 32);
    expect(deviceIdOf(key)).toBe(expected);
    expect(Buffer.from(keyHintOf(key)).toString('hex')).toBe(expected);
    expect(v.is(DeviceId, deviceIdOf(key))).toBe(true);
  });

  it('is a fingerprint of eight groups of five', () => {
    // Made with another program: (printf 'ferry fp v1'; cat KEYFILE) | sha256sum | xxd -r -p | base32 | cut -c1-40
    expect(fingerprintOf(key)).toBe('V7TF3 7XXMF 4MLC2 XS3KP FQ2GW IUVL7 WNF4L YHYBV');
    expect(fingerprintOf(key)).toMatch(/^[A-Z2-7]{5}( [A-Z2-7]{5}){7}$/);
  });

  it('is another one for every other key', () => {
    const other = key.with(31, 0);
    expect(deviceIdOf(other)).not.toBe(deviceIdOf(key));
    expect(fingerprintOf(other)).not.toBe(fingerprintOf(key));
  });
});
