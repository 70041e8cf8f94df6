// Run as a program of its own, with a channel to whoever started it: an engine that is asked by messages, so that its
// mounts, its user and its limits can be others than the test's.
//     node engine-child.ts NAME FOLDER PACE
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EngineCommand } from '../../src/contract/commands.ts';
import type { Outcome } from '../../src/contract/errors.ts';
import type { State } from '../../src/contract/state.ts';
import { type Clock, createEngine, SYSTEM_PORTS } from '../../src/engine/index.ts';
import { collectAll } from './collected.ts';

export type Order =
  | { readonly act: 'ask'; readonly ask: number; readonly command: EngineCommand; readonly input: unknown }
  | { readonly act: 'figures'; readonly ask: number }
  | { readonly act: 'stop' };

export interface Figures {
  /** The most memory that it ever had, and what it has now. */
  readonly mostBytes: number;
  readonly bytes: number;
  /** Of the processor's time. */
  readonly cpuMs: number;
  readonly descriptors: number;
  /** Timers, sockets and whatever else waits for something. */
  readonly waiting: number;
}

export type Answer =
  | { readonly is: 'started'; readonly error: string | null }
  | { readonly is: 'state'; readonly state: State }
  | { readonly is: 'answer'; readonly ask: number; readonly outcome: Outcome<unknown> }
  | { readonly is: 'figures'; readonly ask: number; readonly figures: Figures };

export type Pace = 'hurried' | 'steady' | 'tenfold';

const [name = '', folder = '', pace = ''] = process.argv.slice(2);
const startedAt = SYSTEM_PORTS.clock.now();
/** What is only looked at again is so soon, unless it is to be measured; deadlines keep their time. */
const hurried: Clock = {
  now: SYSTEM_PORTS.clock.now,
  after: (delayMs, call) => SYSTEM_PORTS.clock.after(delayMs >= 1000 && delayMs < 5000 ? delayMs / 20 : delayMs, call),
};
/** All of its time goes ten times as fast. */
const tenfold: Clock = {
  now: () => startedAt + 10 * (SYSTEM_PORTS.clock.now() - startedAt),
  after: (delayMs, call) => SYSTEM_PORTS.clock.after(delayMs / 10, call),
};
const clocks: Readonly<Record<Pace, Clock>> = { hurried, steady: SYSTEM_PORTS.clock, tenfold };

/** Whoever started it may have gone. */
const answer = (message: Answer): void => {
  if (process.connected) process.send?.(message, () => undefined);
};

const inStatus = (field: string): number =>
  Number(new RegExp(`^${field}:\\s+(\\d+)`, 'm').exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? 0);

const made = await createEngine({
  ...SYSTEM_PORTS,
  clock: clocks[pace as Pace],
  dataDir: join(folder, 'data'),
  version: '0.0.0-test',
  deviceName: name,
  log: (level, event, facts) => {
    if (process.env.FERRY_TEST_LOG) console.error(process.pid, level, event, JSON.stringify(facts ?? {}));
  },
  downloads: () => join(folder, 'inbox'),
});
answer({ is: 'started', error: made.ok ? null : JSON.stringify(made.error) });

if (made.ok) {
  const engine = made.value;
  let isTelling = false;
  const tell = (): void => {
    isTelling = false;
    answer({ is: 'state', state: engine.snapshot().state });
  };
  engine.subscribe(() => {
    if (!isTelling) setTimeout(tell, 5);
    isTelling = true;
  });
  tell();
  process.on('message', (order: Order) => {
    switch (order.act) {
      case 'ask':
        void engine
          .door(order.command, order.input)
          .then((outcome) => answer({ is: 'answer', ask: order.ask, outcome }));
        return;
      case 'figures': {
        const { user, system } = process.cpuUsage();
        collectAll();
        const figures = {
          mostBytes: inStatus('VmHWM') * 1024,
          bytes: inStatus('VmRSS') * 1024,
          cpuMs: (user + system) / 1000,
          descriptors: readdirSync('/proc/self/fd').length,
          waiting: process.getActiveResourcesInfo().length,
        };
        answer({ is: 'figures', ask: order.ask, figures });
        return;
      }
      case 'stop':
        void engine.stop().finally(() => process.disconnect());
    }
  });
}
