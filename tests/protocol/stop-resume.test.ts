// Stopped by its person while a group is being made durable, and let go on, or given up, before that is done.
import fs, { existsSync, mkdirSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { TransferId } from '../../src/contract/transfers.ts';
import { STAGING_NAME } from '../../src/engine/disk/safe-path.ts';
import { type FerryEngine, pairedEngines } from '../support/ferry-engine.ts';
import { allVolumesAre } from '../support/volume-type.ts';

const [FOLDERS, FILES] = [6, 100];
/** What comes again takes longer: what was there before is done meanwhile. */
const SLOW_MS = { first: 600, again: 1500 };
let slowMs = SLOW_MS.first;

const { fsync } = fs;
let isAsEver = (): void => undefined;
afterEach(() => {
  isAsEver();
  Object.assign(fs, { fsync });
  syncBuiltinESMExports();
});

/** Files are waited for as by a slow disk; resolves when the first of a folder that comes as a whole is. */
function slowDisk(): Promise<void> {
  const reached = Promise.withResolvers<void>();
  slowMs = SLOW_MS.first;
  Object.assign(fs, {
    fsync: (file: number, done: fs.NoParamCallback) => {
      const path = readlinkSync(`/proc/self/fd/${file}`);
      if (path.includes('.folder/')) reached.resolve();
      setTimeout(() => fsync(file, done), /\.part$|\.folder\//.test(path) ? slowMs : 0);
    },
  });
  syncBuiltinESMExports();
  return reached.promise;
}

async function receiving(): Promise<{ id: TransferId; receiver: FerryEngine; target: string }> {
  isAsEver = allVolumesAre('disk');
  const [sender, receiver] = await pairedEngines();
  const source = join(sender.folder, 'source');
  for (let folder = 0; folder < FOLDERS; folder++) {
    mkdirSync(join(source, `${folder}`), { recursive: true });
    for (let at = 0; at < FILES; at++) writeFileSync(join(source, `${folder}`, `${at}.txt`), `${folder} ${at}`);
  }
  writeFileSync(join(source, 'a'), 'a');
  const id = await sender.send([source], receiver);
  await receiver.untilStage(id, 'asking');
  const isSlow = slowDisk();
  await receiver.ask('transfer.answer', { id, accept: true });
  await isSlow;
  return { id, receiver, target: join(receiver.inbox, 'source') };
}

async function arrivesWhole({ id, receiver, target }: Awaited<ReturnType<typeof receiving>>): Promise<void> {
  const row = await receiver.untilStage(id, 'done', 'failed');
  expect(row).toMatchObject({ stage: 'done', done: { files: FOLDERS * FILES + 1, skipped: 0 } });
  expect(readdirSync(receiver.inbox)).toEqual(['source']);
  expect(readdirSync(target)).toHaveLength(FOLDERS + 1);
  for (let folder = 0; folder < FOLDERS; folder++) {
    const found = readdirSync(join(target, `${folder}`)).map((name) =>
      readFileSync(join(target, `${folder}`, name), 'utf8'),
    );
    expect(found.sort()).toEqual(Array.from({ length: FILES }, (_, at) => `${folder} ${at}`).sort());
  }
}

describe.skipIf(process.platform !== 'linux')('what is stopped while its disk is slow (needs /proc)', () => {
  it('goes on behind what was being made durable', async () => {
    const transfer = await receiving();
    const { id, receiver } = transfer;
    const stopping = receiver.ask('transfer.stop', { id });
    slowMs = SLOW_MS.again;
    await receiver.ask('transfer.resume', { id });
    await stopping;
    await arrivesWhole(transfer);
  });

  it('goes on once, however often it is stopped and let go on meanwhile', async () => {
    const transfer = await receiving();
    const { id, receiver } = transfer;
    const stopping: Promise<unknown>[] = [];
    slowMs = SLOW_MS.again;
    for (let times = 0; times < 5; times++) {
      stopping.push(receiver.ask('transfer.stop', { id }));
      await receiver.ask('transfer.resume', { id });
    }
    await Promise.all(stopping);
    await arrivesWhole(transfer);
  });

  it.each(['stopped', 'let go on again'])('is given up with nothing left but what is whole: %s', async (how) => {
    const { id, receiver, target } = await receiving();
    const stopping = receiver.ask('transfer.stop', { id });
    if (how !== 'stopped') await receiver.ask('transfer.resume', { id });
    await receiver.ask('transfer.discard', { id });
    await stopping;
    await receiver.untilStage(id, 'canceled');
    await expect.poll(() => existsSync(join(receiver.inbox, STAGING_NAME))).toBe(false);
    const folders = readdirSync(target).filter((name) => name !== 'a');
    const counts = folders.map((name) => readdirSync(join(target, name)).length);
    expect(counts).toContain(FILES);
    for (const count of counts) expect([0, FILES]).toContain(count);
  });

  it('isn’t remembered as paused where that was taken back meanwhile', async () => {
    const { id, receiver } = await receiving();
    const stopping = receiver.ask('transfer.stop', { id });
    await receiver.ask('transfer.resume', { id });
    await stopping;
    const kept = readFileSync(join(receiver.folder, 'data', 'incoming.json'), 'utf8');
    expect(kept).toContain(id);
    expect(kept).not.toMatch(/"isPaused":\s*true/);
  });
});
