// The numbers were computed apart from this code, in Python, by division instead of powers.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Fingerprint } from '../../../../../src/engine/interop/localsend/certificate.ts';
import { verifyPictures, verifyText } from '../../../../../src/engine/interop/localsend/verify.ts';
import { localSendPictures } from '../../../../../src/strings/localsend-pictures.ts';

const low = '0A'.repeat(32) as Fingerprint;
const high = 'F0'.repeat(32) as Fingerprint;
const one = '7692C3AD3540BB803C020B3AEE66CD8887123234EA0C6E7143C0ADD73FF431ED' as Fingerprint;
const other = 'D9298A10D1B0735837DC4BD85DAC641B0F3CEF27A47E5D53A54F2F3F5B2FCFFA' as Fingerprint;
const odd = '00037F39CF870A1F49129F9C82D935665D352FFD25EA3296208F6F7B16FD654F' as Fingerprint;

const fingerprints = fc
  .uint8Array({ minLength: 32, maxLength: 32 })
  .map((bytes) => Buffer.from(bytes).toString('hex').toUpperCase() as Fingerprint);

it('is the same text on both devices', () => {
  expect(verifyText(low, high)).toBe(`${low}${high}`);
  expect(verifyText(high, low)).toBe(`${low}${high}`);
});

it.each([
  [low, high, [199, 49, 42, 100, 7, 245, 133, 4, 186, 122, 254, 38, 48, 46, 128, 197]],
  [one, other, [101, 197, 172, 56, 135, 222, 241, 140, 196, 181, 72, 108, 227, 212, 199, 206]],
  // Its digest is small: the first picture is the first of all.
  [low, odd, [0, 22, 204, 240, 81, 135, 253, 54, 205, 96, 4, 0, 100, 58, 220, 200]],
])('shows the pictures that the app shows: %#', (mine, theirs, pictures) => {
  expect(verifyPictures(verifyText(mine, theirs), '2.2')).toEqual(pictures);
  expect(verifyPictures(verifyText(theirs, mine), '2.2')).toEqual(pictures);
});

it('shows sixteen, each of which has a name', () => {
  const count = localSendPictures('en').length;
  fc.assert(
    fc.property(fingerprints, fingerprints, (mine, theirs) => {
      const pictures = verifyPictures(verifyText(mine, theirs), '2.2') ?? [];
      expect(pictures).toHaveLength(16);
      for (const picture of pictures) expect(picture >= 0 && picture < count && Number.isInteger(picture)).toBe(true);
    }),
    { numRuns: 200 },
  );
});

it('shows others for another certificate', () => {
  fc.assert(
    fc.property(fingerprints, fingerprints, fingerprints, (mine, theirs, third) => {
      fc.pre(theirs !== third);
      const [meant, met] = [theirs, third].map((each) => verifyPictures(verifyText(mine, each), '2.2'));
      expect(meant).not.toEqual(met);
    }),
    { numRuns: 200 },
  );
});

it.each([
  ['1.0', false],
  ['2.0', false],
  ['2.1', false],
  ['2.2', true],
  ['2.10', true],
  ['3.0', true],
])('an app of version %s has pictures: %s', (version, hasPictures) => {
  expect(verifyPictures(verifyText(low, high), version) !== null).toBe(hasPictures);
});
