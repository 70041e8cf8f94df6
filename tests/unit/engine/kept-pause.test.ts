// The end of a pause, in its file.
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openPause } from '../../../src/engine/kept-pause.ts';
import { tempFolder } from '../../support/temp-folder.ts';

const noLog = () => undefined;

test('a pause is there for the next run, and no more once it was ended', async () => {
  const path = join(await tempFolder(), 'pause.json');
  const pause = await openPause(path, noLog);
  pause.keep(1000);
  await pause.settled();
  expect((await openPause(path, noLog)).until).toBe(1000);
  pause.keep(null);
  await pause.settled();
  expect((await openPause(path, noLog)).until).toBe(null);
});

test('what can’t be read is no pause', async () => {
  const path = join(await tempFolder(), 'pause.json');
  await writeFile(path, '{"until":');
  expect((await openPause(path, noLog)).until).toBe(null);
});

test('an end that couldn’t be written is written with the next that is said', async () => {
  const folder = join(await tempFolder(), 'data');
  const path = join(folder, 'pause.json');
  const logged: string[] = [];
  await mkdir(folder);
  const pause = await openPause(path, (_level, event) => logged.push(event));
  pause.keep(1000);
  await pause.settled();
  const text = await readFile(path, 'utf8');
  await rm(folder, { recursive: true });
  pause.keep(null);
  await pause.settled();
  expect(logged).toEqual(['pause.not_kept']);
  await mkdir(folder);
  pause.keep(null);
  await pause.settled();
  expect(await readFile(path, 'utf8')).not.toBe(text);
  expect((await openPause(path, noLog)).until).toBe(null);
});
