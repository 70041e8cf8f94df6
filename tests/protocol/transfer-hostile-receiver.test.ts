// A paired device that turned hostile receives from an engine on a real connection: whatever it answers, the sender lives,
// sends what was listed and nothing else, and its other transfers go on.
import { randomBytes } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { TransferId } from '../../src/contract/transfers.ts';
import type { HaveItem, TransferMessage } from '../../src/engine/wire/transfer-messages.ts';
import { collectAll } from '../support/collected.ts';
import type { FerryEngine } from '../support/ferry-engine.ts';
import { ferryPairedWith, HostileDevice, type Message, VIOLATION } from '../support/hostile-sender.ts';
import type { PairDevice } from '../support/pair-device.ts';
import { openDevice } from '../support/pair-devices.ts';

const MIB = 1024 * 1024;
const none = { neededBytes: 0, freeBytes: 0 };
const NO_TAGS = new Uint8Array();

interface Scene {
  readonly engine: FerryEngine;
  readonly hostile: HostileDevice;
  readonly id: Uint8Array;
  readonly transferId: TransferId;
  readonly offer: Message<'offer'>;
}

const offerTo = (engine: FerryEngine, device: PairDevice, paths: readonly string[]) =>
  engine.send(paths, { target: { kind: 'address', host: '127.0.0.1', port: device.port } } as FerryEngine);

/** A file of that size is offered to a hostile device, beside one that an honest device takes in two steps. */
async function beside(size: number, act: (scene: Scene) => Promise<void>): Promise<void> {
  const [bad, good] = [await openDevice('Calm Pier'), await openDevice('Bright Oak')];
  const engine = await ferryPairedWith(bad, good);
  const [large, small] = [join(engine.folder, 'large'), join(engine.folder, 'small')];
  await writeFile(large, Buffer.alloc(size, 7));
  await writeFile(small, 'small');
  const honestId = await offerTo(engine, good, [small]);
  const honest = await HostileDevice.called(good);
  const { id: heldBack } = await honest.hear('offer');
  const transferId = await offerTo(engine, bad, [large]);
  const hostile = await HostileDevice.called(bad);
  const offer = await hostile.hear('offer');
  await act({ engine, hostile, id: offer.id, transferId, offer });
  await takeAll(honest, heldBack, 1);
  await engine.untilStage(honestId, 'done');
}

const accepted = (id: Uint8Array, round = 1): TransferMessage => ({
  ...{ kind: 'answer', id, verdict: 'accepted', round },
  ...none,
});
const have = (id: Uint8Array, upTo: number, items: readonly HaveItem[] = []): TransferMessage => ({
  ...{ kind: 'have', id, upTo, items },
});
const ack = (id: Uint8Array, changed: Partial<Message<'ack'>> = {}): TransferMessage => ({
  ...{ kind: 'ack', id, settledUpTo: 0, credit: 0, safeBytes: 0, outcomes: [], files: 0 },
  ...changed,
});
const item = (changed: Partial<HaveItem>): HaveItem => ({
  ...{ index: 0, what: 'sure', length: 0, tags: NO_TAGS, offset: 0 },
  ...changed,
});

async function listed({ hostile, id }: Scene): Promise<void> {
  await hostile.say({ kind: 'list', id });
  await hostile.hear('entries', id);
}

async function taking(scene: Scene, round = 1): Promise<void> {
  await listed(scene);
  await scene.hostile.say(accepted(scene.id, round));
  await scene.hostile.hear('begin', scene.id);
}

/** As a receiver does that has nothing of it yet. */
async function takeAll(receiver: HostileDevice, id: Uint8Array, files: number): Promise<void> {
  await receiver.say({ kind: 'list', id });
  await receiver.hear('entries', id);
  await receiver.say(accepted(id));
  await receiver.say(ack(id, { credit: 2 ** 40 }));
  await receiver.say(have(id, files));
  await receiver.hear('end', id);
  await receiver.say({ kind: 'result', id, files, skipped: 0, alreadyThere: 0 });
}

