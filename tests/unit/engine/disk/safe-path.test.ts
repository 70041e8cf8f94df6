import { posix, sep, win32 } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  candidateName,
  childPath,
  freeCandidate,
  hasRoomForName,
  isPathTooLong,
  isPlainName,
  type LocalName,
  localName,
  localTime,
  type Platform,
  platformOf,
  rootPath,
  sameName,
} from '../../../../src/engine/disk/safe-path.ts';

const PLATFORMS: readonly Platform[] = ['linux', 'darwin', 'win32'];

/** What becomes of a name, on each. */
const verdicts = (name: string): string[] =>
  PLATFORMS.map((platform) => {
    const verdict = localName(name, platform);
    return verdict.ok ? verdict.name : `!${verdict.reason}`;
  });
const everywhere = (result: string): string[] => [result, result, result];
const onWindows = (name: string, result: string): string[] => [name, name, result];
const named = (name: string): LocalName => {
  const verdict = localName(name, 'linux');
  if (!verdict.ok) throw new Error(verdict.reason);
  return verdict.name;
};
/** As the three see it, if it were put behind a folder. */
const isDirectlyInside = (name: string): boolean =>
  posix.dirname(posix.normalize(`/root/${name}`)) === '/root' &&
  win32.dirname(win32.normalize(`C:\\root\\${name}`)) === 'C:\\root';

