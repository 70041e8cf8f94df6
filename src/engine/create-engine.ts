// Opens everything that an engine is made of, in the order in which a start that fails leaves nothing open, and closes it.
import { Closers } from '../base/closers.ts';
import { ok } from '../base/result.ts';
import type { Invoke } from '../contract/commands.ts';
import type { Outcome } from '../contract/errors.ts';
import type { Settings } from '../contract/settings.ts';
import type { Patch, Snapshot } from '../contract/state.ts';
import { choosePrimitives } from './crypto/self-test.ts';
import { openDataFolder, tidyDataFolder } from './data-folder.ts';
import { drawDeviceName } from './device-name.ts';
import { RunningEngine } from './engine.ts';
import { dataError } from './errors.ts';
import { openIdentity } from './identity/identity.ts';
import { openPause } from './kept-pause.ts';
import { openLogFile } from './log-file.ts';
import { listenLocally } from './net/local.ts';
import type { Door } from './net/local-caller.ts';
import { openExchange } from './open-exchange.ts';
import { openFinder } from './open-finder.ts';
import { Guests } from './open-guests.ts';
import { Pages } from './open-pages.ts';
import type { Log, Ports } from './ports.ts';
import { openSettings } from './settings.ts';

export interface Engine {
  readonly invoke: Invoke;
  /** The same for callers that aren't compiled against it: the name is checked as well as the input. */
  readonly door: Door;
  snapshot(): Snapshot;
  /** The settings with their paths, for the shell; the state has none. */
  settings(): Settings;
  subscribe(listener: (patch: Patch) => void): () => void;
  /** A line in the log, from the shell. */
  note(event: string, facts: Readonly<Record<string, string>>): void;
  stop(): Promise<void>;
}

/** A running engine on the data folder, or what keeps it from running; then nothing is left open. */
export async function createEngine(ports: Ports): Promise<Outcome<Engine>> {
  const closers = new Closers();
  try {
    return ok(await start(ports, closers));
  } catch (error) {
    await closers.closeAll();
    const { info, cause } = dataError(error, ports.dataDir);
    ports.log('error', 'engine.not_started', { code: info.code, cause: String(cause ?? '') });
    return { ok: false, error: info };
  }
}

async function start(ports: Ports, closers: Closers): Promise<Engine> {
  const { clock } = ports;
  const folder = await openDataFolder(ports.dataDir);
  // First the lock: what comes after it mends and writes.
  const local = await listenLocally(folder);
  closers.add(() => local.close());

  // Before any key is used: a runtime whose cryptography is wrong in a way nobody knows must not go on. Meanwhile the disk is
  // waited for.
  const [damage, primitives] = await Promise.all([tidyDataFolder(folder, clock.now()), choosePrimitives()]);
  const toFile = openLogFile(folder.logFile, clock);
  const log: Log = (...line) => {
    toFile(...line);
    ports.log(...line);
  };

  for (const primitive of primitives.replaced) log('warn', 'crypto.replaced', { primitive });

  const settings = await openSettings(folder.settingsFile, clock.now());
  if (settings.current.deviceName === '') await settings.set({ deviceName: drawDeviceName(ports.random) });

  closers.add(() => settings.settled());

  const identity = await openIdentity(folder, ports);
  closers.add(() => identity.settled());

  const pause = await openPause(folder.pauseFile, log);
  closers.add(() => pause.settled());

  const running = new RunningEngine({ ports, settings, identity, pause, log });
  closers.add(() => running.dispose());
  const opened = await openExchange({ ports, places: folder, identity, primitives, log, ...running.exchangeParts() });
  closers.add(() => opened.close());
  const found = await openFinder({ ports, places: folder, identity, log, ...running.finderParts(opened) });
  closers.add(() => found.close());
  const guests = new Guests({ ports, places: folder, log, ...running.guestParts(opened) });
  closers.add(() => guests.close());
  const pages = new Pages({ clock, random: ports.random, log, ...running.pageParts(opened) });
  closers.add(() => pages.close());
  running.opened = { ...opened, found, guests, pages };
  if (settings.damage !== null) running.notice(settings.damage);
  if (damage !== null) running.notice(damage);
  for (const trouble of [...identity.troubles, ...opened.damages, ...(found.damage === null ? [] : [found.damage])])
    running.notice(trouble);
  await running.keepProtection();
  local.serve(running.door);
  log('info', 'engine.started', { version: ports.version });

  return {
    invoke: running.invoke,
    door: running.door,
    snapshot: () => running.store.snapshot(),
    settings: () => settings.current,
    subscribe: (listener) => running.store.subscribe(listener),
    note: (event, facts) => log('warn', event, facts),
    async stop() {
      await closers.closeAll();
      log('info', 'engine.stopped');
    },
  };
}
