// How fast, to how many, and to whom: limits that count at once, several receivers that know nothing of each other, and
// strangers that have gone.
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { TransferId } from '../../src/contract/transfers.ts';
import { slowness } from '../support/busy.ts';
import { FerryEngine, pair, pairedEngines } from '../support/ferry-engine.ts';

const MIB = 1024 * 1024;

async function fileIn(folder: string, bytes: number): Promise<string> {
  const path = join(folder, 'film.bin');
  await writeFile(path, randomBytes(bytes));
  return path;
}

describe('a limit', () => {
  it.each(['sendLimit', 'receiveLimit'] as const)(
    'of 4 MiB a second (%s) is kept to, until it is lifted',
    async (limit) => {
      const [sender, receiver] = await pairedEngines();
      const id = await sender.send([await fileIn(sender.folder, 24 * MIB)], receiver);
      await (limit === 'sendLimit' ? sender : receiver).ask('settings.set', { [limit]: 4 * MIB });
      await receiver.untilStage(id, 'asking');
      await receiver.ask('transfer.answer', { id, accept: true });
      const at = (mib: number): Promise<number> =>
        receiver
          .until(`${mib} MiB`, ({ transfers }) => (transfers[id]?.done.bytes ?? 0) >= mib * MIB)
          .then(() => performance.now());
      // A record more or less at a time.
      const began = await at(1);
      const seconds = ((await at(6)) - began) / 1000;
      expect(seconds).toBeGreaterThan(0.9);
      expect(seconds).toBeLessThan(2.5 * (seconds < 2.5 ? 1 : await slowness()));
      // What is left would take minutes so.
      const set = (bytes: number | null) =>
        (limit === 'sendLimit' ? sender : receiver).ask('settings.set', { [limit]: bytes });
      await set(64 * 1024);
      const lifted = performance.now();
      await set(null);
      const { activeMs } = await sender.untilStage(id, 'done');
      expect(performance.now() - lifted).toBeLessThan(30_000);
      expect(activeMs).toBeGreaterThan(800);
    },
  );
});

describe('the same to several devices', () => {
  it('goes to each by itself, whatever the others do', async () => {
    const sender = await FerryEngine.start('Calm Pier');
    const receivers: FerryEngine[] = [];
    for (const name of ['Studio PC', 'Attic', 'Phone']) {
      const receiver = await FerryEngine.start(name);
      await receiver.receive();
      await pair(receiver, sender);
      receivers.push(receiver);
    }
    const [good, dying, declining] = receivers as [FerryEngine, FerryEngine, FerryEngine];
    await sender.ask('settings.set', { sendLimit: 8 * MIB });
    const path = await fileIn(sender.folder, 4 * MIB);
    const ids: TransferId[] = [];
    for (const receiver of receivers) {
      const to = { kind: 'device', id: receiver.state.self.id } as const;
      ids.push((await sender.ask('transfer.send', { paths: [path], to, waits: true })).id);
    }
    expect(new Set(ids).size).toBe(3);
    const [one, two, three] = ids as [TransferId, TransferId, TransferId];
    await declining.untilStage(three, 'asking');
    await declining.ask('transfer.answer', { id: three, accept: false });
    await dying.untilStage(two, 'asking');
    await dying.ask('transfer.answer', { id: two, accept: true });
    await dying.until('some of it', ({ transfers }) => (transfers[two]?.done.bytes ?? 0) > 0);
    await dying.stop();
    await good.untilStage(one, 'asking');
    await good.ask('transfer.answer', { id: one, accept: true });
    await sender.untilStage(one, 'done');
    expect(sender.state.transfers[three]).toMatchObject({ stage: 'declined', kind: 'file' });
    expect(sender.state.transfers[two]).toMatchObject({ stage: 'away', device: { name: 'Attic' } });
    expect((await readFile(join(good.inbox, 'film.bin'))).equals(await readFile(path))).toBe(true);
    expect(existsSync(join(declining.inbox, 'film.bin'))).toBe(false);
  });
});

describe('a device that is near and not paired', () => {
  it.each([false, true])('and has gone, is out of reach and isn’t waited for (waits: %s)', async (waits) => {
    const [sender, stranger] = [await FerryEngine.start('Calm Pier'), await FerryEngine.start('Studio PC')];
    await stranger.receive();
    const { id } = await sender.ask('nearby.add', { text: `127.0.0.1:${stranger.port}` });
    await stranger.stop();
    const path = await fileIn(sender.folder, 10);
    const sent = await sender.ask('transfer.send', { paths: [path], to: { kind: 'device', id }, waits });
    expect((await sender.untilStage(sent.id, 'failed')).trouble?.code).toBe('device.unreachable');
  });

  it('and isn’t known any more, is out of reach as well', async () => {
    const sender = await FerryEngine.start('Calm Pier');
    const path = await fileIn(sender.folder, 10);
    const id = 'ab'.repeat(16) as TransferId & { readonly __brand: never };
    const to = { kind: 'device', id } as never;
    const sent = await sender.ask('transfer.send', { paths: [path], to, waits: true });
    expect((await sender.untilStage(sent.id, 'failed')).trouble?.code).toBe('device.unreachable');
  });
});
