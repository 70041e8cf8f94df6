// Run as a program of its own, with a channel to whoever started it: an engine that does what it is told, says yes to
// every offer, and ends itself for real where it was told to.
import { readdirSync } from 'node:fs';
import { flushCompileCache, getCompileCacheDir } from 'node:module';
import type { EngineCommand } from '../../src/contract/commands.ts';
import type { Outcome } from '../../src/contract/errors.ts';
import type { State } from '../../src/contract/state.ts';
import { createEngine, type Engine, SYSTEM_PORTS } from '../../src/engine/index.ts';
import { Channel } from '../../src/engine/noise/channel.ts';
import { RecordOpener } from '../../src/engine/noise/records.ts';
import { StreamTransport } from '../../src/engine/noise/transport.ts';
import { LanePlan } from '../../src/engine/session/lane-plan.ts';
import { FAILPOINTS, onFailpoint } from '../../src/engine/transfer/failpoint.ts';
import { decodeData, isContentType } from '../../src/engine/wire/data.ts';
import { hurriedClock } from './hurried-clock.ts';

/** Beside those that the program has: in the middle of a large record, half of which is on its way or has come. */
export const PLACES = [...FAILPOINTS, 'midRecord'] as const;
export type Place = (typeof PLACES)[number];

export type Order =
  | { readonly act: 'start'; readonly name: string; readonly dataDir: string; readonly downloads: string }
  /** At the so-manieth passing of that place, from now on; of any place, where it is null. */
  | { readonly act: 'die'; readonly at: Place | null; readonly passing: number }
  | { readonly act: 'ask'; readonly ask: number; readonly command: EngineCommand; readonly input: unknown }
  | { readonly act: 'figures'; readonly ask: number }
  | { readonly act: 'stop' };

export interface Figures {
  /** How often each place was passed. */
  readonly passed: Readonly<Record<string, number>>;
  /** Bytes of content that were sent, by connection. */
  readonly sent: readonly number[];
  /** How often each transfer was asked about. */
  readonly asked: Readonly<Record<string, number>>;
}

export type Answer =
  | { readonly is: 'started'; readonly error: string | null }
  | { readonly is: 'state'; readonly state: Pick<State, 'pairings' | 'transfers' | 'notices'> }
  | { readonly is: 'answer'; readonly ask: number; readonly outcome: Outcome<unknown> }
  | { readonly is: 'figures'; readonly ask: number; readonly figures: Figures };

const LARGE_RECORD = 64 * 1024;

const passed: Record<string, number> = {};
const sent = new Map<object, number>();
const asked: Record<string, number> = {};
let death: { at: Place | null; passing: number } | null = null;
let engine: Engine | null = null;

function die(): never {
  process.kill(process.pid, 'SIGKILL');
  for (;;);
}

/** Whether this passing is the last thing it does. */
function isLast(at: Place): boolean {
  passed[at] = (passed[at] ?? 0) + 1;
  if (death === null || (death.at !== null && death.at !== at)) return false;
  death = { ...death, passing: death.passing - 1 };
  return death.passing === 0;
}

onFailpoint((at) => {
  if (isLast(at)) die();
});

const { sendTagged } = Channel.prototype;
Channel.prototype.sendTagged = function sendCounted(this: Channel, type, ...body) {
  const segments = isContentType(type) ? [...(decodeData(body, type)?.segments ?? [])] : [];
  const bytes = segments.reduce((sum, each) => sum + (each.kind === 'content' ? each.length : 0), 0);
  sent.set(this, (sent.get(this) ?? 0) + bytes);
  return sendTagged.call(this, type, ...body);
};

const { write } = StreamTransport.prototype;
StreamTransport.prototype.write = function writeHalf(this: StreamTransport, pieces) {
  const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
  if (length < LARGE_RECORD || !isLast('midRecord')) return write.call(this, pieces);
  const half = Buffer.concat(pieces).subarray(0, length / 2);
  write.call(this, [half]);
  die();
};

const { push } = RecordOpener.prototype;
RecordOpener.prototype.push = function pushHalf(this: RecordOpener, chunk, take) {
  push.call(this, chunk, take);
  if (this.isInside && chunk.length > LARGE_RECORD / 4 && isLast('midRecord')) die();
};

// So many connections, whatever measuring says.
const lanes = Number(process.env.FERRY_TEST_LANES ?? 0);
if (lanes > 0) Object.defineProperty(LanePlan.prototype, 'wanted', { get: () => lanes });

const answer = (message: Answer): void => void process.send?.(message);

function look({ pairings, transfers, notices }: State): void {
  answer({ is: 'state', state: { pairings, transfers, notices } });
  for (const { id, stage } of Object.values(transfers)) {
    if (stage !== 'asking') continue;
    asked[id] = (asked[id] ?? 0) + 1;
    void engine?.door('transfer.answer', { id, accept: true });
  }
}

async function start({ name, dataDir, downloads }: Extract<Order, { act: 'start' }>): Promise<void> {
  const made = await createEngine({
    ...SYSTEM_PORTS,
    clock: hurriedClock,
    dataDir,
    version: '0.0.0-test',
    deviceName: name,
    log: (level, event, facts) => {
      if (process.env.FERRY_TEST_LOG) console.error(process.pid, level, event, JSON.stringify(facts ?? {}));
    },
    downloads: () => downloads,
  });
  if (made.ok) {
    engine = made.value;
    engine.subscribe(() => look((engine ?? made.value).snapshot().state));
    look(engine.snapshot().state);
  }
  answer({ is: 'started', error: made.ok ? null : made.error.code });
  // One that is killed can't leave to the next what it has compiled.
  if (readdirSync(getCompileCacheDir() ?? '').length === 0) flushCompileCache();
}

process.on('message', (order: Order) => {
  switch (order.act) {
    case 'start':
      void start(order);
      return;
    case 'die':
      death = { at: order.at, passing: order.passing };
      return;
    case 'ask':
      void engine
        ?.door(order.command, order.input)
        .then((outcome) => answer({ is: 'answer', ask: order.ask, outcome }));
      return;
    case 'figures':
      answer({ is: 'figures', ask: order.ask, figures: { passed, sent: [...sent.values()], asked } });
      return;
    case 'stop':
      void engine?.stop().finally(() => process.disconnect());
  }
});
