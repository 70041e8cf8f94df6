import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ok } from '../../../src/base/result.ts';
import type { DeviceId } from '../../../src/contract/devices.ts';
import { failure, type Outcome } from '../../../src/contract/errors.ts';
import type { TransferId } from '../../../src/contract/transfers.ts';
import type { Engine } from '../../../src/engine/index.ts';
import { HandOver } from '../../../src/main/hand-over.ts';
import { HandedItems } from '../../../src/main/handed-items.ts';
import { itemHandlers } from '../../../src/main/items.ts';
import { PastedPictures } from '../../../src/main/pasted-pictures.ts';
import { stringsFor } from '../../../src/strings/index.ts';
import { tempFolder } from '../../support/temp-folder.ts';

const device = (letter: string) => letter.repeat(32) as DeviceId;
const transfer = (letter: string) => letter.repeat(32) as TransferId;

/** Main's commands on an engine that answers `answers[command]`, and what that one was asked. */
async function opened(answers: Readonly<Record<string, (input: never) => Outcome<unknown>>> = {}) {
  const folder = await tempFolder();
  const file = join(folder, 'notes.txt');
  await writeFile(file, 'abc');
  await mkdir(join(folder, 'Photos'));
  const asked: [string, unknown][] = [];
  const invoke = async (command: string, input?: unknown) => {
    asked.push([command, input]);
    return answers[command]?.(input as never) ?? ok(undefined);
  };
  const chosen: Outcome<readonly string[]>[] = [];
  const items = new HandedItems();
  const handlers = itemHandlers({
    engine: { invoke: invoke as Engine['invoke'] },
    items,
    folders: new HandedItems(),
    handOver: new HandOver({ items, show: () => undefined, tell: () => undefined, tellTrouble: () => undefined }),
    pictures: new PastedPictures(join(folder, 'pictures')),
    dialogs: { ask: async () => chosen.shift() ?? ok([]) },
    strings: () => stringsFor('en', []),
    now: () => new Date(2026, 10, 22, 14, 2, 35),
  });
  return { folder, file, asked, chosen, items, handlers };
}

const answered = <T>(outcome: Outcome<T>): T => {
  if (!outcome.ok) throw new Error(outcome.error.code);
  return outcome.value;
};

it('sends what it stands for to each receiver once, and says of each what became of it', async () => {
  const { file, asked, items, handlers } = await opened({
    'transfer.send': ({ to }: { to: { id: string } | null }) =>
      to === null
        ? failure('transfer.source_missing', { path: '/home/mia/secret/notes.txt' })
        : ok({ id: transfer('1') }),
  });
  const [item] = answered(await items.take([file]));
  const sent = answered(
    await handlers['items.send']({ items: [item?.id ?? ''], to: [device('a'), null, device('a')] }),
  );
  expect(asked).toEqual([
    ['transfer.send', { paths: [file], to: { kind: 'device', id: device('a') }, waits: true }],
    ['transfer.send', { paths: [file], to: null, waits: true }],
  ]);
  expect(sent).toMatchObject([
    { to: device('a'), started: transfer('1'), trouble: null },
    { to: null, started: null, trouble: { code: 'transfer.source_missing', details: { path: 'notes.txt' } } },
  ]);
  expect(items.pathsOf([item?.id ?? ''])).toEqual([file]);
});

it('shares what it stands for with browsers, and says without a path why it can’t', async () => {
  let isThere = false;
  const { file, asked, items, handlers } = await opened({
    'page.share': () =>
      isThere
        ? ok({ id: '1'.repeat(16), links: [] })
        : failure('transfer.source_missing', { path: '/home/mia/notes.txt' }),
  });
  const [item] = answered(await items.take([file]));
  const share = { items: [item?.id ?? ''], hasPin: true, isEncrypted: true };
  expect(await handlers['items.share'](share)).toMatchObject({ error: { details: { path: 'notes.txt' } } });
  isThere = true;
  expect(await handlers['items.share'](share)).toEqual(ok(undefined));
  expect(asked.at(-1)).toEqual(['page.share', { paths: [file], hasPin: true, isEncrypted: true }]);
  expect(await handlers['items.share'](share)).toMatchObject({ error: { code: 'transfer.not_now' } });
});

