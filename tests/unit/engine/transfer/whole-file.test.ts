import { randomBytes } from 'node:crypto';
import { readdirSync, readlinkSync, truncateSync } from 'node:fs';
import { stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { wholeFile } from '../../../../src/engine/transfer/whole-file.ts';
import { tempFolder } from '../../../support/temp-folder.ts';

const BYTES = 700_001;

async function fileOf() {
  const path = join(await tempFolder(), 'file.bin');
  const content = randomBytes(BYTES);
  await writeFile(path, content);
  const { size, mtimeMs } = await stat(path);
  return { path, content, listed: { size, modifiedMs: Math.floor(mtimeMs) } };
}

/** So often this process has it open. */
function openings(path: string): number {
  const links = readdirSync('/proc/self/fd').map((name) => {
    try {
      return readlinkSync(join('/proc/self/fd', name));
    } catch {
      // Closed meanwhile, as the one that they were read by.
      return '';
    }
  });
  return links.filter((link) => link === path).length;
}

describe('a large file', () => {
  it('comes whole, in pieces whose size changes on the way, each good until the next is asked for', async () => {
    const { path, content, listed } = await fileOf();
    // Asked once before, for whether it goes in one.
    const sizes = [1000, 300_000, 7, 50_000];
    const pieces: Buffer[] = [];
    let at = 0;
    for await (const piece of wholeFile({ path, isNamed: true }, listed, () => sizes[at++] ?? 100_000)) {
      // The next is being read by now.
      await new Promise((resolve) => setImmediate(resolve));
      pieces.push(Buffer.from(piece));
    }
    expect(pieces.slice(0, 3).map(({ length }) => length)).toEqual(sizes.slice(1));
    expect(Buffer.concat(pieces).equals(content)).toBe(true);
  });

  it('fails before its last piece where it became shorter', async () => {
    const { path, listed } = await fileOf();
    let bytes = 0;
    const reading = (async () => {
      for await (const piece of wholeFile({ path, isNamed: true }, listed, () => 100_000)) {
        bytes += piece.length;
        truncateSync(path, BYTES - 1);
      }
    })();
    await expect(reading).rejects.toMatchObject({ reason: 'changed' });
    expect(bytes).toBeLessThan(BYTES);
  });

  it.runIf(process.platform === 'linux')('is closed when whoever reads it leaves', async () => {
    const { path, listed } = await fileOf();
    for await (const _piece of wholeFile({ path, isNamed: true }, listed, () => 100_000)) {
      expect(openings(path)).toBe(1);
      break;
    }
    expect(openings(path)).toBe(0);
  });
});
