// Streams from and to a device that keeps to no rule, and one that knows none.
import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import type { Entry } from '../../src/engine/wire/manifest.ts';
import type { HaveItem, TransferMessage } from '../../src/engine/wire/transfer-messages.ts';
import type { FerryEngine } from '../support/ferry-engine.ts';
import {
  beside,
  ferryPairedWith,
  file,
  forgedList,
  HostileDevice,
  hex,
  listOf,
  NOTHING_NEEDED,
  VIOLATION,
} from '../support/hostile-sender.ts';
import { openDevice } from '../support/pair-devices.ts';
import { Collector, pieces, sendStream, takeOutput } from '../support/stream.ts';

const stream = (name: string): Entry => ({ ...file(name, 0), kind: 'stream' });
const x = Buffer.from('x');
const STREAM = { isStream: true } as const;

describe('the list of a stream', () => {
  const FALSE = [
    ['a file that is said to be a stream', listOf([file('a', 0)]), STREAM],
    ['a stream that is said to be a file', listOf([stream('a')]), {}],
    ['a stream and a file', forgedList([{ kind: 3, name: 'a', size: 0 }, { name: 'b' }], { files: 2 }), {}],
    [
      'a stream in a folder',
      forgedList(
        [
          { kind: 1, name: 'a' },
          { kind: 3, depth: 1, name: 'b' },
        ],
        { files: 1, folders: 1 },
      ),
      {},
    ],
  ] as const;
  it.each(FALSE)('can’t be %s', (_what, list, changed) =>
    beside(async ({ hostile, listing }) => {
      const id = Buffer.alloc(16, 9);
      await hostile.say({ ...hostile.offerOf(id, list), ...changed });
      await hostile.giveList(id, list);
      expect(await hostile.hear('answer', id)).toMatchObject({ verdict: 'notUnderstood' });
      expect(await listing()).toEqual([]);
    }),
  );
});

/** In a round in which everything is due; `into`: a folder, or a program. */
async function begun(engine: FerryEngine, hostile: HostileDevice, into: 'folder' | 'program'): Promise<Uint8Array> {
  const list = listOf([stream('s')]);
  const id = Buffer.alloc(16, 9);
  await hostile.say({ ...hostile.offerOf(id, list), ...STREAM });
  await hostile.giveList(id, list);
  if (into === 'program') await takeOutput(engine, hex(id), new Collector());
  else {
    await engine.untilStage(hex(id), 'asking');
    await engine.ask('transfer.answer', { id: hex(id), accept: true });
  }
  await hostile.enterRound(id);
  expect(await hostile.haves(id, 1)).toEqual([]);
  return id;
}

describe.each(['folder', 'program'] as const)('a hostile sender of a stream into a %s', (into) => {
  type Sent = (hostile: HostileDevice, id: Uint8Array) => void;
  /** All of it has come by then, and may have its name. */
  const AFTER_ITS_END = new Set(['sends more after its end', 'ends it twice']);
  const WRONG: readonly (readonly [string, Sent])[] = [
    ['says that a piece is the last of it', (hostile, id) => hostile.sendWhole(id, 0, x)],
    ['leaves out a piece', (hostile, id) => hostile.sendPart(id, 0, 1, x)],
    ['sends of an entry that there isn’t', (hostile, id) => hostile.sendPart(id, 1, 0, x)],
    ['says that it failed', (hostile, id) => hostile.send(id, [{ kind: 'failed', index: 0, reason: 'changed' }], [])],
    ['ends it beyond what it sent', (hostile, id) => hostile.sendEnd(id, 0, 2, [hostile.sendPart(id, 0, 0, x)])],
    ['ends it before what it sent', (hostile, id) => hostile.sendEnd(id, 0, 0, [hostile.sendPart(id, 0, 0, x)])],
    ['ends something without content at a size', (hostile, id) => hostile.sendEnd(id, 0, 5, [])],
    [
      'sends more after its end',
      (hostile, id) => {
        hostile.sendEnd(id, 0, 1, [hostile.sendPart(id, 0, 0, x)]);
        hostile.sendPart(id, 0, 1, x);
      },
    ],
    [
      'ends it twice',
      (hostile, id) => {
        const tags = [hostile.sendPart(id, 0, 0, x)];
        hostile.sendEnd(id, 0, 1, tags);
        hostile.sendEnd(id, 0, 1, tags);
      },
    ],
  ];
  it.each(WRONG)('loses its connection where it %s', (what, act) =>
    beside(async ({ engine, hostile, listing }) => {
      const id = await begun(engine, hostile, into);
      act(hostile, id);
      expect(await hostile.ended).toBe(VIOLATION);
      const others = (await listing()).filter((name) => !name.includes(hex(id)));
      expect(others.filter((name) => name !== 's' || !AFTER_ITS_END.has(what))).toEqual([]);
    }),
  );

  async function isGivenUp(hostile: HostileDevice, id: Uint8Array): Promise<void> {
    if (into === 'program') return void (await hostile.hear('cancel', id));
    // All of it is asked for once more before that.
    expect(await hostile.enterRound(id)).toBe(2);
    await hostile.say({ kind: 'end', id, round: 2 });
    expect(await hostile.hear('result', id)).toMatchObject({ files: 0, skipped: 1 });
  }

  it('never has it taken for whole that isn’t', () =>
    beside(async ({ engine, hostile, listing }) => {
      const id = await begun(engine, hostile, into);
      hostile.sendEnd(id, 0, 1, [createHash('sha256').update('another').digest(), hostile.sendPart(id, 0, 0, x)]);
      await hostile.say({ kind: 'end', id, round: 1 });
      await isGivenUp(hostile, id);
      expect(await listing()).toEqual([]);
    }));

  it('never has a round without an end taken for all of it', () =>
    beside(async ({ engine, hostile, listing }) => {
      const id = await begun(engine, hostile, into);
      hostile.sendPart(id, 0, 0, x);
      await hostile.say({ kind: 'end', id, round: 1 });
      await isGivenUp(hostile, id);
      expect(await listing()).toEqual([]);
    }));
});

