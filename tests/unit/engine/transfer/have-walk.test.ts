// What is said of a list before its content comes.
import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { Secret } from '../../../../src/engine/crypto/secret.ts';
import { openReceiveRoot } from '../../../../src/engine/disk/receive-root.ts';
import { checkKey } from '../../../../src/engine/transfer/blocks.ts';
import { HaveWalk } from '../../../../src/engine/transfer/have-walk.ts';
import { Incoming } from '../../../../src/engine/transfer/incoming.ts';
import { type Entry, EntryPacker } from '../../../../src/engine/wire/manifest.ts';
import { tempFolder } from '../../../support/temp-folder.ts';

const folder = (depth: number, name: string): Entry => ({ kind: 'folder', depth, name, size: 0, modifiedMs: 0 });
const file = (depth: number, name: string, size = 3): Entry => ({ kind: 'file', depth, name, size, modifiedMs: 0 });

async function said(incoming: Incoming) {
  const walk = new HaveWalk({
    incoming,
    checkKey: checkKey(new Secret(randomBytes(32)), randomBytes(16)),
    claims: new Map(),
  });
  const items: (readonly [string, number, number])[] = [];
  const upTo: number[] = [];
  for await (const page of walk.pages()) {
    upTo.push(page.upTo);
    items.push(...page.items.map(({ what, index, length }) => [what, index, length] as const));
  }
  expect(upTo).toEqual(upTo.toSorted((a, b) => a - b));
  expect([upTo.at(-1), walk.isSpokenOf(incoming.entries - 1)]).toEqual([incoming.entries, true]);
  return items;
}

async function incomingOf(entries: readonly Entry[]): Promise<{ incoming: Incoming; inbox: string }> {
  const inbox = await tempFolder();
  const packer = new EntryPacker();
  for (const entry of entries) if (packer.add(entry) !== null) throw new Error('more than a page');
  const pages = [{ first: 0, page: packer.end() ?? new Uint8Array() }];
  const listing = { entries: entries.length, choice: null };
  return { incoming: await Incoming.begin(await openReceiveRoot(inbox), 'ab'.repeat(16), pages, listing), inbox };
}

const many = (depth: number, letter: string): readonly Entry[] =>
  Array.from({ length: 200 }, (_, at) => file(depth, `${letter}${String(at).padStart(3, '0')}`));

it('is nothing of plain files in new folders, and all that is to be said of others among them', async () => {
  const entries = [
    folder(0, 'new'),
    ...many(1, 'a'),
    file(1, 'b/../../c'),
    ...many(1, 'c'),
    folder(1, 'within'),
    ...many(2, 'd'),
    file(2, 'ü'),
    file(1, 'y'.repeat(400)),
    file(1, 'z'),
    folder(0, 'old'),
    file(1, 'here'),
    file(1, 'other', 4),
    file(0, 'top'),
  ];
  const { incoming, inbox } = await incomingOf(entries);
  mkdirSync(join(inbox, 'old'));
  for (const path of ['old/here', 'old/other', 'top']) writeFileSync(join(inbox, path), 'abc');
  const at = (name: string): number => entries.findIndex((entry) => entry.name === name);
  const expected = [
    ['unwanted', at('b/../../c'), 1],
    ['unwanted', at('y'.repeat(400)), 1],
    ['there', at('here'), 3],
    ['there', at('top'), 3],
  ];
  expect(await said(incoming)).toEqual(expected);
  expect(readdirSync(join(inbox, 'new'))).toEqual(['within']);
  // The folders are there by then.
  writeFileSync(join(inbox, 'new/z'), 'abc');
  expect(await said(incoming)).toEqual([...expected.slice(0, 2), ['there', at('z'), 3], ...expected.slice(2)]);
  incoming.close();
});
