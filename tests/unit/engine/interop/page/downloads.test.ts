import { writeFile } from 'node:fs/promises';
import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import {
  type AskedFile,
  type DownloadNeeds,
  Downloads,
  GONE,
} from '../../../../../src/engine/interop/page/downloads.ts';
import { PAGE_LIMITS } from '../../../../../src/engine/interop/page/limits.ts';
import { shareFiles } from '../../../../../src/engine/interop/page/shared-files.ts';
import { OwnData } from '../../../../../src/engine/transfer/own-data.ts';
import { FakeClock } from '../../../../support/fake-clock.ts';
import { tempFolder } from '../../../../support/temp-folder.ts';

/** Of the answer nothing is ever taken. */
function asked(method: string, signal: AbortSignal): AskedFile {
  const request = new IncomingMessage(new Socket());
  request.method = method;
  const exchange = { request, response: new ServerResponse(request), words: { areComing: false } };
  return { exchange, address: '127.0.0.1', signal };
}

async function sharing() {
  const folder = await tempFolder();
  const path = join(folder, 'a.txt');
  await writeFile(path, 'hello');
  const shared = await shareFiles([{ name: 'a.txt', path }], new OwnData(join(folder, 'data')), 10);
  const clock = new FakeClock();
  let downloaded = 0;
  const needs: DownloadNeeds = {
    shared,
    name: 'Shelf',
    limits: PAGE_LIMITS,
    clock,
    pay: async () => undefined,
    onDownloaded: () => void downloaded++,
    secret: new Uint8Array(16),
  };
  return { path, clock, needs, downloaded: () => downloaded };
}

it('looks once whether all files are as they were, however many ask meanwhile and go', async () => {
  const { path, needs } = await sharing();
  let looks = 0;
  const entries = needs.shared.entries.map((entry) => ({
    ...entry,
    get path() {
      looks++;
      return path;
    },
  }));
  const downloads = new Downloads({ ...needs, shared: { ...needs.shared, entries } });
  const askMany = () =>
    Promise.all(Array.from({ length: 50 }, () => downloads.all(asked('HEAD', AbortSignal.abort()))));
  expect(new Set(await askMany())).toEqual(new Set([null]));
  expect(looks).toBe(1);
  await writeFile(path, 'something else');
  expect(new Set(await askMany())).toEqual(new Set([GONE]));
  expect(looks).toBe(2);
});

it.each(['all', 'file'] as const)('waits no longer for whoever takes nothing of the end of it: %s', async (what) => {
  const { clock, needs, downloaded } = await sharing();
  const downloads = new Downloads(needs);
  const one = asked('GET', new AbortController().signal);
  const { response } = one.exchange;
  const answered = what === 'all' ? downloads.all(one) : downloads.file(one, '0');
  await expect.poll(() => response.writableEnded, { interval: 2 }).toBe(true);
  clock.pass(PAGE_LIMITS.downloadSilenceMs - 1);
  expect(response.destroyed).toBe(false);
  clock.pass(1);
  expect(await answered).toBeNull();
  expect([response.destroyed, downloaded()]).toEqual([true, 0]);
});
