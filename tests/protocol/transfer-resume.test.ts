// What is sent again after a connection was lost, to the byte: nothing that lies there already.
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
  expect(most).toBeGreaterThan(8);
});
