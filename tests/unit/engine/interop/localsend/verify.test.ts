import { expect, it } from 'vitest';
import type { Fingerprint } from '../../../../../src/engine/interop/localsend/certificate.ts';
import { verifyText } from '../../../../../src/engine/interop/localsend/verify.ts';

const low = '0A'.repeat(32) as Fingerprint;
const high = 'F0'.repeat(32) as Fingerprint;

it('is the same on both devices', () => {
  expect(verifyText(low, high)).toBe(`${low}${high}`);
  expect(verifyText(high, low)).toBe(`${low}${high}`);
});
