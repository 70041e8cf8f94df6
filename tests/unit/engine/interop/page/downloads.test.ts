import { writeFile } from 'node:fs/promises';
import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { SYSTEM_PORTS } from '../../../../../src/engine/index.ts';
import { type AskedFile, Downloads, GONE } from '../../../../../src/engine/interop/page/downloads.ts';
import { PAGE_LIMITS } from '../../../../../src/engine/interop/page/limits.ts';
import { shareFiles } from '../../../../../src/engine/interop/page/shared-files.ts';
import { OwnData } from '../../../../../src/engine/transfer/own-data.ts';
import { tempFolder } from '../../../../support/temp-folder.ts';

/** Whoever asks has gone already: nobody hears the answer. */
function asked(): AskedFile {
  const request = new IncomingMessage(new Socket());
  request.method = 'HEAD';
  const exchange = { request, response: new ServerResponse(request), words: { areComing: false } };
  return { exchange, address: '127.0.0.1', signal: AbortSignal.abort() };
}

it('looks once whether all files are as they were, however many ask meanwhile and go', async () => {
  const folder = await tempFolder();
  const path = join(folder, 'a.txt');
  await writeFile(path, 'hello');
  const found = await shareFiles([{ name: 'a.txt', path }], new OwnData(join(folder, 'data')), 10);
  let looks = 0;
  const entries = found.entries.map((entry) => ({
    ...entry,
    get path() {
      looks++;
      return path;
    },
  }));
  const downloads = new Downloads({
    shared: { ...found, entries },
    name: 'Shelf',
    limits: PAGE_LIMITS,
    clock: SYSTEM_PORTS.clock,
    pay: async () => undefined,
    onDownloaded: () => undefined,
    secret: new Uint8Array(16),
  });
  const askMany = () => Promise.all(Array.from({ length: 50 }, () => downloads.all(asked())));
  expect(new Set(await askMany())).toEqual(new Set([null]));
  expect(looks).toBe(1);
  await writeFile(path, 'something else');
  expect(new Set(await askMany())).toEqual(new Set([GONE]));
  expect(looks).toBe(2);
});
