// For commands that come and go: the engine that already runs on the data folder, or else one of their own.
import { realpathSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { ok } from '../base/result.ts';
import type { Outcome } from '../contract/errors.ts';
import type { Snapshot, State } from '../contract/state.ts';
import { createEngine } from './create-engine.ts';
import { placesIn } from './data-folder.ts';
import { dataError, errnoOf } from './errors.ts';
import type { Door } from './net/local-caller.ts';
import { connectLocally } from './net/local-client.ts';
import type { Ports } from './ports.ts';

export interface OpenDoor {
  readonly door: Door;
  /** False: an engine that runs elsewhere answers. */
  readonly isOwn: boolean;
  /** Tells the whole state at once, and again whenever something of it has changed. Gives what ends that. */
  watch(listener: (state: State) => void): () => void;
  close(): Promise<void>;
}

/** Whoever answers: another engine, or one of its own, where the one before has stopped. */
export interface LastingDoor extends OpenDoor {
  /** Calls when that has happened: what the former was to do for a while, nobody does any more. Gives what ends that. */
  onMoved(call: () => void): () => void;
}

/** Commands started together meet each other's short-lived engines; each comes to its turn well within this. */
const PATIENCE_MS = 5000;
const LOOK_MS = 150;
const STEP_BACK_MS = { least: 20, most: 150 };

export async function openDoor(ports: Ports): Promise<Outcome<LastingDoor>> {
  let current: OpenDoor | null = null;
  let latest: OpenDoor | null = null;
  let opening: Promise<Outcome<OpenDoor>> | null = null;
  const watching = new Map<(state: State) => void, () => void>();
  const moved = new Set<() => void>();
  const isOpen = (door: OpenDoor): void => {
    const before = latest;
    current = door;
    latest = door;
    if (before === null) return;
    for (const [listener, stop] of watching) {
      stop();
      watching.set(listener, door.watch(listener));
    }
    for (const call of moved) call();
  };
  /** However many ask at once, one engine or one connection comes of it. */
  const opened = (): Promise<Outcome<OpenDoor>> => {
    if (current !== null) return Promise.resolve(ok(current));
    opening ??= open(ports).then((outcome) => {
      opening = null;
      if (outcome.ok) isOpen(outcome.value);
      return outcome;
    });
    return opening;
  };
  const first = await withPatience(opened);
  if (!first.ok) return first;
  return ok({
    door: (command, input) =>
      withPatience(async () => {
        const asked = await opened();
        if (!asked.ok) return asked;
        const outcome = await asked.value.door(command, input);
        // An engine that is just being stopped hasn't done what it was asked: the next one will.
        if (isPassing(outcome) && current === asked.value) current = null;
        return outcome;
      }),
    get isOwn() {
      return (latest ?? first.value).isOwn;
    },
    watch: (listener) => {
      watching.set(listener, (latest ?? first.value).watch(listener));
      return () => {
        watching.get(listener)?.();
        watching.delete(listener);
      };
    },
    onMoved: (call) => {
      moved.add(call);
      return () => moved.delete(call);
    },
    close: async () => current?.close(),
  });
}

/** For a program that is to be the engine: one that runs already is in its way, unless it is about to end. */
export async function openOwnDoor(ports: Ports): Promise<Outcome<LastingDoor>> {
  const opened = await withPatience(() => openOwn(ports));
  return opened.ok ? ok({ ...opened.value, onMoved: () => () => undefined }) : opened;
}

/** Tries again while an engine is just starting or stopping. */
async function withPatience<T>(run: () => Promise<Outcome<T>>): Promise<Outcome<T>> {
  const until = performance.now() + PATIENCE_MS;
  for (;;) {
    const outcome = await run();
    if (!isPassing(outcome) || performance.now() > until) return outcome;
    const { least, most } = STEP_BACK_MS;
    await wait(least + Math.random() * (most - least));
  }
}

const isPassing = (outcome: Outcome<unknown>): boolean =>
  !outcome.ok && (outcome.error.code === 'data.in_use' || outcome.error.code === 'local.closed');

async function open(ports: Ports): Promise<Outcome<OpenDoor>> {
  const running = await connectToRunning(ports.dataDir);
  if (!running.ok) return running;
  return running.value === null ? openOwn(ports) : ok(running.value);
}

async function openOwn(ports: Ports): Promise<Outcome<OpenDoor>> {
  const engine = await createEngine(ports);
  if (!engine.ok) return engine;
  const { door, snapshot, subscribe, stop } = engine.value;
  const watch = (listener: (state: State) => void): (() => void) => {
    const tell = (): void => listener(snapshot().state);
    tell();
    return subscribe(tell);
  };
  return ok({ door, isOwn: true, watch, close: stop });
}

/** The local socket answers and doesn't call, so the state is asked for again and again. */
function looked(door: Door, listener: (state: State) => void): () => void {
  let revision = -1;
  let isOver = false;
  const look = async (): Promise<void> => {
    const found = await door('state.snapshot', undefined);
    if (isOver || !found.ok) return;
    // Of this command's own answer.
    const snapshot = found.value as Snapshot;
    if (snapshot.revision !== revision) listener(snapshot.state);
    revision = snapshot.revision;
  };
  void look();
  const timer = setInterval(() => void look(), LOOK_MS);
  return () => {
    isOver = true;
    clearInterval(timer);
  };
}

/** The engine that runs on this folder, or null where none does. Makes nothing. */
async function connectToRunning(dataDir: string): Promise<Outcome<OpenDoor | null>> {
  try {
    const client = await connectLocally(placesIn(realpathSync.native(dataDir)));
    if (client === null) return ok(null);
    const { door } = client;
    return ok({ door, isOwn: false, watch: (listener) => looked(door, listener), close: async () => client.close() });
  } catch (error) {
    // No such folder yet.
    if (errnoOf(error) === 'ENOENT') return ok(null);
    return { ok: false, error: dataError(error, dataDir).info };
  }
}
