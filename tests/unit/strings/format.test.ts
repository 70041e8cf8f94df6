// Numbers as people read them, in each language.
import { describe, expect, it } from 'vitest';
import { de } from '../../../src/strings/de.ts';
import { en } from '../../../src/strings/en.ts';
import { formatFor } from '../../../src/strings/format.ts';
import { he } from '../../../src/strings/he.ts';

const format = { en: formatFor('en'), de: formatFor('de'), he: formatFor('he') };

describe('a size', () => {
  it.each([
    [0, '0 bytes'],
    [1, '1 byte'],
    [999, '999 bytes'],
    [1000, '1 kB'],
    [999_499, '999 kB'],
    [999_500, '1 MB'],
    [48_250_000, '48.3 MB'],
    [4_100_000_000, '4.1 GB'],
    [1.5e15, '1.5 PB'],
    [2e18, '2,000 PB'],
  ])('of %i bytes', (count, text) => {
    expect(format.en.bytes(count)).toBe(text);
  });

  it('has the comma, the space and the direction of its language', () => {
    expect(format.de.bytes(4_100_000_000)).toBe('4,1\u00a0GB');
    expect(format.he.bytes(4_100_000_000)).toBe('\u20684.1 GB\u2069');
    expect(format.he.bytes(512)).toBe('\u2068512 בייט\u2069');
  });

  it('as a part of another says its unit once, unless it would be next to nothing', () => {
    expect(en.transfer.sizeOf(1_200_000_000, 4_000_000_000)).toBe('1.2 of 4 GB');
    expect(en.transfer.sizeOf(800_000_000, 4_000_000_000)).toBe('0.8 of 4 GB');
    expect(en.transfer.sizeOf(1_327_000_000, 4_000_000_000)).toBe('1.33 of 4 GB');
    expect(en.transfer.sizeOf(432_700_000, 4_000_000_000)).toBe('0.43 of 4 GB');
    expect(en.transfer.sizeOf(123_400_000_000, 400_000_000_000)).toBe('123 of 400 GB');
    expect(en.transfer.sizeOf(12_000_000, 4_000_000_000)).toBe('12 MB of 4 GB');
    expect(en.transfer.sizeOf(0, 4_000_000_000)).toBe('0 of 4 GB');
    expect(en.transfer.sizeOf(0, 0)).toBe('0 of 0 bytes');
    expect(de.transfer.sizeOf(1_200_000_000, 4_000_000_000)).toBe('1,2 von 4\u00a0GB');
    expect(he.transfer.sizeOf(1_200_000_000, 4_000_000_000)).toBe('1.2 מתוך \u20684 GB\u2069');
  });
});

describe('a time', () => {
  it.each([
    [0, '5 seconds'],
    [7, '5 seconds'],
    [8, '10 seconds'],
    [57, '55 seconds'],
    [58, '1 minute'],
    [119, '2 minutes'],
    [5369, '89 minutes'],
    [5370, '1 hour'],
    [7200, '2 hours'],
    [86_400, '24 hours'],
    [172_800, '2 days'],
  ])('of %i seconds', (seconds, text) => {
    expect(format.en.duration(seconds)).toBe(text);
  });

  it('is counted as each language counts', () => {
    expect(en.transfer.timeLeft(120)).toBe('about 2 minutes left');
    expect(de.transfer.timeLeft(120)).toBe('noch etwa 2\u00a0Minuten');
    expect(he.transfer.timeLeft(120)).toBe('עוד בערך שתי דקות');
  });
});

it('counts files as each language counts', () => {
  expect([1, 2, 3].map(en.transfer.files)).toEqual(['1 file', '2 files', '3 files']);
  expect([1, 2, 3].map(de.transfer.files)).toEqual(['1\u00a0Datei', '2\u00a0Dateien', '3\u00a0Dateien']);
  expect([1, 2, 3].map(he.transfer.files)).toEqual(['קובץ אחד', 'שני קבצים', '3 קבצים']);
});

describe('when something was', () => {
  const now = new Date(2026, 2, 29, 0, 30).getTime();
  it.each([
    [new Date(2026, 2, 29, 0, 5), 'today, 12:05 AM', 'heute, 00:05'],
    [new Date(2026, 2, 28, 14, 2), 'yesterday, 02:02 PM', 'gestern, 14:02'],
    [new Date(2026, 2, 27, 23, 59), 'March 27, 11:59 PM', '27. März, 23:59'],
    [new Date(2025, 2, 29, 14, 2), 'March 29, 2025, 02:02 PM', '29. März 2025, 14:02'],
  ])('on %s', (at, english, german) => {
    expect(format.en.moment(at.getTime(), now)).toBe(english);
    expect(format.de.moment(at.getTime(), now)).toBe(german);
  });

  it('in Hebrew, too', () => {
    expect(format.he.moment(new Date(2026, 2, 28, 14, 2).getTime(), now)).toBe('אתמול, 14:02');
  });
});
