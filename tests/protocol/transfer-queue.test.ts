// What waits for a device: queued until it appears, paused by a person, and what goes on by itself when programs are
// started again.
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { DeviceId } from '../../src/contract/devices.ts';
import type { Target, TransferId } from '../../src/contract/transfers.ts';
import { ChildEngine, pairedFolders } from '../support/child-engine.ts';
import { FerryEngine, pairedEngines, typeCode } from '../support/ferry-engine.ts';
import { hurriedClock } from '../support/hurried-clock.ts';

const MIB = 1024 * 1024;

/** As it is known to another that has paired it. */
const byId = ({ state }: FerryEngine): Target => ({ kind: 'device', id: state.self.id });

async function fileIn(folder: string, name: string, content: string | Buffer): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

const queue = (sender: FerryEngine, path: string, to: Target): Promise<TransferId> =>
  sender.ask('transfer.send', { paths: [path], to, waits: true }).then(({ id }) => id);

/** Sender and receiver are paired, and the receiver's program has ended. */
async function away(): Promise<{ sender: FerryEngine; receiver: FerryEngine; to: Target }> {
  const [sender, receiver] = await pairedEngines();
  await receiver.stop();
  return { sender, receiver, to: byId(receiver) };
}

async function isBack(before: FerryEngine): Promise<FerryEngine> {
  const receiver = await FerryEngine.start(before.name, before.folder, { clock: hurriedClock });
  await receiver.receive();
  return receiver;
}

it('an app goes on receiving when a command beside it that received for a while has ended', async () => {
  const [sender, receiver] = await pairedEngines();
  await receiver.ask('receive.offers', null);
  await receiver.ask('receive.offers', { into: null, isStanding: true });
  await receiver.ask('receive.offers', { into: null });
  await receiver.ask('receive.offers', null);
  const id = await sender.send([await fileIn(sender.folder, 'after.txt', 'still taken')], receiver);
  await receiver.untilStage(id, 'asking');
});

describe('what is sent to a paired device that is away', () => {
  it('waits in the queue, goes out by itself as it is by then, and is gone from the queue', async () => {
    const { sender, receiver, to } = await away();
    const path = await fileIn(sender.folder, 'plan.txt', 'yesterday');
    const id = await queue(sender, path, to);
    const queued = await sender.untilStage(id, 'queued');
    expect(queued).toMatchObject({ device: { name: 'Studio PC', isPaired: true }, trouble: null, names: ['plan.txt'] });
    // The same once more is the same.
    expect(await queue(sender, path, to)).toBe(id);

    await writeFile(path, 'and today');
    const again = await isBack(receiver);
    await again.ask('nearby.add', { text: `127.0.0.1:${await portOf(sender)}` });
    await again.untilStage(id, 'asking');
    await again.ask('transfer.answer', { id, accept: true });
    expect((await sender.untilStage(id, 'done')).endedAt).toBeGreaterThan(queued.startedAt);
    expect(await readFile(join(again.inbox, 'plan.txt'), 'utf8')).toBe('and today');
  });

  it('says what is missing when its files have gone by then', async () => {
    const { sender, receiver, to } = await away();
    const path = await fileIn(sender.folder, 'plan.txt', 'here');
    const id = await queue(sender, path, to);
    await sender.untilStage(id, 'queued');
    await rm(path);
    const again = await isBack(receiver);
    await again.ask('nearby.add', { text: `127.0.0.1:${await portOf(sender)}` });
    const { trouble } = await sender.untilStage(id, 'failed');
    expect(trouble).toEqual({ code: 'transfer.source_missing', details: { path: 'plan.txt' } });
  });

  it('can be canceled, ends when its device is forgotten, and isn’t queued where nobody asked for that', async () => {
    const { sender, to } = await away();
    const path = await fileIn(sender.folder, 'plan.txt', 'here');
    const id = await queue(sender, path, to);
    await sender.untilStage(id, 'queued');
    await sender.ask('transfer.discard', { id });
    await sender.untilStage(id, 'canceled');
    expect(await readFile(join(sender.folder, 'data/outgoing.json'), 'utf8')).not.toContain(id);

    const other = await sender.ask('transfer.send', { paths: [path], to });
    expect((await sender.untilStage(other.id, 'failed')).trouble?.code).toBe('device.unreachable');

    const third = await queue(sender, path, to);
    await sender.untilStage(third, 'queued');
    await sender.ask('device.forget', { id: to.kind === 'device' ? to.id : sender.state.self.id });
    expect((await sender.untilStage(third, 'canceled')).trouble?.code).toBe('device.forgotten');
  });

  it('is sent after its sender was killed and started again, once that is told to go on', async () => {
    const [from, to] = await pairedFolders('Calm Pier', 'Studio PC');
    const path = await fileIn(from, 'plan.txt', 'here');
    const first = await ChildEngine.start('Calm Pier', from);
    const device = await first.until('a device', ({ devices }) => Object.values(devices)[0]);
    const { id } = await first.ask('transfer.send', {
      paths: [path],
      to: { kind: 'device', id: device.id },
      waits: true,
    });
    expect((await first.untilStage(id, 'queued')).device?.id).toBe(device.id);
    await first.kill();

    const sender = await FerryEngine.start('Calm Pier', from);
    await sender.listen();
    await sender.untilStage(id, 'stopped');
    await sender.ask('transfers.goOn', undefined);
    await sender.untilStage(id, 'queued');
    const receiver = await FerryEngine.start('Studio PC', to);
    await receiver.receive();
    await receiver.ask('nearby.add', { text: `127.0.0.1:${sender.port}` });
    await receiver.untilStage(id, 'asking');
    await receiver.ask('transfer.answer', { id, accept: true });
    await sender.untilStage(id, 'done');
    expect(await readFile(join(receiver.inbox, 'plan.txt'), 'utf8')).toBe('here');
  });
});

