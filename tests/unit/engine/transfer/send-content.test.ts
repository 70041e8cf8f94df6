import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { Secret } from '../../../../src/engine/crypto/secret.ts';
import { checkKey } from '../../../../src/engine/transfer/blocks.ts';
import { onFailpoint } from '../../../../src/engine/transfer/failpoint.ts';
import { makePlan, rootsOf } from '../../../../src/engine/transfer/plan.ts';
import { ContentSender } from '../../../../src/engine/transfer/send-content.ts';
import { tempFolder } from '../../../support/temp-folder.ts';

/** In one record, and in one page of the list. */
const FILES = 2000;
const MIB = 1024 * 1024;

/** So many files of that size, and what sends them; `on` hears of each record's content. */
async function sending(count: number, bytes: number, on: (contentBytes: number) => void, most = { bytes: MIB }) {
  const folder = await tempFolder();
  const path = join(folder, 'many');
  await mkdir(path);
  for (let at = 0; at < count; at++) await writeFile(join(path, `${at}`), Buffer.alloc(bytes));
  const manifestPath = join(folder, 'list');
  const { roots, summary } = await makePlan(rootsOf([path]), manifestPath);
  const id = randomBytes(16);
  const sender = new ContentSender({
    ...{ id, round: 1, entries: summary.entries, manifestPath, roots, begun: new Map() },
    checkKey: checkKey(new Secret(randomBytes(32)), id),
    send: ({ segments }) => {
      on(segments.reduce((sum, segment) => sum + (segment.kind === 'content' ? segment.length : 0), 0));
      return { tag: randomBytes(16), sent: Promise.resolve() };
    },
    waitForWord: (word) => word,
    recordBytes: () => MIB,
    limit: { pieceBytes: (asked) => Math.min(asked, most.bytes), take: async () => undefined },
    onFile: () => undefined,
    onFailed: () => undefined,
  });
  sender.paced.hearCredit(Number.MAX_SAFE_INTEGER);
  sender.hearHave({ kind: 'have', id, upTo: summary.entries, items: [] });
  return sender;
}

it('lets others have their turn between the many small files of one record', async () => {
  let records = 0;
  const sender = await sending(FILES, 0, () => records++);
  let turn = 0;
  const turns = new Set<number>();
  const count = (): void => {
    turn++;
    if (records === 0) setImmediate(count);
  };
  count();
  onFailpoint((at) => at === 'open' && turns.add(turn));
  expect(await sender.run()).toBe(true);
  onFailpoint(() => undefined);
  expect(records).toBe(1);
  expect(turns.size).toBeGreaterThan(1);
});

it('keeps to a limit that changes, from the next record on', async () => {
  const sizes: number[] = [];
  const most = { bytes: MIB };
  const sender = await sending(
    1000,
    4096,
    (bytes) => {
      sizes.push(bytes / 1024);
      if (sizes.length === 2) most.bytes = 128 * 1024;
    },
    most,
  );
  expect(await sender.run()).toBe(true);
  expect(sizes.slice(0, 8)).toEqual([1020, 1020, 128, 128, 128, 128, 128, 128]);
  expect(sizes.reduce((sum, each) => sum + each)).toBe(4000);
});
