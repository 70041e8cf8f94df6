// What lies in staging may have been changed by anybody who can write there, on a stick or a shared disk.
import { mkdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { Journal } from '../../../../src/engine/transfer/journal.ts';
import { Staging } from '../../../../src/engine/transfer/staging.ts';
import { tempFolder } from '../../../support/temp-folder.ts';

const MIB = 1024 * 1024;

async function staged(): Promise<Staging> {
  const staging = new Staging(await tempFolder(), 'ab'.repeat(16));
  staging.make();
  return staging;
}

it('occupies what lies in it, and nothing that a link leads to', async () => {
  const staging = await staged();
  const elsewhere = join(await tempFolder(), 'large');
  mkdirSync(elsewhere);
  writeFileSync(join(elsewhere, 'file'), Buffer.alloc(MIB, 1));
  mkdirSync(staging.folderOf(3));
  const [part, within] = [staging.partOf(1), join(staging.folderOf(3), 'name')];
  for (const path of [part, within]) writeFileSync(path, Buffer.alloc(MIB, 1));
  const own = [part, within, staging.folderOf(3)].reduce((sum, path) => sum + statSync(path).blocks * 512, 0);
  expect(staging.bytes()).toBe(own);
  for (const name of ['a', '4.folder']) symlinkSync(elsewhere, join(staging.folder, name));
  for (const name of ['b', 'c', '5.folder']) symlinkSync('.', join(staging.folder, name));
  expect(staging.bytes()).toBeLessThan(own + MIB);
});

it('has a journal that says of no more files at once than take their place together', async () => {
  const staging = await staged();
  for (const [count, said] of [
    [128, 1],
    [Number.MAX_SAFE_INTEGER, 0],
  ] as const) {
    writeFileSync(staging.journal, '');
    const journal = Journal.open(staging.journal);
    journal.add({ placing: [[1, count]] });
    journal.close();
    const again = Journal.open(staging.journal);
    expect(again.placing).toHaveLength(said);
    again.close();
  }
});
