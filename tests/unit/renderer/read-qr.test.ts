import { encode } from 'uqr';
import { describe, expect, test } from 'vitest';
import { err } from '../../../src/base/result.ts';
import { codeIn, isPicture, readQr } from '../../../src/renderer/read-qr.ts';

const LINK = `ferry:1?k=${'A'.repeat(43)}&a=192.168.1.20:26810&a=[fe80::1]:26810&s=${'B'.repeat(22)}`;

/** A screenshot with a code in it. */
function screenshot(text: string, { side = 900, at = 300, scale = 4 } = {}) {
  const { data: modules, size } = encode(text, { border: 4 });
  const data = new Uint8ClampedArray(side * side * 4).fill(220);
  for (let y = 0; y < size * scale; y++) {
    for (let x = 0; x < size * scale; x++) {
      const value = modules[Math.floor(y / scale)]?.[Math.floor(x / scale)] ? 0 : 255;
      data.fill(value, ((y + at) * side + x + at) * 4, ((y + at) * side + x + at) * 4 + 3);
    }
  }
  return { width: side, height: side, data };
}

const picture = (type: string, bytes: BlobPart = 'not one') => new Blob([bytes], { type });

describe('a QR code in a picture', () => {
  test('is read, wherever it is', async () => {
    expect(await codeIn(screenshot(LINK))).toBe(LINK);
    expect(await codeIn(screenshot('https://example.org', { at: 20, scale: 7 }))).toBe('https://example.org');
  });

  test('is missing where there is none', async () => {
    const data = new Uint8ClampedArray(300 * 300 * 4).fill(255);
    expect(await codeIn({ width: 300, height: 300, data })).toBeNull();
  });
});

describe('a picture', () => {
  test.each(['text/plain', 'image/svg+xml', ''])('of the type "%s" isn’t opened', async (type) => {
    expect(await readQr(picture(type))).toEqual(err('notPicture'));
  });

  test('of more than 20 MB isn’t opened', async () => {
    expect(await readQr(picture('image/png', new Uint8Array(20_000_001)))).toEqual(err('pictureTooLarge'));
  });

  test('is told from another file by its type', () => {
    expect(isPicture(picture('image/heic'))).toBe(true);
    expect(isPicture(picture('text/plain'))).toBe(false);
  });
});