async function portOf(engine: FerryEngine): Promise<number> {
  if (engine.port === 0) await engine.listen();
  return engine.port;
}

describe('what is under way', () => {
  it('goes on by itself after both were killed, but for what a person has paused', async () => {
    const [from, to] = await pairedFolders('Calm Pier', 'Studio PC');
    const names = ['moving', 'paused here', 'paused there'] as const;
    const paths = await Promise.all(names.map((name) => fileIn(from, name, Buffer.alloc(3 * MIB, name))));
    const [firstSender, firstReceiver] = await Promise.all([
      ChildEngine.start('Calm Pier', from),
      ChildEngine.start('Studio PC', to),
    ]);
    await firstReceiver.receive();
    await firstSender.ask('settings.set', { sendLimit: MIB });
    const ids: TransferId[] = [];
    for (const path of paths) {
      const { id } = await firstSender.ask('transfer.send', { paths: [path], to: firstReceiver.target });
      await firstReceiver.accept(id);
      ids.push(id);
    }
    const [moving, here, there] = ids as [TransferId, TransferId, TransferId];
    for (const id of ids)
      await firstReceiver.until('some of it', ({ transfers }) => (transfers[id]?.done.bytes ?? 0) > 0);
    await firstSender.ask('transfer.stop', { id: here });
    await firstReceiver.ask('transfer.stop', { id: there });
    const port = firstReceiver.port;
    await Promise.all([firstSender.kill(), firstReceiver.kill()]);

    const [sender, receiver] = [
      await FerryEngine.start('Calm Pier', from, { clock: hurriedClock }),
      await FerryEngine.start('Studio PC', to),
    ];
    await sender.ask('settings.set', { sendLimit: null });
    await receiver.listen(port);
    await Promise.all([sender.ask('transfers.goOn', undefined), receiver.ask('transfers.goOn', undefined)]);
    await sender.untilStage(moving, 'done');
    expect([sender.state.transfers[here]?.stage, receiver.state.transfers[there]?.stage]).toEqual([
      'stopped',
      'stopped',
    ]);

    await sender.ask('transfer.resume', { id: here });
    await receiver.ask('transfer.resume', { id: there });
    for (const id of [here, there]) await sender.untilStage(id, 'done');
  });

  it('and of which its sender alone comes back after both were killed, is shown as far as it was', async () => {
    const [from, to] = await pairedFolders('Calm Pier', 'Studio PC');
    const [first, receiver] = await Promise.all([
      ChildEngine.start('Calm Pier', from),
      ChildEngine.start('Studio PC', to),
    ]);
    await receiver.receive();
    await first.ask('settings.set', { sendLimit: MIB });
    const path = await fileIn(from, 'film.bin', Buffer.alloc(12 * MIB, 'film'));
    const { id } = await first.ask('transfer.send', { paths: [path], to: receiver.target });
    await receiver.accept(id);
    await first.until('some of it', ({ transfers }) => (transfers[id]?.done.bytes ?? 0) > 0);
    await expect.poll(() => readFile(join(from, 'data/outgoing.json'), 'utf8')).toContain('sentBytes');
    await Promise.all([first.kill(), receiver.kill()]);

    const sender = await FerryEngine.start('Calm Pier', from, { clock: hurriedClock });
    const { bytes } = (await sender.untilStage(id, 'stopped')).done;
    expect(bytes).toBeGreaterThan(0);
    await sender.ask('transfers.goOn', undefined);
    expect((await sender.untilStage(id, 'away')).done.bytes).toBe(bytes);
  });

  it('by a code goes on, too, without another code', async () => {
    const path = await fileIn((await FerryEngine.start('spare')).folder, 'large', Buffer.alloc(6 * MIB, 7));
    let sender = await FerryEngine.start('Calm Pier');
    let receiver = await FerryEngine.start('Studio PC');
    await sender.listen();
    await sender.ask('settings.set', { sendLimit: MIB });
    const id = await sender.send([path], null);
    await sender.untilPairing(({ code }) => code !== null);
    await receiver.ask('transfer.fetch', { from: sender.target, into: null });
    await typeCode(sender, receiver);
    await receiver.untilStage(id, 'asking');
    await receiver.ask('transfer.answer', { id, accept: true });
    await receiver.until('some of it', ({ transfers }) => (transfers[id]?.done.bytes ?? 0) > 0);
    const { port } = sender;
    await sender.stop();
    await receiver.stop();

    sender = await FerryEngine.start(sender.name, sender.folder);
    receiver = await FerryEngine.start(receiver.name, receiver.folder);
    await sender.ask('settings.set', { sendLimit: null });
    await sender.ask('transfers.goOn', undefined);
    await sender.listen(port);
    await receiver.ask('transfers.goOn', undefined);
    await receiver.untilStage(id, 'done');
    await sender.untilStage(id, 'done');
    expect(Object.values(sender.state.pairings)).toEqual([]);
  });
});

