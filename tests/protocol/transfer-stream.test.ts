// What comes out of a pipe goes to another device: into a folder there, or on to a program. No more of it is ever held than
// may be on its way, and what can't be had a second time isn't pretended to be.
import { existsSync } from 'node:fs';
import { readdir, readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { TransferId } from '../../src/contract/transfers.ts';
import { type Clock, SYSTEM_PORTS } from '../../src/engine/index.ts';
import { AGAIN } from '../../src/engine/wire/data.ts';
import { cutterTo, pairedThrough } from '../support/cut-transfer.ts';
import { FerryEngine, pair, pairedEngines, typeCode } from '../support/ferry-engine.ts';
import { hurriedClock } from '../support/hurried-clock.ts';
import { countRecords, laneScene, want } from '../support/lane-scene.ts';
import { Collector, digestOf, pieces, sendStream, takeOutput } from '../support/stream.ts';

const MIB = 1024 * 1024;
const PIECE = 64 * 1024;
/** Kept, on its way in sockets, and in hands. */
const MOST_TAKEN = 16 * MIB + 2 * MIB;

afterEach(() => void vi.restoreAllMocks());

const accept = async (receiver: FerryEngine, id: string): Promise<void> => {
  await receiver.untilStage(id, 'asking');
  await receiver.ask('transfer.answer', { id: id as never, accept: true });
};

async function outputEngines(): Promise<readonly [FerryEngine, FerryEngine]> {
  const [sender, receiver] = await pairedEngines();
  await receiver.ask('receive.offers', { into: null, forOutput: true });
  return [sender, receiver];
}

interface Both {
  readonly sender: FerryEngine;
  readonly receiver: FerryEngine;
}

/** Whoever was to read what is handed on has stopped to, and all is full. */
async function unread() {
  const [sender, receiver] = await outputEngines();
  const { taken, content } = counted(2000);
  const { id } = await sendStream(sender, content, receiver);
  const sink = new Collector();
  sink.hold();
  const { isTaken } = await takeOutput(receiver, id, sink);
  await expect.poll(() => taken.bytes, { timeout: 5000 }).toBeGreaterThan(16 * MIB);
  return { sender, receiver, id, sink, isTaken };
}

/** Some of it comes, and then nothing more. */
async function* endless(): AsyncGenerator<Uint8Array> {
  yield* pieces(100);
  await new Promise(() => undefined);
}

/** Counts what is taken out of it. */
function counted(count: number) {
  const taken = { bytes: 0 };
  function* all(): Generator<Buffer> {
    for (const piece of pieces(count, PIECE)) {
      taken.bytes += piece.length;
      yield piece;
    }
  }
  return { taken, content: all() };
}

describe('what comes out of a pipe', () => {
  it('arrives as a file, whole and under its name, and is remembered on both sides', async () => {
    const [sender, receiver] = await pairedEngines();
    const { id, isGiven } = await sendStream(sender, pieces(700), receiver);
    await receiver.untilStage(id, 'asking');
    expect(receiver.state.transfers[id]).toMatchObject({ isStream: true, names: ['backup.tar'], total: { bytes: 0 } });
    await accept(receiver, id);
    const shown = { done: { files: 1, bytes: 700 * PIECE, skipped: 0 }, total: { files: 1, bytes: 700 * PIECE } };
    expect(await sender.untilStage(id, 'done')).toMatchObject(shown);
    expect(await receiver.untilStage(id, 'done')).toMatchObject({ ...shown, into: 'inbox' });
    expect(await isGiven).toBe(true);
    expect(await readdir(receiver.inbox)).toEqual(['backup.tar']);
    expect(digestOf([await readFile(join(receiver.inbox, 'backup.tar'))])).toBe(digestOf(pieces(700)));
    const { path } = await receiver.ask('transfer.place', { id });
    expect(path).toBe(join(receiver.inbox, 'backup.tar'));
    await expect(sender.ask('transfer.again', { id })).rejects.toThrow('transfer.not_now');
  });

  it('may be nothing, and takes nobody’s name', async () => {
    const [sender, receiver] = await pairedEngines();
    await writeFile(join(receiver.inbox, 'backup.tar'), 'mine');
    const { id } = await sendStream(sender, [], receiver);
    await accept(receiver, id);
    await sender.untilStage(id, 'done');
    expect((await readdir(receiver.inbox)).sort()).toEqual(['backup (1).tar', 'backup.tar']);
    expect(await readFile(join(receiver.inbox, 'backup.tar'), 'utf8')).toBe('mine');
    expect(await readFile(join(receiver.inbox, 'backup (1).tar'), 'utf8')).toBe('');
  });

  it('goes to whoever types the code', async () => {
    const [sender, receiver] = [await FerryEngine.start('Calm Pier'), await FerryEngine.start('Studio PC')];
    await sender.listen();
    const { id } = await sendStream(sender, pieces(3), null);
    await sender.untilPairing(({ code }) => code !== null);
    await receiver.ask('transfer.fetch', { from: sender.target, into: null });
    await typeCode(sender, receiver);
    await accept(receiver, id);
    await sender.untilStage(id, 'done');
    expect(digestOf([await readFile(join(receiver.inbox, 'backup.tar'))])).toBe(digestOf(pieces(3)));
  });

  it('is taken from the pipe only as far as it is safe there or may be on its way', async () => {
    const [sender, receiver] = await pairedEngines();
    const { taken, content } = counted(2000);
    const { id } = await sendStream(sender, content, receiver);
    await receiver.untilStage(id, 'asking');
    await expect.poll(() => taken.bytes).toBeGreaterThan(16 * MIB);
    expect(taken.bytes).toBeLessThan(MOST_TAKEN);
    await accept(receiver, id);
    await sender.untilStage(id, 'done');
    expect(taken.bytes).toBe(2000 * PIECE);
  });

  it('is given up on both sides where whoever gives it ends too soon, and nothing of it stays', async () => {
    const [sender, receiver] = await pairedEngines();
    const { id, pipe } = await sendStream(sender, endless(), receiver);
    await accept(receiver, id);
    await receiver.until('some of it', ({ transfers }) => (transfers[id]?.done.bytes ?? 0) > MIB);
    pipe.close();
    const code = 'transfer.stream_broken';
    expect(await sender.untilStage(id, 'failed')).toMatchObject({ trouble: { code } });
    await receiver.untilStage(id, 'canceled');
    await expect.poll(() => readdir(receiver.inbox)).toEqual([]);
  });

  it('goes on from what is safe there where the connection is lost', async () => {
    const { sender, receiver, cutter } = await pairedThrough({ clock: hurriedClock });
    const { id } = await sendStream(sender, pieces(1600), receiver);
    for (const mib of [20, 50, 80]) {
      const isSo = ({ transfers }: typeof receiver.state) => (transfers[id]?.done.bytes ?? 0) > mib * MIB;
      await receiver.until(`${mib} MiB`, isSo);
      await cutter.drop();
    }
    await sender.untilStage(id, 'done');
    expect(digestOf([await readFile(join(receiver.inbox, 'backup.tar'))])).toBe(digestOf(pieces(1600)));
  });

  it('loses nothing with a lane that breaks', async () => {
    want(4);
    const said = countRecords();
    const { sender, receiver, wire } = await laneScene();
    const { id } = await sendStream(sender, pieces(400), receiver);
    await accept(receiver, id);
    await expect.poll(() => wire.lanes).toBe(3);
    await expect.poll(() => Math.min(...wire.laneBytes)).toBeGreaterThan(MIB / 2);
    wire.cutLane();
    await sender.untilStage(id, 'done');
    expect(said.get(AGAIN)?.count).toBeGreaterThan(0);
    expect(digestOf([await readFile(join(receiver.inbox, 'backup.tar'))])).toBe(digestOf(pieces(400)));
  });

  it('ends with a clear word where the receiver was started anew', async () => {
    const [sender, receiver] = await pairedEngines();
    const { id } = await sendStream(sender, pieces(4000), receiver);
    await accept(receiver, id);
    await receiver.until('some of it', ({ transfers }) => (transfers[id]?.done.bytes ?? 0) > 40 * MIB);
    const { port, folder } = receiver;
    await receiver.stop();
    const again = await FerryEngine.start('Studio PC', folder);
    await again.listen(port);
    await again.receive();
    const code = 'transfer.stream_lost';
    expect(await sender.untilStage(id, 'failed')).toMatchObject({ trouble: { code } });
    await again.untilStage(id, 'canceled');
    await expect.poll(() => readdir(again.inbox)).toEqual([]);
  });

  it('is given up where the receiver doesn’t come back in half a minute', async () => {
    let isHurried = false;
    const after: Clock['after'] = (delayMs, call) => SYSTEM_PORTS.clock.after(isHurried ? delayMs / 50 : delayMs, call);
    const sender = await FerryEngine.start('Calm Pier', undefined, { clock: { ...SYSTEM_PORTS.clock, after } });
    const receiver = await FerryEngine.start('Studio PC');
    await receiver.receive();
    await pair(receiver, sender);
    const { id } = await sendStream(sender, pieces(4000), receiver);
    await accept(receiver, id);
    await receiver.until('some of it', ({ transfers }) => (transfers[id]?.done.bytes ?? 0) > MIB);
    isHurried = true;
    await receiver.stop();
    const trouble = { code: 'transfer.stream_away', details: { name: 'Studio PC' } };
    expect(await sender.untilStage(id, 'failed')).toMatchObject({ trouble });
  });
});

describe('what a program takes', () => {
  it('is a stream in its order, and lies nowhere', async () => {
    const [sender, receiver] = await outputEngines();
    const { id } = await sendStream(sender, pieces(700), receiver);
    const sink = new Collector();
    const { isTaken } = await takeOutput(receiver, id, sink);
    expect(await sender.untilStage(id, 'done')).toMatchObject({ done: { files: 1, bytes: 700 * PIECE } });
    expect(await receiver.untilStage(id, 'done')).toMatchObject({ into: null, done: { files: 1, bytes: 700 * PIECE } });
    expect(await isTaken).toBe(true);
    expect(sink.digest()).toBe(digestOf(pieces(700)));
    expect(await readdir(receiver.inbox)).toEqual([]);
    await expect(receiver.ask('transfer.place', { id })).rejects.toThrow('transfer.place_gone');
  });

  it.each([0, 11, 3 * MIB + 17])('may be a file of %i bytes', async (bytes) => {
    const [sender, receiver] = await outputEngines();
    const path = join(sender.folder, 'film.bin');
    const content = Buffer.alloc(bytes, 7);
    await writeFile(path, content);
    const id = await sender.send([path], receiver);
    const sink = new Collector();
    const { isTaken } = await takeOutput(receiver, id, sink);
    await sender.untilStage(id, 'done');
    await receiver.untilStage(id, 'done');
    expect(await isTaken).toBe(true);
    expect(sink.digest()).toBe(digestOf([content]));
    expect(await readdir(receiver.inbox)).toEqual([]);
  });

  it('may be more than the disk has room for', async () => {
    const [sender, receiver] = await outputEngines();
    const path = join(sender.folder, 'huge.bin');
    await writeFile(path, '');
    await truncate(path, 4 * 1024 ** 4);
    const id = await sender.send([path], receiver);
    const { pipe } = await takeOutput(receiver, id, new Collector());
    await sender.untilStage(id, 'moving');
    pipe.close();
    await sender.untilStage(id, 'canceled');
  });

  it('is one file: what is more can still go into a folder', async () => {
    const [sender, receiver] = await outputEngines();
    for (const name of ['a', 'b']) await writeFile(join(sender.folder, name), name);
    const id = await sender.send([join(sender.folder, 'a'), join(sender.folder, 'b')], receiver);
    const sink = new Collector();
    await expect(takeOutput(receiver, id, sink)).rejects.toThrow('transfer.not_one_file');
    await accept(receiver, id);
    await sender.untilStage(id, 'done');
    expect((await readdir(receiver.inbox)).sort()).toEqual(['a', 'b']);
  });

  it('is not taken into a folder by a rule meanwhile', async () => {
    const [sender, receiver] = await outputEngines();
    const { id } = await sendStream(sender, pieces(1), receiver);
    await receiver.untilStage(id, 'asking');
    const byRule = receiver.ask('transfer.answer', { id, accept: true, isUnasked: true });
    await expect(byRule).rejects.toThrow('transfer.not_now');
    await takeOutput(receiver, id, new Collector());
    await sender.untilStage(id, 'done');
  });

  it('comes only as fast as it is read', async () => {
    const [sender, receiver] = await outputEngines();
    const { taken, content } = counted(2000);
    const { id } = await sendStream(sender, content, receiver);
    const sink = new Collector();
    sink.hold();
    await takeOutput(receiver, id, sink);
    await expect.poll(() => taken.bytes, { timeout: 5000 }).toBeGreaterThan(16 * MIB);
    const before = taken.bytes;
    sink.release();
    await sender.untilStage(id, 'done');
    expect(before).toBeLessThan(40 * MIB);
    expect(sink.digest()).toBe(digestOf(pieces(2000)));
  });

  it('ends where its sender gives it up, though whoever reads it has stopped to read', async () => {
    const { sender, receiver, id, sink, isTaken } = await unread();
    await sender.ask('transfer.discard', { id });
    await receiver.untilStage(id, 'canceled');
    sink.release();
    expect(await isTaken).toBe(false);
  });

  it.each([
    ['is given up here', ({ receiver }, id) => receiver.ask('transfer.discard', { id })],
    ['is given up by its sender', ({ sender }, id) => sender.ask('transfer.discard', { id })],
    ['ends with the program', ({ receiver }) => receiver.stop()],
  ] satisfies [string, (both: Both, id: TransferId) => Promise<unknown>][])(
    'that was stopped, while whoever reads it has stopped to read, %s',
    async (_how, end) => {
      const { sender, receiver, id, sink, isTaken } = await unread();
      const stopping = receiver.ask('transfer.stop', { id });
      await end({ sender, receiver }, id);
      sink.release();
      expect(await isTaken).toBe(false);
      await stopping;
    },
  );

  it('ends on both sides where nobody reads it any more', async () => {
    const [sender, receiver] = await outputEngines();
    const { id } = await sendStream(sender, pieces(2000), receiver);
    const sink = new Writable({ write: (_chunk, _encoding, done) => done(new Error('EPIPE')) });
    sink.on('error', () => undefined);
    const { isTaken } = await takeOutput(receiver, id, sink);
    expect(await isTaken).toBe(false);
    const code = 'transfer.output_closed';
    expect(await receiver.untilStage(id, 'canceled')).toMatchObject({ trouble: { code } });
    expect(await sender.untilStage(id, 'canceled')).toMatchObject({ trouble: { code: 'transfer.canceled' } });
  });

  it('isn’t whole where its sender breaks off', async () => {
    const [sender, receiver] = await outputEngines();
    const { id, pipe } = await sendStream(sender, endless(), receiver);
    const { isTaken } = await takeOutput(receiver, id, new Collector());
    await receiver.until('some of it', ({ transfers }) => (transfers[id]?.done.bytes ?? 0) > MIB);
    pipe.close();
    await receiver.untilStage(id, 'canceled');
    expect(await isTaken).toBe(false);
  });

  it('goes on where the connection is lost, without a byte twice', async () => {
    const ports = { clock: hurriedClock };
    const sender = await FerryEngine.start('Calm Pier', undefined, ports);
    const receiver = await FerryEngine.start('Studio PC', undefined, ports);
    await receiver.receive();
    const cutter = await cutterTo(receiver);
    await pair(receiver, sender);
    await receiver.ask('receive.offers', { into: null, forOutput: true });
    const { id } = await sendStream(sender, pieces(1600), receiver);
    const sink = new Collector();
    const { isTaken } = await takeOutput(receiver, id, sink);
    for (const mib of [20, 50, 80]) {
      await receiver.until(`${mib} MiB`, ({ transfers }) => (transfers[id]?.done.bytes ?? 0) > mib * MIB);
      await cutter.drop();
    }
    await sender.untilStage(id, 'done');
    expect(await isTaken).toBe(true);
    expect(sink.digest()).toBe(digestOf(pieces(1600)));
  });

  it('is over with the program that handed it on, and its sender hears so', async () => {
    const [sender, receiver] = await outputEngines();
    const { id } = await sendStream(sender, pieces(2000), receiver);
    const sink = new Collector();
    sink.hold();
    await takeOutput(receiver, id, sink);
    await sender.untilStage(id, 'moving');
    await receiver.stop();
    const again = await FerryEngine.start('Studio PC', receiver.folder);
    expect(again.state.transfers[id]?.stage).toBe('canceled');
    await sender.untilStage(id, 'canceled');
    expect(
      existsSync(join(receiver.folder, 'data', 'texts')) && (await readdir(join(receiver.folder, 'data', 'texts'))),
    ).not.toContain(id);
  });
});
