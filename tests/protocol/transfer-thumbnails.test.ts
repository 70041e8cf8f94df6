// Small pictures go with an offer to paired devices, and to nobody else; whatever comes instead, nothing decodes it.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { MOST_THUMB_BYTES } from '../../src/engine/wire/transfer-messages.ts';
import { FerryEngine, pair, typeCode } from '../support/ferry-engine.ts';
import {
  accept,
  ferryPairedWith,
  file,
  folder,
  HostileDevice,
  hex,
  listOf,
  type Message,
  VIOLATION,
} from '../support/hostile-sender.ts';
import { openDevice } from '../support/pair-devices.ts';

function jpegOf(length: number, filling = 1): Buffer {
  const jpeg = Buffer.alloc(length, filling);
  jpeg.set([0xff, 0xd8, 0xff]);
  jpeg.set([0xff, 0xd9], length - 2);
  return jpeg;
}

/** A sender whose app makes pictures, each of as many bytes as its name says. */
async function withApp() {
  const made: string[] = [];
  const thumbnail = async (path: string): Promise<Uint8Array | null> => {
    made.push(path);
    if (path.endsWith('no.jpg')) throw new Error('no picture');
    return jpegOf(path.endsWith('large.jpg') ? MOST_THUMB_BYTES + 1 : 200, path.length);
  };
  const [sender, receiver] = [
    await FerryEngine.start('Calm Pier', undefined, { thumbnail }),
    await FerryEngine.start('Studio PC'),
  ];
  const source = join(sender.folder, 'holiday');
  await mkdir(source);
  const names = ['a.txt', 'b.jpg', 'c.png', 'large.jpg', 'no.jpg', 'x\u202ey.jpg', 'z.jpg'];
  for (const name of names) await writeFile(join(source, name), name);
  return { sender, receiver, source, made };
}

describe('thumbnails', () => {
  it('of the first pictures are there while a paired device is asked, and then no more', async () => {
    const { sender, receiver, source, made } = await withApp();
    await receiver.receive();
    await pair(receiver, sender);
    const id = await sender.send([source], receiver);
    await receiver.until('three pictures', ({ transfers }) => transfers[id]?.thumbnails === 3);
    const found = await receiver.ask('transfer.thumbnails', { id });
    expect(found.map(({ name }) => name)).toEqual(['b.jpg', 'c.png', 'x<U+202E>y.jpg']);
    expect(found[0]?.jpeg).toBe(jpegOf(200, join(source, 'b.jpg').length).toString('base64'));
    expect(made).toHaveLength(5);
    await receiver.ask('transfer.answer', { id, accept: true });
    expect(await receiver.untilStage(id, 'done')).toMatchObject({ thumbnails: 0, done: { files: 7 } });
    expect(await receiver.ask('transfer.thumbnails', { id })).toEqual([]);
  });

  it('are made for nobody who came by a code', async () => {
    const { sender, receiver, source, made } = await withApp();
    await sender.listen();
    const id = await sender.send([source], null);
    await sender.untilPairing(({ code }) => code !== null);
    await receiver.ask('transfer.fetch', { from: sender.target, into: null });
    await typeCode(sender, receiver);
    await receiver.untilStage(id, 'asking');
    await receiver.ask('transfer.answer', { id, accept: true });
    await sender.untilStage(id, 'done');
    expect(made).toEqual([]);
  });
});

describe('thumbnails from a hostile device', () => {
  const list = listOf([folder('a'), ...Array.from({ length: 8 }, (_, at) => file(`${at}.jpg`, 1, 1))]);

  async function asked() {
    const device = await openDevice('Calm Pier');
    const engine = await ferryPairedWith(device);
    const hostile = await HostileDevice.dial(device, engine);
    const id = await hostile.offer(list);
    const say = (index: number, length = MOST_THUMB_BYTES): Promise<void> =>
      hostile.say({ kind: 'thumb', id, index, jpeg: jpegOf(length) } satisfies Message<'thumb'>);
    return { engine, hostile, id, say };
  }

  it('that come before the list end the connection', async () => {
    const { hostile, say } = await asked();
    await say(1);
    expect(await hostile.ended).toBe(VIOLATION);
  });

  it.each([
    ['one too many', [1, 2, 3, 4, 5, 6]],
    ['of a folder', [0]],
    ['of nothing that was listed', [9]],
    ['of one file twice', [2, 2]],
  ])('%s end the connection, and the offer', async (_what, indexes) => {
    const { engine, hostile, id, say } = await asked();
    await hostile.giveList(id, list);
    await engine.untilStage(hex(id), 'asking');
    for (const index of indexes) await say(index).catch(() => undefined);
    expect(await hostile.ended).toBe(VIOLATION);
    await engine.untilStage(hex(id), 'canceled');
  });

  it('that are too large end the connection', async () => {
    const { engine, hostile, id, say } = await asked();
    await hostile.giveList(id, list);
    await engine.untilStage(hex(id), 'asking');
    await say(1, MOST_THUMB_BYTES + 1);
    expect(await hostile.ended).toBe(VIOLATION);
  });

  it('after the answer are passed over', async () => {
    const { engine, hostile, id, say } = await asked();
    await hostile.giveList(id, list);
    await accept(engine, id);
    for (let index = 1; index < 9; index++) await say(index);
    await hostile.enterRound(id);
    await hostile.haves(id, 9);
    expect(await engine.ask('transfer.thumbnails', { id: hex(id) })).toEqual([]);
    expect(hostile.isOver).toBe(false);
  });
});
