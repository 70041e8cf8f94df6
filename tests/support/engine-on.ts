// Whole engines on computers of their own, made of network namespaces.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ChildEngine } from './child-engine.ts';
import type { Host } from './net-space.ts';
import { tempFolder } from './temp-folder.ts';

async function newFolder(): Promise<string> {
  const folder = await tempFolder();
  await mkdir(join(folder, 'inbox'));
  return folder;
}

interface Opened {
  readonly port?: number | null;
  readonly folder?: string;
  readonly isVisible?: boolean;
}

/** One that anybody may find, for as long as it runs; by the real clock. */
export async function engineOn(host: Host, name: string, { port = null, folder, isVisible = true }: Opened = {}) {
  const by = ['ip', 'netns', 'exec', host.namespace];
  const engine = await ChildEngine.start(name, folder ?? (await newFolder()), by, 'steady');
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