describe('a name from the wire', () => {
  it('is told to be plain from its bytes, as most are', () => {
    const isPlain = (name: string): boolean[] =>
      PLATFORMS.map((platform) => isPlainName(Buffer.from(name), 0, Buffer.byteLength(name), platform));
    for (const name of ['a', 'IMG_0042.jpg', 'file-000123.bin', '-x', '9 lives.txt', 'x'.repeat(255)])
      expect(isPlain(name), name).toEqual([true, true, false]);
    for (const name of ['', '.a', ' a', '..', 'a/b', 'a:b', 'é', 'x'.repeat(256)])
      expect(isPlain(name), name).toEqual([false, false, false]);
    const room = (length: number): boolean[] =>
      PLATFORMS.map((platform) => hasRoomForName(rootPath(`/${'x'.repeat(length)}`), platform));
    expect([room(80), room(1000), room(1200)]).toEqual([
      [true, true, true],
      [true, false, true],
      [false, false, true],
    ]);
  });

  it.each([
    ['[1] a way up', '../../.bashrc'],
    ['[1] the folder above', '..'],
    ['[2] an absolute path', '/etc/cron.d/x'],
    ['[2] a share of Windows', '\\\\server\\share\\x'],
    ['[3] a drive and a path', 'C:\\Windows\\x'],
    ['[4] a way up as Windows spells it', 'a\\..\\..\\x'],
    ['[4] a backslash at the end', 'a\\'],
    ['[7] nothing', ''],
    ['[7] the folder itself', '.'],
    ['[7] two components', 'a/b'],
    ['[7] an empty component', 'a//b'],
    ['[7] the folder itself in front', './a'],
    ['[7] a separator at the end', 'a/'],
    ['[8] a zero', 'a\0.txt'],
    ['[8] a zero alone', '\0'],
    ['[13] half a character', 'a\ud800b'],
    ['[13] the other half', '\udc00'],
  ])('is refused on every system: %s', (_what, name) => {
    expect(verdicts(name)).toEqual(everywhere('!nameUnsafe'));
  });

  it.each([
    ['[5] a way up, encoded', '..%2f..%2fx'],
    ['[5] dots, encoded', '%2e%2e'],
    ['[6] a way up in full-width letters', '\uff0e\uff0e\uff0fx'],
    ['[6] full-width dots alone', '\uff0e\uff0e'],
    ['[6] a stroke that looks like a separator', 'a\u2215b\u2044c'],
    ['[6] one dot that looks like two', '\u2025'],
    ['[11] a twin that differs by what isn’t seen', 'in\u200bvoice.pdf'],
    ['[11] a twin of letters from another script', 'p\u0430ypal.txt'],
    ['[19] a start file of a shell', '.bashrc'],
    ['[19] settings of a folder', 'desktop.ini'],
    ['[21] composed', 'caf\u00e9'],
    ['[21] decomposed', 'cafe\u0301'],
    ['three dots', '...a'],
    ['of a script written from the right', 'שלום.txt'],
    ['with marks of direction, which such scripts need', 'שלום\u200f.txt'],
    ['an emoji of several', '👩‍👩‍👧.png'],
    ['which a prototype has', '__proto__'],
  ])('stays as it is, letter by letter: %s', (_what, name) => {
    expect(verdicts(name)).toEqual(everywhere(name));
    expect(localName(name, 'win32')).toMatchObject({ isChanged: false });
    expect(isDirectlyInside(name)).toBe(true);
  });

  it.each([
    ['[9] a line break', 'a\r\nb\tc', 'a__b_c'],
    ['[9] an escape sequence', 'a\u001b[2Jb', 'a_[2Jb'],
    ['[9] controls of eight bits, and DEL', '\u0080\u009b\u007f', '___'],
    ['[9] separators of lines', 'a\u2028b\u2029', 'a_b_'],
    ['[10] an override of direction', 'invoice\u202efdp.exe', 'invoice_fdp.exe'],
    ['[10] all others of its kind', '\u202a\u202b\u202c\u202d\u2066\u2067\u2068\u2069', '________'],
    ['[3] a drive', 'C:x', 'C_x'],
    ['[15] a stream', 'file.txt:evil.exe', 'file.txt_evil.exe'],
    ['[15] the main stream', 'x::$DATA', 'x__$DATA'],
    ['[15] a folder as Windows may spell it', 'a::$INDEX_ALLOCATION', 'a__$INDEX_ALLOCATION'],
    ['a colon alone', ':', '_'],
  ])('gets underscores for what does harm, on every system: %s', (_what, name, result) => {
    expect(verdicts(name)).toEqual(everywhere(result));
    for (const platform of PLATFORMS) expect(localName(name, platform)).toMatchObject({ isChanged: true });
    expect(isDirectlyInside(result)).toBe(true);
  });

  it.each([
    ['CON', 'CON_'],
    ['con.txt', 'con_.txt'],
    ['nul.txt', 'nul_.txt'],
    ['COM1.tar.gz', 'COM1_.tar.gz'],
    ['COM0', 'COM0_'],
    ['lpt9.', 'lpt9_'],
    ['LPT\u00b9', 'LPT\u00b9_'],
    ['COM\u00b3.x', 'COM\u00b3_.x'],
    ['CONIN$', 'CONIN$_'],
    ['conout$.log', 'conout$_.log'],
    ['AUX ', 'AUX_'],
    ['PRN  .txt', 'PRN  _.txt'],
    ['NUL:', 'NUL_'],
  ])('[14] gets one on Windows where it is a device: %j', (name, result) => {
    expect(verdicts(name)).toEqual(onWindows(name.replace(':', '_'), result));
  });

  it.each(['CONSOLE', 'COM', 'COM10', 'icon', 'a.con', 'LPT\u2074', 'CON_', 'NULL.txt'])(
    '[14] is no device on Windows and stays: %j',
    (name) => {
      expect(verdicts(name)).toEqual(everywhere(name));
    },
  );

  it.each([
    ['a. ', 'a__'],
    ['a.', 'a_'],
    ['a ', 'a_'],
    ['. ', '__'],
    ['...', '___'],
    ['. .', '___'],
    ['<>"|?*', '______'],
    ['what?.txt', 'what_.txt'],
  ])('[16] gets them on Windows for what Windows has no names with: %j', (name, result) => {
    expect(verdicts(name)).toEqual(onWindows(name, result));
  });

  it.each([
    ['.ferry-incoming'],
    ['.FERRY-Incoming'],
    ['.ferry-incoming.'],
    ['.ferry-incoming. . '],
    ['.ferry-\u200bincoming'],
    ['.ferry\u202e-incoming'],
    ['\ufeff.ferry-incoming'],
    ['\uff0eferry-incoming'],
    ['.ferry-\u0131ncoming'],
    ['.ferry-incom\u2139ng'],
    ['FERRY-~1'],
    ['ferry-~12'],
    ['FE3F2A~1'],
  ])('[30] is refused on every system where some file system takes it for our own: %j', (name) => {
    expect(verdicts(name)).toEqual(everywhere('!nameReserved'));
  });

  it.each(['.ferry-incoming2', 'ferry-incoming', '.ferry', 'FERRY~1', 'fe12~1', '.ferry-incoming.txt'])(
    '[30] is not refused for being like it: %j',
    (name) => {
      expect(verdicts(name)).toEqual(everywhere(name));
    },
  );

  it('[17] is refused where it is too long: in bytes on Linux, in units of UTF-16 elsewhere', () => {
    expect(verdicts('a'.repeat(255))).toEqual(everywhere('a'.repeat(255)));
    expect(verdicts('a'.repeat(256))).toEqual(everywhere('!nameTooLong'));
    expect(verdicts('é'.repeat(255))).toEqual(['!nameTooLong', 'é'.repeat(255), 'é'.repeat(255)]);
    expect(verdicts('é'.repeat(256))).toEqual(everywhere('!nameTooLong'));
    expect(verdicts('😀'.repeat(128))).toEqual(everywhere('!nameTooLong'));
    // What is put in makes it longer.
    expect(verdicts(`con${'.x'.repeat(126)}`)).toEqual(onWindows(`con${'.x'.repeat(126)}`, '!nameTooLong'));
  });

  it('[17] takes no time that grows with its square', () => {
    const began = performance.now();
    for (let n = 0; n < 1000; n++) for (const platform of PLATFORMS) localName(`${' .'.repeat(509)}x`, platform);
    expect(performance.now() - began).toBeLessThan(1000);
  });

  it('is one component directly inside its folder on every system, and itself when it is named again', () => {
    const character = fc.oneof(
      fc.constantFrom(...'./\\:%~$ ()<>"|?*_-\0\n\u001b', '\u202e', '\uff0e', '\uff0f', '\u0301', '\ud800', '😀'),
      fc.constantFrom('CON', 'com1', 'nul', '..', '.ferry-incoming', 'aux ', '.tar', '.gz', 'x'.repeat(120)),
      fc.string({ unit: 'grapheme', maxLength: 3 }),
      fc.string({ unit: 'binary', maxLength: 2 }),
    );
    const name = fc.array(character, { maxLength: 12 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(name, fc.constantFrom(...PLATFORMS), (wireName, platform) => {
        const verdict = localName(wireName, platform);
        const bytes = Buffer.from(`<${wireName}>`);
        // Told from the bytes alone, it is never another name, and never refused.
        if (isPlainName(bytes, 1, bytes.length - 1, platform))
          expect(verdict).toEqual({ ok: true, name: wireName, isChanged: false });
        if (!verdict.ok) return;
        expect(isDirectlyInside(verdict.name)).toBe(true);
        expect(verdict.name).not.toMatch(/[/\\:\0]/);
        expect(localName(verdict.name, platform)).toEqual({ ok: true, name: verdict.name, isChanged: false });
        for (const n of [1, 12, 9999]) {
          const candidate = candidateName(verdict.name, n, platform);
          expect(localName(candidate, platform)).toEqual({ ok: true, name: candidate, isChanged: false });
        }
      }),
      { numRuns: process.env.FERRY_LONG ? 1_000_000 : 5000 },
    );
  });

  it('is safe on Windows wherever it was given: what comes out there has none of its pitfalls', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }), (wireName) => {
        const verdict = localName(wireName, 'win32');
        if (!verdict.ok) return;
        expect(verdict.name).not.toMatch(/[<>"|?*:]|[. ]$/);
        expect(win32.basename(verdict.name)).toBe(verdict.name);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('a candidate for a name that is taken', () => {
  it.each([
    ['report.pdf', 'report (1).pdf'],
    ['archive.tar.gz', 'archive (1).tar.gz'],
    ['.bashrc', '.bashrc (1)'],
    ['..a', '..a (1)'],
    ['Makefile', 'Makefile (1)'],
    ['v1.2 final', 'v1.2 final (1)'],
    ['a.', 'a. (1)'],
    ['.config.json', '.config (1).json'],
    ['a.thisisnoextensionatall', 'a.thisisnoextensionatall (1)'],
    ['report (1).pdf', 'report (1) (1).pdf'],
    ['תמונה.jpg', 'תמונה (1).jpg'],
  ])('[24] has a number before the extension: %s', (name, result) => {
    expect(candidateName(named(name), 1, 'linux')).toBe(result);
    expect(candidateName(named(name), 0, 'linux')).toBe(name);
  });

  it.each(PLATFORMS)('[18] fits where the name just did, and ends no character in its middle: %s', (platform) => {
    for (const letter of ['a', 'é', 'ש', '語', '😀']) {
      for (const extension of ['', '.txt', '.tar.gz']) {
        const most = platform === 'linux' ? Math.floor((255 - extension.length) / Buffer.byteLength(letter)) : 120;
        const name = localName(letter.repeat(most) + extension, platform);
        if (!name.ok) throw new Error(name.reason);
        const seen = [1, 10, 9999].map((n) => candidateName(name.name, n, platform));
        expect(new Set(seen).size).toBe(3);
        for (const candidate of seen) {
          expect(candidate.isWellFormed()).toBe(true);
          expect(candidate.endsWith(extension)).toBe(true);
          expect(localName(candidate, platform)).toMatchObject({ ok: true, isChanged: false });
        }
      }
    }
  });

  it('is the first free one, found in few steps', () => {
    const taken = (most: number) => {
      let looks = 0;
      const name = freeCandidate(named('a'), 'linux', (candidate) => {
        looks++;
        return Number(/\((\d+)\)/.exec(candidate)?.[1]) <= most;
      });
      return { name, looks };
    };
    for (const most of [0, 1, 2, 3, 5, 8, 100, 4095, 4096, 9998]) {
      const { name, looks } = taken(most);
      expect(name).toBe(`a (${most + 1})`);
      expect(looks).toBeLessThan(30);
    }
    expect(taken(9999).name).toBeNull();
  });
});

describe('a path', () => {
  it('[17] is too long where the system has no room for it and the zero behind it', () => {
    const path = (bytes: number) => childPath(rootPath('/r'), 'a'.repeat(bytes - 3) as LocalName);
    expect([4095, 4096].map((bytes) => isPathTooLong(path(bytes), 'linux'))).toEqual([false, true]);
    expect([1023, 1024].map((bytes) => isPathTooLong(path(bytes), 'darwin'))).toEqual([false, true]);
    expect([31_999, 32_000].map((bytes) => isPathTooLong(path(bytes), 'win32'))).toEqual([false, true]);
    const wide = childPath(rootPath('/r'), 'é'.repeat(600) as LocalName);
    expect(PLATFORMS.map((platform) => isPathTooLong(wide, platform))).toEqual([false, true, false]);
  });

  it('has one separator, also behind the root of a drive', () => {
    expect(childPath(rootPath('r'), named('a'))).toBe(`r${sep}a`);
    expect(childPath(rootPath(`E:${sep}`), named('a'))).toBe(`E:${sep}a`);
  });
});

describe('a name read back from a file', () => {
  it('counts only if it could have been given', () => {
    expect(sameName('photos (1)', 'linux')).toBe('photos (1)');
    for (const name of ['..', '../x', 'a:b', '.ferry-incoming', '', 'a\0', 'a'.repeat(256)])
      expect(sameName(name, 'linux')).toBeNull();
    expect(sameName('CON', 'win32')).toBeNull();
  });
});

it('[33] times that no file has are moved to those that every file can have', () => {
  const moved = (ms: number): number => {
    const time = localTime(ms);
    return time instanceof Date ? time.getTime() : time * 1000;
  };
  expect([-1, 0, 1500, Number.NaN].map(moved)).toEqual([-1, 0, 1500, 0]);
  for (const late of [Date.UTC(9999, 0), 2 ** 63, Number.POSITIVE_INFINITY]) expect(moved(late)).toBe(2 ** 33 * 1000);
  for (const early of [-(2 ** 63), Number.NEGATIVE_INFINITY]) expect(moved(early)).toBe(-(2 ** 31) * 1000);
});

it('systems that are none of the three have the rules of Linux', () => {
  expect((['linux', 'darwin', 'win32', 'freebsd'] as const).map(platformOf)).toEqual([...PLATFORMS, 'linux']);
});
