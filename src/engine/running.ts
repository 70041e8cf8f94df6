// For commands that come and go: the engine that already runs on the data folder, or else one of their own.
import { realpath } from 'node:fs/promises';
import { ok } from '../base/result.ts';
import type { Outcome } from '../contract/errors.ts';
import { placesIn } from './data-folder.ts';
import { createEngine } from './engine.ts';
import { dataError, errnoOf } from './errors.ts';
import type { Door } from './net/local.ts';
import { connectLocally } from './net/local.ts';
import type { Ports } from './ports.ts';

export interface OpenDoor {
  readonly door: Door;
  close(): Promise<void>;
}

export async function openDoor(ports: Ports): Promise<Outcome<OpenDoor>> {
  const running = await connectToRunning(ports.dataDir);
  if (!running.ok || running.value !== null) return running as Outcome<OpenDoor>;
  const engine = await createEngine(ports);
  if (engine.ok) return ok({ door: engine.value.door, close: () => engine.value.stop() });
  // It may have been started between our look and our own start.
  const started = engine.error.code === 'data.in_use' ? await connectToRunning(ports.dataDir) : engine;
  return started.ok && started.value === null ? engine : (started as Outcome<OpenDoor>);
}

/** The engine that runs on this folder, or null where none does. Makes nothing. */
async function connectToRunning(dataDir: string): Promise<Outcome<OpenDoor | null>> {
  try {
    const path = await realpath(dataDir).catch((error) => {
      if (errnoOf(error) === 'ENOENT') return null;
      throw error;
    });
    const client = path === null ? null : await connectLocally(placesIn(path));
    return ok(client === null ? null : { door: client.door, close: async () => client.close() });
  } catch (error) {
    return { ok: false, error: dataError(error, dataDir).info };
  }
}
