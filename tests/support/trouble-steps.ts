// What goes wrong between two windows, and how to look whether anything of it is left.
import { randomFillSync } from 'node:crypto';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Settings } from '../../src/contract/settings.ts';
import type { ShownTransfer, TransferStage } from '../../src/contract/transfers.ts';
import { accept, drop, transferRow } from './desk-steps.ts';
import type { Desk } from './two-ferries.ts';

export const MEGABYTE = 1_000_000;

/** No two parts of it are alike. */
export async function writeLarge(desk: Desk, name: string, megabytes: number): Promise<string> {
  const path = join(desk.documents, name);
  await mkdir(join(path, '..'), { recursive: true });
  await writeFile(path, randomFillSync(Buffer.alloc(megabytes * MEGABYTE)));
  return path;
}

/** Megabytes a second; null for as fast as it goes. */
export async function limit(
  desk: Desk,
  key: keyof Settings & `${string}Limit`,
  megabytes: number | null,
): Promise<void> {
  await desk.ask('settings.set', { [key]: megabytes === null ? null : megabytes * MEGABYTE });
}

export const rowIn = (desk: Desk, name: string, ...stages: readonly TransferStage[]): Promise<ShownTransfer> =>
  desk.until(`${name} ${stages.join(' or ')}`, ({ transfers }) =>
    Object.values(transfers).find(({ names, stage }) => names[0] === name && stages.includes(stage)),
  );

/** Until something of it has come. */
export async function partOf(desk: Desk, name: string, bytes = MEGABYTE): Promise<ShownTransfer> {
  return desk.until(`a part of ${name}`, ({ transfers }) =>
    Object.values(transfers).find(
      ({ names, stage, done }) => names[0] === name && stage === 'moving' && done.bytes >= bytes,
    ),
  );
}

/** Dropped, accepted, and on its way. */
export async function setMoving(from: Desk, to: Desk, path: string, name: string): Promise<void> {
  await drop(from, to.name, path);
  await accept(to);
  await Promise.all([partOf(from, name), partOf(to, name)]);
}

/** Names of devices stand between marks of direction. */
export const says = (desk: Desk, what: string, words: RegExp): Promise<void> =>
  transferRow(desk, what).getByText(words).first().waitFor();

/** Everything, whether or not a person sees it. */
export async function everythingIn(folder: string): Promise<readonly string[]> {
  return (await readdir(folder, { recursive: true })).sort();
}

/** That two are paired is said by a sheet, for a moment; what is dropped meanwhile isn't dropped on a device. */
export async function atHome(...desks: readonly Desk[]): Promise<void> {
  for (const { page } of desks) await page.locator('dialog[open]').waitFor({ state: 'hidden' });
}
