// What is sent again after a connection was lost, to the byte: nothing that lies there already.
import { randomBytes } from 'node:crypto';
import { truncateSync } from 'node:fs';
import { mkdir, readFile, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { tempFolder } from '../support/temp-folder.ts';
import { begin, planOf, runRound } from '../support/transfer-round.ts';
import { makeInbox, makeTree, wrongIn } from '../support/transfer-tree.ts';

const MIB = 1024 * 1024;

it('sends no byte twice, after whichever record the connection is lost', async () => {
  const folder = await tempFolder();
  const tree = await makeTree(folder, { largeBytes: 3 * MIB + 777, smallFiles: 5 });
  let most = 1;
  for (let isWhole = false; !isWhole; most++) {
    const sent = await planOf(tree.path, folder);
    const inbox = join(folder, `after-${most}`);
    await makeInbox(inbox, tree);
    const incoming = await begin(sent, inbox);
    const first = await runRound(sent, incoming, most);
    const second = await runRound(sent, incoming);
    expect([second.isWhole, first.sentBytes + second.sentBytes], `after ${most}`).toEqual([true, tree.missingBytes]);
    isWhole = first.isWhole;
    await incoming.setFolderTimes();
    incoming.remove();
    expect(await wrongIn(inbox, tree)).toEqual([]);
  }
  expect(most).toBeGreaterThan(7);
});

/** A time that can be set again exactly. */
const WHOLE_TIME = [1_700_000_000, 1_700_000_000] as const;

/** A file of that size, and an empty folder to receive it into. */
async function scene(bytes: number) {
  const folder = await tempFolder();
  const [source, inbox] = [join(folder, 'large'), join(folder, 'inbox')];
  await mkdir(inbox);
  await writeFile(source, randomBytes(bytes));
  await utimes(source, ...WHOLE_TIME);
  return { source, inbox, sent: await planOf(source, folder), arrived: () => readFile(join(inbox, 'large')) };
}

it('makes no mixture of a source that was exchanged after a part had come, and whose other half is lost again', async () => {
  const { source, inbox, sent, arrived } = await scene(8 * MIB);
  const incoming = await begin(sent, inbox);
  await runRound(sent, incoming, 6);
  await writeFile(source, randomBytes(8 * MIB));
  await utimes(source, ...WHOLE_TIME);
  await runRound(sent, incoming, 3);
  expect((await runRound(sent, incoming)).isWhole).toBe(true);
  expect((await arrived()).equals(await readFile(source))).toBe(true);
  incoming.remove();
});

it('sends all of a file where the one that was there is cut off while it is compared', async () => {
  const { source, inbox, sent } = await scene(80 * MIB);
  const there = join(inbox, 'large');
  await writeFile(there, await readFile(source));
  const incoming = await begin(sent, inbox);
  const { isWhole } = await runRound(sent, incoming, undefined, () => truncateSync(there, MIB));
  expect(isWhole).toBe(true);
  expect(incoming.journal.counts).toMatchObject({ files: 1, alreadyThere: 0 });
  expect((await readFile(join(inbox, 'large (1)'))).equals(await readFile(source))).toBe(true);
  incoming.remove();
});
