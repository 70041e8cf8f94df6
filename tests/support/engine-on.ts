// Whole engines on computers of their own, made of network namespaces.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { inTime } from './busy.ts';
import { ChildEngine } from './child-engine.ts';
import type { Host } from './net-space.ts';
import { tempFolder } from './temp-folder.ts';

async function newFolder(): Promise<string> {
  const folder = await tempFolder();
  await mkdir(join(folder, 'inbox'));
  return folder;
}

interface Opened {
  /** By the real clock, or one that is ten times as fast. */
  readonly pace?: 'steady' | 'tenfold';
  readonly port?: number | null;
  readonly folder?: string;
  readonly isVisible?: boolean;
}

/** One that anybody may find, for as long as it runs. */
export async function engineOn(host: Host, name: string, opening: Opened = {}) {
  const { port = null, folder, isVisible = true, pace = 'steady' } = opening;
  const by = ['ip', 'netns', 'exec', host.namespace];
  const engine = await ChildEngine.start(name, folder ?? (await newFolder()), by, pace);
  if (isVisible) await engine.ask('visibility.everyone', undefined);
  const opened = await engine.ask('network.open', { port, address: null });
  return Object.assign(engine, { opened });
}

/** The names of those that are here. */
export const here = (engine: ChildEngine): readonly string[] =>
  engine.nearby
    .filter(({ isHere }) => isHere)
    .map(({ name }) => name)
    .sort();

/** Until exactly these are here. */
export async function untilHere(engine: ChildEngine, names: readonly string[], mostMs: number): Promise<void> {
  const wanted = names.toSorted().join();
  const isSo = () => here(engine).join() === wanted;
  await inTime(`${engine.name} sees ${wanted}`, mostMs, (ms) => engine.until(`${wanted} to be here`, isSo, ms));
}