describe('what is over', () => {
  it('is sent once more to the same device, under another id, also when its program was started again', async () => {
    const [sender, receiver] = await pairedEngines();
    const path = await fileIn(sender.folder, 'plan.txt', 'here');
    const id = await sender.send([path], receiver);
    await expect(sender.ask('transfer.again', { id })).rejects.toThrow('transfer.not_now');
    await receiver.untilStage(id, 'asking');
    await receiver.ask('transfer.answer', { id, accept: false });
    await sender.untilStage(id, 'declined');
    const again = await sender.ask('transfer.again', { id });
    expect(again.id).not.toBe(id);
    await receiver.untilStage(again.id, 'asking');
    await receiver.ask('transfer.answer', { id: again.id, accept: true });
    await sender.untilStage(again.id, 'done');
    await expect(receiver.ask('transfer.again', { id: again.id })).rejects.toThrow('transfer.not_now');
    await sender.stop();
    const later = await FerryEngine.start(sender.name, sender.folder);
    const third = await later.ask('transfer.again', { id: again.id });
    await receiver.untilStage(third.id, 'asking');
    await receiver.ask('transfer.answer', { id: third.id, accept: true });
    expect((await later.untilStage(third.id, 'done')).done.alreadyThere).toBe(1);
    const strange = 'ab'.repeat(16) as DeviceId & TransferId;
    await expect(later.ask('transfer.again', { id: strange })).rejects.toThrow('transfer.unknown');
  });
});
