import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import type { Fingerprint } from '../../../../../src/engine/interop/localsend/certificate.ts';
import { verifyPlaces, verifyText } from '../../../../../src/engine/interop/localsend/verify.ts';

const low = '0A'.repeat(32) as Fingerprint;
const high = 'F0'.repeat(32) as Fingerprint;

it('is the same on both devices', () => {
  expect(verifyText(low, high)).toBe(`${low}${high}`);
  expect(verifyText(high, low)).toBe(`${low}${high}`);
});

it('has the first half of the hash as its pictures, whatever alphabet they are of', () => {
  const hash = createHash('sha256').update(`${low}${high}`).digest().subarray(0, 16);
  const text = verifyText(low, high);
  expect(verifyPlaces(text, 256)).toEqual([...hash]);
  expect(verifyPlaces(text, 16)).toEqual([...hash.toString('hex')].map((digit) => Number.parseInt(digit, 16)));
  for (const size of [260, 272]) {
    const places = verifyPlaces(text, size);
    expect(places).toHaveLength(16);
    expect(places.every((place) => place >= 0 && place < size)).toBe(true);
    const number = places.reduce((sum, place) => sum * BigInt(size) + BigInt(place), 0n);
    expect(number.toString(16).padStart(32, '0')).toBe(hash.toString('hex'));
  }
});
