import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_SETTINGS } from '../../../src/contract/settings.ts';
import { openSettings } from '../../../src/engine/settings.ts';
import { tempFolder } from '../../support/temp-folder.ts';

const fileIn = async (text?: string): Promise<string> => {
  const path = join(await tempFolder(), 'settings.json');
  if (text !== undefined) await writeFile(path, text);
  return path;
};

describe('settings', () => {
  it('are the defaults where there is no file, and no file is made by reading', async () => {
    const path = await fileIn();
    expect(await openSettings(path, 0)).toMatchObject({ current: DEFAULT_SETTINGS, damage: null });
    expect(await readdir(join(path, '..'))).toEqual([]);
  });

  it('come back after a change, and only what was chosen is written', async () => {
    const path = await fileIn();
    const changed = await (await openSettings(path, 0)).set({ deviceName: ' Mia’s desk ', language: 'he' });
    expect(JSON.parse(await readFile(path, 'utf8'))).toEqual({ deviceName: ' Mia’s desk ', language: 'he' });
    expect((await openSettings(path, 0)).current).toEqual({ ...changed, deviceName: 'Mia’s desk' });
  });

  it('lose one damaged value, keep the others, and keep the file it stood in', async () => {
    const text = '{"deviceName":"Calm Pier","language":"klingon","welcomed":"yes"}';
    const path = await fileIn(text);
    const { current, damage } = await openSettings(path, 0);
    expect(current).toEqual({ ...DEFAULT_SETTINGS, deviceName: 'Calm Pier' });
    if (damage?.code !== 'settings.damaged') throw new Error('no word of the damage');
    expect(damage.details.keys).toBe('language, welcomed');
    expect(await readFile(join(path, '..', damage.details.keptAs), 'utf8')).toBe(text);
  });

  it('survive any text whatever as their file, and lose none of it', async () => {
    const anyText = fc.oneof(fc.string(), fc.json(), fc.constantFrom('[]', 'null', '"', '{"deviceName":{}}', '\0', ''));
    await fc.assert(
      fc.asyncProperty(anyText, async (text) => {
        const path = await fileIn(text);
        const settings = await openSettings(path, 0);
        await settings.set({ welcomed: true });
        expect((await openSettings(path, 0)).current).toEqual(settings.current);
        if (settings.damage?.code === 'settings.damaged') {
          expect(await readFile(join(path, '..', settings.damage.details.keptAs), 'utf8')).toBe(text);
        }
      }),
      { numRuns: 40 },
    );
  });

  it('are read anew when somebody has edited the file', async () => {
    const path = await fileIn('{"deviceName":"Calm Pier","language":"de","protectIdentity":true}');
    const settings = await openSettings(path, 0);
    await writeFile(path, '{"visibility":"nobody","fromTheFuture":1}');
    // The name isn't one that could be missing; and how the key lies is said by the key's own file.
    const expected = { ...DEFAULT_SETTINGS, deviceName: 'Calm Pier', visibility: 'nobody', protectIdentity: true };
    expect(await settings.reload()).toEqual(expected);
    expect(settings.current).toEqual(expected);
    await settings.set({ welcomed: true });
    expect(JSON.parse(await readFile(path, 'utf8'))).toMatchObject({ visibility: 'nobody', fromTheFuture: 1 });
  });

  it.each([
    ['isn’t JSON', '{"visibility":', ''],
    ['holds what no setting can be', '{"visibility":"sometimes","language":"de"}', 'visibility'],
    ['is gone', null, ''],
  ])('stay as they are where a file that is to be read anew %s', async (_what, text, keys) => {
    const path = await fileIn('{"deviceName":"Calm Pier"}');
    const settings = await openSettings(path, 0);
    const before = settings.current;
    if (text === null) await rm(path);
    else await writeFile(path, text);
    await expect(settings.reload()).rejects.toMatchObject({
      info: { code: 'settings.not_read', details: { path, keys } },
    });
    expect(settings.current).toBe(before);
    if (text !== null) expect(await readFile(path, 'utf8')).toBe(text);
  });

  it('stay as they are where the folder in a file that is to be read anew is missing', async () => {
    const path = await fileIn('{}');
    const settings = await openSettings(path, 0);
    await writeFile(path, '{"receiveFolder":"/nowhere/at/all","language":"de"}');
    await expect(settings.reload()).rejects.toMatchObject({ info: { code: 'settings.folder_missing' } });
    expect(settings.current.language).toBe('system');
  });

  it('keep the keys of a newer Ferry as they are', async () => {
    const path = await fileIn('{"fromTheFuture":{"a":1}}');
    await (await openSettings(path, 0)).set({ appearance: 'dark' });
    expect(JSON.parse(await readFile(path, 'utf8'))).toEqual({ fromTheFuture: { a: 1 }, appearance: 'dark' });
  });

  it('are changed one after the other when many ask at once', async () => {
    const path = await fileIn();
    const settings = await openSettings(path, 0);
    await Promise.all([
      settings.set({ deviceName: 'A' }),
      settings.set({ language: 'de' }),
      settings.set({ receiveFolder: '/nowhere/at/all' }).catch(() => null),
      settings.set({ appearance: 'light' }),
    ]);
    expect(settings.current).toMatchObject({
      deviceName: 'A',
      language: 'de',
      appearance: 'light',
      receiveFolder: null,
    });
    expect((await openSettings(path, 0)).current).toEqual(settings.current);
  });

  it('stay as they were when the file can’t be written', async () => {
    const path = await fileIn();
    const settings = await openSettings(path, 0);
    await mkdir(path);
    await expect(settings.set({ language: 'de' })).rejects.toMatchObject({
      info: { code: expect.stringMatching(/^data\./) },
    });
    expect(settings.current.language).toBe('system');
  });

  it.each([
    ['relative/path', 'settings.folder_missing'],
    ['/nowhere/at/all', 'settings.folder_missing'],
    ['/etc/hostname', 'settings.folder_missing'],
    ['/proc/self', 'settings.folder_unwritable'],
  ])('refuse %s as the folder for what is received', async (receiveFolder, code) => {
    const settings = await openSettings(await fileIn(), 0);
    await expect(settings.set({ receiveFolder })).rejects.toMatchObject({ info: { code } });
  });
});
