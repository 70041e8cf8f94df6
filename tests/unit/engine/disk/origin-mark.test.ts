import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type MarkTools, markOrigin } from '../../../../src/engine/disk/origin-mark.ts';
import { tempFolder } from '../../../support/temp-folder.ts';

/** Writes down what would be done on another system. */
function recorder(failure: Error | null = null) {
  const seen: (readonly unknown[])[] = [];
  const note = async (...what: readonly unknown[]): Promise<void> => {
    seen.push(what);
    if (failure !== null) throw failure;
  };
  const tools: MarkTools = { write: note, run: note };
  return { seen, tools };
}

describe('[19] the mark of having come from elsewhere', () => {
  it('is a stream beside the content on Windows (recorded)', async () => {
    const { seen, tools } = recorder();
    expect(await markOrigin('C:\\in\\a.exe', 'win32', tools)).toBe(true);
    expect(seen).toEqual([['C:\\in\\a.exe:Zone.Identifier', '[ZoneTransfer]\r\nZoneId=3\r\n']]);
  });

  it('is an attribute on macOS (recorded)', async () => {
    const { seen, tools } = recorder();
    expect(await markOrigin('/in/a.command', 'darwin', tools)).toBe(true);
    expect(seen).toEqual([
      [
        '/usr/bin/xattr',
        ['-w', 'com.apple.quarantine', expect.stringMatching(/^0081;[0-9a-f]{8};Ferry;$/), '/in/a.command'],
      ],
    ]);
  });

  it('is written for real, and touches nothing of the content', async () => {
    const folder = await tempFolder();
    const path = join(folder, 'a.exe');
    await writeFile(path, 'content');
    expect(await markOrigin(path, 'win32')).toBe(true);
    expect(await readFile(`${path}:Zone.Identifier`, 'utf8')).toBe('[ZoneTransfer]\r\nZoneId=3\r\n');
    expect(await readFile(path, 'utf8')).toBe('content');
  });

  it('is nothing on Linux, which has none', async () => {
    const { seen, tools } = recorder();
    const folder = await tempFolder();
    expect(await markOrigin(join(folder, 'a.sh'), 'linux', tools)).toBe(false);
    expect([seen, await readdir(folder)]).toEqual([[], []]);
  });

  it.each(['win32', 'darwin'] as const)('loses no file where it can’t be made (%s)', async (platform) => {
    const { tools } = recorder(new Error('no room for that here'));
    expect(await markOrigin('/in/a', platform, tools)).toBe(false);
    expect(await markOrigin('/missing/folder/a', platform)).toBe(false);
  });
});