const ITSELF = '/proc/self/fd';
const openFiles = (): number => readdirSync(ITSELF).length;

describe('a hostile receiver', () => {
  type Said = (scene: Scene) => Promise<void>;
  const WRONG: readonly (readonly [string, Said])[] = [
    ['offers what it is offered itself', ({ hostile, offer }) => hostile.say({ ...offer, kind: 'begin', round: 1 })],
    ['says an end', ({ hostile, id }) => hostile.say({ kind: 'end', id, round: 1 })],
    ['gives a list', ({ hostile, id }) => hostile.say({ kind: 'entries', id, first: 0, page: randomBytes(40) })],
    [
      'has all of it before it said yes',
      async (scene) => {
        await listed(scene);
        await scene.hostile.say({ kind: 'result', id: scene.id, files: 1, skipped: 0, alreadyThere: 0 });
      },
    ],
    [
      'says yes to the same round twice',
      async (scene) => {
        await taking(scene);
        await scene.hostile.say(accepted(scene.id));
      },
    ],
    [
      'declines what it has accepted',
      async (scene) => {
        await taking(scene);
        await scene.hostile.say({ kind: 'answer', id: scene.id, verdict: 'declined', round: 0, ...none });
      },
    ],
    [
      'wants the list again while content comes',
      async (scene) => {
        await taking(scene);
        await scene.hostile.say({ kind: 'list', id: scene.id });
      },
    ],
  ];

  it.each(WRONG)('that %s is shown out', (_what, act) =>
    beside(MIB, async (scene) => {
      await act(scene);
      expect(await scene.hostile.ended).toBe(VIOLATION);
      await scene.engine.untilStage(scene.transferId, 'connecting', 'away');
    }),
  );

  it('that was shown out is called again, and gets it all when it does better', () =>
    beside(MIB, async ({ engine, hostile, id, transferId, offer }) => {
      await hostile.say({ kind: 'end', id, round: 1 });
      expect(await hostile.ended).toBe(VIOLATION);
      const again = await HostileDevice.called(hostile.device);
      expect((await again.hear('offer')).digest).toEqual(offer.digest);
      await takeAll(again, id, 1);
      expect(await engine.untilStage(transferId, 'done')).toMatchObject({ done: { files: 1 } });
      expect(again.content).toMatchObject([{ kind: 'content', index: 0, length: MIB, isLast: true }]);
    }));

  it.each([
    ['all of it, with other tags', 'there', randomBytes(48)],
    ['the first half, with other tags', 'check', randomBytes(32)],
  ] as const)('that claims to have %s gets all of it', (_what, what, tags) =>
    beside(3 * MIB, async (scene) => {
      const { hostile, id, engine } = scene;
      await taking(scene);
      await hostile.say(ack(id, { credit: 2 ** 40 }));
      await hostile.say(have(id, 1, [item({ what, length: tags.length === 48 ? 3 * MIB : 2 * MIB, tags })]));
      await hostile.hear('end', id);
      const sent = hostile.content.reduce((sum, each) => sum + (each.kind === 'content' ? each.length : 0), 0);
      expect(sent).toBe(3 * MIB);
      await hostile.say({ kind: 'result', id, files: 1, skipped: 0, alreadyThere: 0 });
      await engine.untilStage(scene.transferId, 'done');
    }),
  );

  it('that says in parts what it has gets nothing of it before it has said all', () =>
    beside(3 * MIB, async (scene) => {
      const { hostile, id, engine } = scene;
      await taking(scene);
      await hostile.say(ack(id, { credit: 2 ** 40 }));
      const part = (offset: number) => item({ what: 'there', length: 3 * MIB, tags: randomBytes(16), offset });
      await hostile.say(have(id, 0, [part(0)]));
      await hostile.say(have(id, 0, [part(MIB)]));
      await hostile.say({ kind: 'ask', id: randomBytes(16) });
      await hostile.hear('gone');
      expect(hostile.contentBytes).toBe(0);
      await hostile.say(have(id, 1, [part(2 * MIB)]));
      await hostile.hear('end', id);
      expect(hostile.content.filter(({ kind }) => kind === 'content')).toHaveLength(3);
      await hostile.say({ kind: 'result', id, files: 1, skipped: 0, alreadyThere: 0 });
      await engine.untilStage(scene.transferId, 'done');
    }));

  it('that doesn’t want what it has said to have in part holds up nothing', () =>
    beside(3 * MIB, async ({ hostile, id, ...scene }) => {
      await taking({ hostile, id, ...scene });
      await hostile.say(ack(id, { credit: 2 ** 40 }));
      await hostile.say(have(id, 0, [item({ what: 'check', length: 3 * MIB, tags: randomBytes(16) })]));
      await hostile.say(have(id, 1, [item({ what: 'unwanted', length: 1 })]));
      await hostile.hear('end', id);
      // It may have been compared to its end by then.
      expect(hostile.content.filter(({ kind }) => kind === 'content')).toEqual([]);
    }));

  it.each([
    ['goes back', [have, 1, []], [have, 0, []]],
    ['goes beyond the list', [have, 2, []], null],
    ['speaks of an entry twice', [have, 1, [item({ length: 1 })]], [have, 1, [item({ length: 1 })]]],
    ['speaks of what it is done with', [have, 1, []], [have, 1, [item({ length: 1 })]]],
  ] as const)('that %s in what it has is shown out', (_what, first, second) =>
    beside(MIB, async (scene) => {
      const { hostile, id } = scene;
      await taking(scene);
      await hostile.say(first[0](id, first[1], first[2]));
      if (second !== null) await hostile.say(second[0](id, second[1], second[2]));
      expect(await hostile.ended).toBe(VIOLATION);
    }),
  );

  it('that gives no credit gets nothing, and holds up nothing', () =>
    beside(MIB, async (scene) => {
      const { hostile, id, engine } = scene;
      await taking(scene);
      await hostile.say(have(id, 1));
      // Whatever else was sent has come by the time that this is answered.
      await hostile.say({ kind: 'ask', id: randomBytes(16) });
      await hostile.hear('gone');
      expect(hostile.contentBytes).toBe(0);
      expect(engine.state.transfers[scene.transferId]).toMatchObject({ stage: 'moving', done: { bytes: 0 } });
    }));

  it('[81] that takes nothing in costs no memory, whatever it is sent and asks for', () =>
    beside(256 * MIB, async (scene) => {
      const { hostile, id, engine } = scene;
      await taking(scene);
      await hostile.say(ack(id, { credit: 2 ** 40 }));
      const before = process.memoryUsage();
      hostile.isReading = false;
      await hostile.say(have(id, 1));
      await engine.until('it to be under way', ({ transfers }) => transfers[scene.transferId]?.currentFile !== null);
      const ended = hostile.ended.then(() => true);
      for (let at = 0; at < 40_000 && !hostile.isOver; at++) {
        const asking = hostile.say({ kind: 'ask', id: randomBytes(16) }).catch(() => undefined);
        if (at % 100 === 0) await asking;
      }
      const after = process.memoryUsage();
      expect(after.arrayBuffers + after.heapUsed - before.arrayBuffers - before.heapUsed).toBeLessThan(64 * MIB);
      hostile.isReading = true;
      expect(await ended).toBe(true);
    }));

  it('[81] that never ends to say what it has of a small file costs no memory', () =>
    beside(1000, async (scene) => {
      const { hostile, id } = scene;
      await taking(scene);
      const kept = (): number => {
        collectAll();
        const { heapUsed, arrayBuffers } = process.memoryUsage();
        return heapUsed + arrayBuffers;
      };
      const before = kept();
      for (let at = 0; at < 3000; at++)
        await hostile.say(have(id, 0, [item({ what: 'check', length: 2 ** 40, tags: randomBytes(60_000) })]));
      await hostile.say({ kind: 'ask', id: randomBytes(16) });
      await hostile.hear('gone');
      // Of 180.
      expect(kept() - before).toBeLessThan(64 * MIB);
    }));

  it('that names what isn’t listed, a thousand times, costs no descriptors and no time', () =>
    beside(MIB, async (scene) => {
      const { hostile, id } = scene;
      await taking(scene);
      const before = openFiles();
      let most = 0;
      const looking = setInterval(() => {
        most = Math.max(most, openFiles());
      }, 1);
      for (let at = 0; at < 1000; at++)
        await hostile.say(ack(id, { outcomes: [{ index: 1000 + at, what: 'skipped', reason: 'damaged' }] }));
      await hostile.say({ kind: 'ask', id: randomBytes(16) });
      await hostile.hear('gone');
      clearInterval(looking);
      expect(most).toBeLessThan(before + 10);
    }));

  it('whose numbers make no sense doesn’t make ours so', () =>
    beside(MIB, async (scene) => {
      const { hostile, id, engine, transferId } = scene;
      await taking(scene);
      const most = Number.MAX_SAFE_INTEGER;
      await hostile.say(ack(id, { credit: most, safeBytes: most, files: 2 ** 21, settledUpTo: 2 ** 21 }));
      const { done } = await engine.until('some', ({ transfers }) => {
        const shown = transfers[transferId];
        return shown !== undefined && shown.done.bytes > 0 && shown;
      });
      expect(done).toMatchObject({ files: 1, bytes: MIB });
      await hostile.say(ack(id, { notWanted: 2 ** 21, notWantedBytes: most }));
      const left = await engine.until('nothing wanted', ({ transfers }) => {
        const shown = transfers[transferId];
        return shown !== undefined && shown.done.notWanted > 0 && shown;
      });
      expect(left).toMatchObject({ total: { files: 0, bytes: 0 }, done: { files: 0, bytes: 0, notWanted: 1 } });
      await hostile.say(have(id, 1));
      await hostile.hear('end', id);
      await hostile.say({ kind: 'result', id, files: 0, skipped: most, alreadyThere: 2 ** 21, notWanted: 2 ** 21 });
      const { done: atLast } = await engine.untilStage(transferId, 'done');
      expect(Object.values(atLast).every((count) => count >= 0 && count <= MIB)).toBe(true);
    }));

  it('that begins round after round leaves nothing open behind it', () =>
    beside(MIB, async (scene) => {
      const { hostile, id } = scene;
      await taking(scene);
      const before = openFiles();
      for (let round = 2; round < 500; round++) await hostile.say(accepted(id, round));
      await hostile.say(ack(id, { credit: 2 ** 40 }));
      await hostile.say(have(id, 1));
      expect((await hostile.hear('end', id)).round).toBe(499);
      expect(openFiles()).toBeLessThan(before + 10);
    }));

  it('that wants the list again and again is given one at a time', () =>
    beside(MIB, async (scene) => {
      const { hostile, id } = scene;
      const before = openFiles();
      let most = 0;
      const looking = setInterval(() => {
        most = Math.max(most, openFiles());
      }, 1);
      for (let at = 0; at < 500; at++) {
        await hostile.say({ kind: 'list', id });
        await hostile.say({ kind: 'hold', id, reason: 'stoppedByPerson', ...none });
        await hostile.say({ kind: 'ask', id });
      }
      await taking(scene);
      clearInterval(looking);
      expect(most).toBeLessThan(before + 10);
    }));

  it('can do nothing to a transfer of another device, but lose its own connection', () =>
    beside(MIB, async ({ engine, hostile, transferId }) => {
      const other = Object.keys(engine.state.transfers).find((id) => id !== transferId) ?? '';
      await hostile.say({ kind: 'ask', id: Buffer.from(other, 'hex') });
      await hostile.hear('gone');
      await hostile.say({ kind: 'cancel', id: Buffer.from(other, 'hex'), reason: 'byPerson' });
      expect(await hostile.ended).toBe(VIOLATION);
      expect(engine.state.transfers[other]).toMatchObject({ stage: 'waitingForAnswer' });
    }));
});
