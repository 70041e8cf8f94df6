// What a kill test proves of each kill, and the places it kills at.
import { join } from 'node:path';
import { afterAll, beforeAll, expect } from 'vitest';
import { oneFile } from './one-file.ts';
import { tempFolder } from './temp-folder.ts';
import type { Place } from './transfer-child.ts';
import { type Kill, KillRange, type SideName } from './transfer-kills.ts';
import { makeTree, type Tree } from './transfer-tree.ts';

/** One file is open at a time, and loses one record at most, with what stands before its content. */
const MOST_TWICE = 1024 * 1024 + 64 * 1024;

/** What each side passes, whatever is sent. */
export const PLACES = {
  sender: ['list', 'open', 'record', 'midRecord', 'digest', 'acknowledge'],
  receiver: [
    ...(['list', 'open', 'record', 'midRecord', 'written', 'digest', 'fsync', 'install', 'journal', 'tidy'] as const),
    'acknowledge',
  ],
} as const satisfies Record<SideName, readonly Place[]>;
export const SIDES = ['sender', 'receiver'] as const;

let program = '';
const figures = { kills: 0, mostTwice: Number.NEGATIVE_INFINITY };
beforeAll(async () => {
  program = await oneFile(join(import.meta.dirname, 'transfer-child.ts'));
});
afterAll(() => {
  const { kills, mostTwice } = figures;
  console.log(`${kills} kills; at most ${mostTwice} bytes sent that lay there already`);
});

/** `isPaired`: or else nothing but a code brings the two together. */
export async function openRange(size: Parameters<typeof makeTree>[1], isPaired: boolean): Promise<KillRange> {
  const tree: Tree = await makeTree(await tempFolder(), size);
  return KillRange.open(tree, program, isPaired);
}

/** Kills sooner where all was over before: how long it takes, and how often a place is passed, isn't always the same. */
export async function survive(range: KillRange, kill: Kill): Promise<void> {
  const { isKilled, wrong, twiceBytes } = await range.run(kill);
  expect(wrong, JSON.stringify(kill)).toEqual([]);
  expect(twiceBytes, JSON.stringify(kill)).toBeLessThanOrEqual(MOST_TWICE);
  if (!isKilled) return survive(range, sooner(kill));
  figures.kills++;
  figures.mostTwice = Math.max(figures.mostTwice, twiceBytes);
}

function sooner({ victim, when }: Kill): Kill {
  if ('afterMs' in when) {
    expect(when.afterMs, `${victim} is never killed`).toBeGreaterThan(0);
    return { victim, when: { afterMs: Math.floor(when.afterMs * 0.8) } };
  }
  expect(when.passing, `${victim} is never killed at ${when.at}`).toBeGreaterThan(1);
  return { victim, when: { at: when.at, passing: Math.floor(when.passing * 0.9) } };
}

/** The last passing may be one fewer the next time. */
export async function surviveAt(
  range: KillRange,
  victim: SideName,
  at: Place,
  passings: readonly number[],
): Promise<void> {
  for (const passing of new Set(passings)) await survive(range, { victim, when: { at, passing } });
}
