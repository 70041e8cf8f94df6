// Very many files: what they cost stays the same, however many came before. Nothing else is at work beside this test.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { pairedChildren } from '../support/child-engine.ts';

const MIB = 1024 * 1024;
const FILES = process.env.FERRY_LONG ? 200_000 : 5000;

describe('[82] very many small files', () => {
  it('arrive as fast at the end as at the beginning, and cost no more memory', async () => {
    const [sender, receiver] = await pairedChildren('Calm Pier', 'Studio PC');
    await receiver.receive();
    const source = join(sender.folder, 'source');
    const content = Buffer.alloc(1024, 7);
    for (let at = 0; at < FILES; at++) {
      const below = join(source, `d${String(Math.floor(at / 1000)).padStart(3, '0')}`);
      if (at % 1000 === 0) mkdirSync(below, { recursive: true });
      writeFileSync(join(below, `f${at}`), content);
    }
    const { id } = await sender.ask('transfer.send', { paths: [source], to: receiver.target });
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