it('forgets what has gone out, and sends nothing where part of it isn’t known', async () => {
  const { file, asked, items, handlers } = await opened({ 'transfer.send': () => ok({ id: transfer('1') }) });
  const [item, other] = answered(await items.take([file, file]));
  const ids = [item?.id ?? '', other?.id ?? ''];
  answered(await handlers['items.send']({ items: ids, to: [null] }));
  expect(items.pathsOf(ids)).toBe(null);
  expect(await handlers['items.send']({ items: ids, to: [null] })).toMatchObject({
    error: { code: 'transfer.not_now' },
  });
  expect(asked).toHaveLength(1);
});

it('takes what was chosen in the dialog, and nothing where that was left', async () => {
  const { folder, chosen, handlers } = await opened();
  chosen.push(ok([join(folder, 'Photos')]), ok([]), failure('dialog.unavailable', {}));
  const choose = handlers['items.choose'];
  expect(answered(await choose({ what: 'folder' }))).toMatchObject([{ name: 'Photos', isFolder: true }]);
  expect(answered(await choose({ what: 'files' }))).toEqual([]);
  expect(await choose({ what: 'files' })).toMatchObject({ error: { code: 'dialog.unavailable' } });
});

it('makes a picture a file with the time in its name, and removes it when it isn’t sent', async () => {
  const { items, handlers } = await opened();
  const png = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);
  const item = answered(await handlers['items.addPicture']({ png }));
  expect(item).toMatchObject({ name: 'Pasted picture 2026-11-22 14.02.png', isFolder: false, bytes: 8 });
  const [path = ''] = items.pathsOf([item.id]) ?? [];
  expect(existsSync(path)).toBe(true);
  handlers['items.drop']({ items: [item.id, 'f'.repeat(32)] });
  await expect.poll(() => existsSync(path)).toBe(false);
  expect(await handlers['items.addPicture']({ png: new Uint8Array(8) })).toMatchObject({ ok: false });
});

it('answers an offer with the folder that was chosen for it, and with no other', async () => {
  const { folder, file, asked, chosen, handlers } = await opened();
  chosen.push(ok([join(folder, 'Photos')]), ok([]), ok([file]));
  const into = answered(await handlers['folder.choose'](undefined));
  expect(into).toMatchObject({ name: 'Photos' });
  expect(answered(await handlers['folder.choose'](undefined))).toBe(null);
  expect(await handlers['folder.choose'](undefined)).toMatchObject({ error: { code: 'settings.folder_missing' } });

  const id = transfer('1');
  await handlers['transfer.answer']({ id, accept: true, into: into?.id ?? '', only: [{ first: 0, count: 2 }] });
  expect(await handlers['transfer.answer']({ id, accept: true, into: 'f'.repeat(32) })).toMatchObject({ ok: false });
  await handlers['transfer.answer']({ id, accept: false });
  expect(asked).toEqual([
    ['transfer.answer', { id, accept: true, only: [{ first: 0, count: 2 }], into: join(folder, 'Photos') }],
    ['transfer.answer', { id, accept: false }],
  ]);
});

it('keeps the folder of a device where none is named, and takes the usual one back by null', async () => {
  const { folder, asked, chosen, handlers } = await opened();
  chosen.push(ok([join(folder, 'Photos')]));
  const into = answered(await handlers['folder.choose'](undefined));
  const id = device('a');
  const accept = handlers['device.accept'];
  await accept({ id, isAlways: true });
  await accept({ id, isAlways: true, into: null });
  await accept({ id, isAlways: true, into: into?.id ?? '' });
  expect(await accept({ id, isAlways: true, into: 'f'.repeat(32) })).toMatchObject({ ok: false });
  expect(asked.map(([, input]) => input)).toEqual([
    { id, isAlways: true },
    { id, isAlways: true, into: null },
    { id, isAlways: true, into: join(folder, 'Photos') },
  ]);
});