describe('a receiver of a stream', () => {
  const have = (id: Uint8Array, items: readonly Partial<HaveItem>[], upTo = 1): TransferMessage => ({
    kind: 'have',
    id,
    upTo,
    items: items.map((item) => ({ index: 0, what: 'sure', length: 1, tags: new Uint8Array(), offset: 0, ...item })),
  });
  const credit = (id: Uint8Array): TransferMessage => ({
    ...{ kind: 'ack', id, settledUpTo: 0, credit: 2 ** 40, safeBytes: 0, outcomes: [], files: 0 },
  });

  async function sending() {
    const device = await openDevice('Calm Pier');
    const engine = await ferryPairedWith(device);
    const target = { kind: 'address', host: '127.0.0.1', port: device.port } as const;
    const { id: transferId, isGiven } = await sendStream(engine, pieces(500), { target });
    const hostile = await HostileDevice.called(device);
    const { id } = await hostile.hear('offer');
    await hostile.say({ kind: 'list', id });
    await hostile.hear('entries', id);
    const begin = async (): Promise<void> => {
      await hostile.say({ kind: 'answer', id, verdict: 'accepted', round: 1, ...NOTHING_NEEDED });
      await hostile.hear('begin', id);
    };
    return { engine, hostile, id, transferId, isGiven, begin };
  }

  it('that knows no streams is named, and nothing is lost but the attempt', async () => {
    const { engine, hostile, id, transferId, isGiven } = await sending();
    await hostile.say({ kind: 'answer', id, verdict: 'notUnderstood', round: 0, ...NOTHING_NEEDED });
    const trouble = { code: 'transfer.no_streams_there', details: { name: 'Calm Pier' } };
    expect(await engine.untilStage(transferId, 'failed')).toMatchObject({ trouble });
    expect(await isGiven).toBe(false);
  });

  it.each<[string, (id: Uint8Array) => readonly TransferMessage[]]>([
    ['has more of it than was sent', (id) => [have(id, [{ length: 2 ** 40 }])]],
    ['has something of it twice', (id) => [have(id, [{ length: 1 }, { length: 2, offset: 0 }])]],
    ['speaks of it once more', (id) => [have(id, []), have(id, [{ length: 1 }])]],
    ['takes its word back', (id) => [have(id, []), have(id, [], 0)]],
    ['has something of what isn’t listed', (id) => [have(id, [{ index: 1 }], 1)]],
  ])('loses its connection where it %s', async (_what, says) => {
    const { hostile, id, begin } = await sending();
    await begin();
    for (const said of says(id)) await hostile.say(said).catch(() => undefined);
    expect(await hostile.ended).toBe(VIOLATION);
  });

  it('gets nothing a second time that it has said to be safe', async () => {
    const { engine, hostile, id, transferId, begin } = await sending();
    await begin();
    await hostile.say(credit(id));
    await hostile.say(have(id, []));
    await hostile.untilContent(8 * 1024 * 1024);
    await hostile.say({ ...credit(id), safeBytes: 4 * 1024 * 1024 } as TransferMessage);
    await hostile.say({ kind: 'hold', id, reason: 'folderGone', ...NOTHING_NEEDED });
    await hostile.say({ kind: 'answer', id, verdict: 'accepted', round: 2, ...NOTHING_NEEDED });
    await hostile.say(credit(id));
    await hostile.say(have(id, []));
    expect(await engine.untilStage(transferId, 'failed')).toMatchObject({ trouble: { code: 'transfer.stream_lost' } });
    await hostile.hear('cancel', id);
  });
});

it('lies in no folder where it was handed on', async () => {
  const device = await openDevice('Calm Pier');
  const engine = await ferryPairedWith(device);
  const hostile = await HostileDevice.dial(device, engine);
  const id = await begun(engine, hostile, 'program');
  hostile.sendEnd(id, 0, 1, [hostile.sendPart(id, 0, 0, x)]);
  await hostile.say({ kind: 'end', id, round: 1 });
  expect(await hostile.hear('result', id)).toMatchObject({ files: 1, skipped: 0 });
  expect(await readdir(engine.inbox)).toEqual([]);
});
