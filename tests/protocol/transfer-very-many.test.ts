// An offer of very many entries, and very many transfers: what they cost is bounded, however many came before.
import { readdirSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ChildEngine, pairedChildren, pairedFolders } from '../support/child-engine.ts';
import { file, folder, HostileDevice, hex, listOf } from '../support/hostile-sender.ts';
import { PairDevice } from '../support/pair-device.ts';
import { devices } from '../support/pair-devices.ts';

const MIB = 1024 * 1024;
const TRANSFERS = process.env.FERRY_LONG ? 1000 : 40;

describe('[50] an offer of 200,000 entries', () => {
  it('is asked about within two seconds, in bounded memory, and costs nothing when it was answered', async () => {
    const [from, to] = await pairedFolders('Calm Pier', 'Studio PC');
    const receiver = await ChildEngine.start('Studio PC', to);
    await receiver.receive();
    const device = await PairDevice.open('Calm Pier', join(from, 'data'));
    devices.push(device);
    const sender = await HostileDevice.dial(device, receiver);
    const many = function* () {
      yield folder('source');
      for (let at = 0; at < 199_999; at++)
        yield file(`a file with quite a long name ${String(at).padStart(6, '0')}`, 1000, 1);
    };
    const list = listOf(many());
    const before = (await receiver.figures()).mostBytes;
    const times: number[] = [];
    for (let turn = 0; turn < 3; turn++) {
      const began = performance.now();
      const id = await sender.offer(list);
      await sender.giveList(id, list);
      const shown = await receiver.untilStage(hex(id), 'asking');
      times.push(performance.now() - began);
      expect(shown.total).toMatchObject({ files: 199_999, bytes: 199_999_000 });
      await receiver.ask('transfer.answer', { id: hex(id), accept: false });
      await sender.hear('answer', id);
    }
    const after = (await receiver.figures()).mostBytes;
    console.log(`asked within ${times.map(Math.round).join(', ')} ms; ${Math.round((after - before) / MIB)} MiB more`);
    expect(Math.min(...times)).toBeLessThan(2000);
    expect(after - before).toBeLessThan(96 * MIB);
  }, 120_000);
});

describe('very many transfers, one after the other', () => {
  it('leave no descriptors, no timers, and no rows but the last five hundred', async () => {
    const [sender, receiver] = await pairedChildren('Calm Pier', 'Studio PC');
    await receiver.receive();
    const path = join(sender.folder, 'file');
    const figures = async () => {
      const both = [await sender.figures(), await receiver.figures()];
      return both.map(({ descriptors, waiting }) => ({ descriptors, waiting }));
    };
    let before: Awaited<ReturnType<typeof figures>> = [];
    for (let at = 0; at < TRANSFERS; at++) {
      await writeFile(path, `content ${at}`);
      const { id } = await sender.ask('transfer.send', { paths: [path], to: receiver.target });
      await receiver.accept(id);
      await sender.untilStage(id, 'done');
      await receiver.untilStage(id, 'done');
      if (at === 10) before = await figures();
    }
    const after = await figures();
    for (const [at, { descriptors, waiting }] of after.entries()) {
      expect(descriptors).toBeLessThan((before[at]?.descriptors ?? 0) + 5);
      expect(waiting).toBeLessThan((before[at]?.waiting ?? 0) + 5);
    }
    for (const engine of [sender, receiver]) expect(Object.keys(engine.transfers).length).toBeLessThanOrEqual(500);
    const rows = (engine: ChildEngine, name: string): string => {
      try {
        return readFileSync(join(engine.folder, 'data', name), 'utf8');
      } catch {
        return '';
      }
    };
    // The last one is being forgotten.
    await expect.poll(() => rows(sender, 'outgoing.json')).not.toContain('"id"');
    await expect.poll(() => readdirSync(join(sender.folder, 'data/outgoing'))).toEqual([]);
    expect(rows(receiver, 'incoming.json').split('"id"').length).toBeLessThan(110);
    expect(readdirSync(receiver.inbox)).toHaveLength(TRANSFERS);
    expect(readdirSync(receiver.inbox)).not.toContain('.ferry-incoming');
  }, 600_000);
});
