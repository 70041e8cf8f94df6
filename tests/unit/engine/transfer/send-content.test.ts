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

it('lets others have their turn between the many small files of one record', async () => {
  const folder = await tempFolder();
  const path = join(folder, 'many');
  await mkdir(path);
  for (let at = 0; at < FILES; at++) await writeFile(join(path, `${at}`), '');
  const manifestPath = join(folder, 'list');
  const { roots, summary } = await makePlan(rootsOf([path]), manifestPath);
  const id = randomBytes(16);
  let records = 0;
  const sender = new ContentSender({
    ...{ id, round: 1, entries: summary.entries, manifestPath, roots, begun: new Map() },
    checkKey: checkKey(new Secret(randomBytes(32)), id),
    send: () => {
      records++;
      return { tag: randomBytes(16), sent: Promise.resolve() };
    },
    waitForWord: (word) => word,
    recordBytes: () => 1024 * 1024,
    limit: { pieceBytes: (most) => most, take: async () => undefined },
    onFile: () => undefined,
    onFailed: () => undefined,
  });
  sender.paced.hearCredit(Number.MAX_SAFE_INTEGER);
  sender.hearHave({ kind: 'have', id, upTo: summary.entries, items: [] });
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
