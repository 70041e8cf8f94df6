// Whoever cancels, and whenever: one end on both sides, which says who it was.
import { randomBytes } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ShownTransfer, TransferId } from '../../src/contract/transfers.ts';
import { FerryEngine, pairedEngines } from '../support/ferry-engine.ts';

const MIB = 1024 * 1024;

interface Ends {
  readonly sender: FerryEngine;
  readonly receiver: FerryEngine;
  readonly id: TransferId;
}

const asked = async ({ receiver, id }: Ends): Promise<void> => void (await receiver.untilStage(id, 'asking'));

async function moving(ends: Ends): Promise<void> {
  await asked(ends);
  await ends.receiver.ask('transfer.answer', { id: ends.id, accept: true });
  const some = ({ transfers }: FerryEngine['state']) => (transfers[ends.id]?.done.bytes ?? 0) > MIB;
  await ends.receiver.until('some of it', some);
  await ends.sender.until('some of it', some);
}

const PHASES: readonly (readonly [string, (ends: Ends) => Promise<void>])[] = [
  ['while its receiver is asked', asked],
  ['while it moves', moving],
  [
    'paused by its receiver',
    async (ends) => {
      await moving(ends);
      await ends.receiver.ask('transfer.stop', { id: ends.id });
      await ends.sender.untilStage(ends.id, 'paused');
    },
  ],
  [
    'paused by its sender',
    async (ends) => {
      await moving(ends);
      await ends.sender.ask('transfer.stop', { id: ends.id });
      await ends.receiver.untilStage(ends.id, 'away');
    },
  ],
];

it('canceled while it is listed is heard of by nobody', async () => {
  const [sender, receiver] = await pairedEngines();
  const source = join(sender.folder, 'film.bin');
  await writeFile(source, 'film');
  const id = await sender.send([source], receiver);
  await sender.ask('transfer.discard', { id });
  expect(await sender.untilStage(id, 'canceled')).toMatchObject({ trouble: null });
  // What is sent next comes, and only that.
  const next = await sender.send([source], receiver);
  await receiver.untilStage(next, 'asking');
  expect(receiver.state.transfers[id]).toBeUndefined();
});

describe('a transfer that is canceled while the other device is off', () => {
  async function begun() {
    const [sender, receiver] = await pairedEngines();
    const source = join(sender.folder, 'film.bin');
    await writeFile(source, randomBytes(24 * MIB));
    await sender.ask('settings.set', { sendLimit: 6 * MIB });
    const id = await sender.send([source], receiver);
    await moving({ sender, receiver, id });
    return { sender, receiver, id };
  }

  it('by its sender ends there as soon as that is back', async () => {
    const { sender, receiver, id } = await begun();
    const { port, folder } = receiver;
    await receiver.stop();
    await sender.untilStage(id, 'away');
    await sender.ask('transfer.discard', { id });
    await sender.untilStage(id, 'canceled');
    const again = await FerryEngine.start('Studio PC', folder);
    await again.listen(port);
    await again.receive();
    await again.ask('transfer.resume', { id });
    await sender.ask('transfer.send', { paths: [join(sender.folder, 'film.bin')], to: again.target });
    const { trouble } = await again.untilStage(id, 'canceled');
    expect(trouble).toEqual({ code: 'transfer.canceled', details: { name: 'Calm Pier' } });
    expect(await readdir(again.inbox)).toEqual([]);
  });

  it('by its receiver ends there as soon as that goes on', async () => {
    const { sender, receiver, id } = await begun();
    const { folder } = sender;
    await sender.stop();
    await receiver.untilStage(id, 'away');
    await receiver.ask('transfer.discard', { id });
    await receiver.untilStage(id, 'canceled');
    const again = await FerryEngine.start('Calm Pier', folder);
    await again.ask('transfer.resume', { id });
    const { trouble } = await again.untilStage(id, 'canceled');
    expect(trouble).toEqual({ code: 'transfer.canceled', details: { name: 'Studio PC' } });
    expect(await readdir(receiver.inbox)).toEqual([]);
  });
});

describe.each(PHASES)('a transfer that is canceled %s', (_phase, come) => {
  it.each(['sender', 'receiver'] as const)('by its %s ends once, on both sides', async (side) => {
    const [sender, receiver] = await pairedEngines();
    const source = join(sender.folder, 'film.bin');
    await writeFile(source, randomBytes(24 * MIB));
    // Slow enough to be there when it is canceled.
    await sender.ask('settings.set', { sendLimit: 6 * MIB });
    const id = await sender.send([source], receiver);
    const ends = { sender, receiver, id };
    await come(ends);
    const [here, there] = side === 'sender' ? [sender, receiver] : [receiver, sender];
    const seen: string[] = [];
    for (const engine of [here, there])
      engine.engine.subscribe(() => {
        const { stage, trouble } = engine.state.transfers[id] ?? {};
        if (stage === 'canceled' || stage === 'declined' || stage === 'failed' || stage === 'done')
          seen.push(`${engine.name}: ${stage} ${trouble?.code}`);
      });
    await here.ask('transfer.discard', { id });
    const mine: ShownTransfer = await here.untilStage(id, 'canceled');
    const theirs: ShownTransfer = await there.untilStage(id, 'canceled');
    expect(mine.trouble).toBeNull();
    expect(theirs.trouble).toEqual({ code: 'transfer.canceled', details: { name: here.name } });
    expect(new Set(seen)).toEqual(
      new Set([`${here.name}: canceled undefined`, `${there.name}: canceled transfer.canceled`]),
    );
    expect(await readdir(receiver.inbox)).toEqual([]);
  });
});

describe.each(PHASES)('a transfer with a device that is forgotten %s', (_phase, come) => {
  it.each(['sender', 'receiver'] as const)('by its %s ends once, on both sides, and leaves nothing', async (side) => {
    const [sender, receiver] = await pairedEngines();
    const source = join(sender.folder, 'film.bin');
    await writeFile(source, randomBytes(24 * MIB));
    await sender.ask('settings.set', { sendLimit: 6 * MIB });
    const id = await sender.send([source], receiver);
    await come({ sender, receiver, id });
    const [here, there] = side === 'sender' ? [sender, receiver] : [receiver, sender];
    await here.ask('device.forget', { id: there.state.self.id });
    expect((await here.untilStage(id, 'canceled')).trouble).toEqual({
      code: 'device.forgotten',
      details: { name: there.name },
    });
    expect((await there.untilStage(id, 'canceled')).trouble).toEqual({
      code: 'transfer.canceled',
      details: { name: here.name },
    });
    expect(await readdir(receiver.inbox)).toEqual([]);
    for (const [engine, file] of [
      [sender, 'outgoing'],
      [receiver, 'incoming'],
    ] as const)
      await expect
        .poll(() => readFile(join(engine.folder, `data/${file}.json`), 'utf8').catch(() => ''))
        .not.toContain(id);
  });
});

it('a transfer that waits for a device that is off ends, and leaves nothing, when that is forgotten', async () => {
  const [sender, receiver] = await pairedEngines();
  const source = join(sender.folder, 'film.bin');
  await writeFile(source, randomBytes(24 * MIB));
  await sender.ask('settings.set', { sendLimit: 6 * MIB });
  const id = await sender.send([source], receiver);
  await moving({ sender, receiver, id });
  await sender.stop();
  await receiver.untilStage(id, 'away');
  await receiver.ask('device.forget', { id: sender.state.self.id });
  expect((await receiver.untilStage(id, 'canceled')).trouble?.code).toBe('device.forgotten');
  expect(await readdir(receiver.inbox)).toEqual([]);
});
