// Very many files, and very many transfers: what they cost stays the same, however many came before.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { TransferId } from '../../src/contract/transfers.ts';
import { ChildEngine, pairedFolders } from '../support/child-engine.ts';
import { file, folder, HostileDevice, hex, listOf } from '../support/hostile-sender.ts';
import { PairDevice } from '../support/pair-device.ts';
import { devices } from '../support/pair-devices.ts';

const LONG = Boolean(process.env.FERRY_LONG);
const MIB = 1024 * 1024;
const FILES = LONG ? 200_000 : 5000;
const TRANSFERS = LONG ? 1000 : 40;

async function children(): Promise<readonly [ChildEngine, ChildEngine]> {
  const [from, to] = await pairedFolders('Calm Pier', 'Studio PC');
  const both = [await ChildEngine.start('Calm Pier', from), await ChildEngine.start('Studio PC', to)] as const;
  await both[1].receive();
  return both;
}

const send = (sender: ChildEngine, receiver: ChildEngine, path: string): Promise<TransferId> =>
  sender.ask('transfer.send', { paths: [path], to: receiver.target }).then(({ id }) => id);

describe('[82] very many small files', () => {
  it('arrive as fast at the end as at the beginning, and cost no more memory', async () => {
    const [sender, receiver] = await children();
    const source = join(sender.folder, 'source');
    const content = Buffer.alloc(1024, 7);
    for (let at = 0; at < FILES; at++) {
      const below = join(source, `d${String(Math.floor(at / 1000)).padStart(3, '0')}`);
      if (at % 1000 === 0) mkdirSync(below, { recursive: true });
      writeFileSync(join(below, `f${at}`), content);
    }
    const id = await send(sender, receiver, source);
    await receiver.accept(id);
    const peaks = async () => [(await sender.figures()).mostBytes, (await receiver.figures()).mostBytes] as const;
    const at = (part: number) =>
      receiver.until(`${part} of it`, ({ transfers }) => (transfers[id]?.done.files ?? 0) >= FILES * part, 600_000);
    await at(0.2);
    const [early, began] = [await peaks(), performance.now()];
    await at(0.55);
    const half = performance.now();
    await at(0.9);
    const [first, second] = [half - began, performance.now() - half];
    expect((await sender.untilDone(id, 600_000)).done).toMatchObject({ files: FILES, skipped: 0 });
    const late = await peaks();
    const mib = [...early, ...late].map((bytes) => Math.round(bytes / MIB)).join(', ');
    console.log(`${FILES} files: ${Math.round(first)} ms for 35 %, then ${Math.round(second)} ms; ${mib} MiB`);
    expect(second).toBeLessThan(2.5 * first + 500);
    // A fifth of them, and all of them: what is collected late isn't kept.
    for (const [end, bytes] of late.entries()) expect(bytes).toBeLessThan(1.4 * (early[end] ?? 0) + 48 * MIB);
    expect(Number(execFileSync('sh', ['-c', `find '${receiver.inbox}' -type f -size 2 | wc -l`]))).toBe(FILES);
    expect(readdirSync(receiver.inbox)).toEqual(['source']);
  }, 1_200_000);
});

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
    const [sender, receiver] = await children();
    const path = join(sender.folder, 'file');
    const figures = async () => {
      const both = [await sender.figures(), await receiver.figures()];
      return both.map(({ descriptors, waiting }) => ({ descriptors, waiting }));
    };
    let before: Awaited<ReturnType<typeof figures>> = [];
    for (let at = 0; at < TRANSFERS; at++) {
      await writeFile(path, `content ${at}`);
      const id = await send(sender, receiver, path);
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
