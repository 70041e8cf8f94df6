// Whether the app stays awake to its person while much arrives: how late its main side's loop comes round.
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { setPriority } from 'node:os';
import { basename, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { err, ok } from '../../src/base/result.ts';
import type { App } from '../../tests/support/launch.ts';
import { listeners } from '../../tests/support/processes.ts';
import { isStandIn, seeHome, withApp } from '../app.ts';
import type { Bench } from '../bench.ts';
import { inTime } from '../first-paint.ts';
import { type Limit, worst } from '../limit.ts';
import { readProcess } from '../measure.ts';
import { Program, stopPrograms } from '../program.ts';
import type { Contender, Outcome } from '../run.ts';
import { inFolder, wrongIn } from '../transfer/contender.ts';
import { pairFolders, sendTo } from '../transfer/ferry.ts';
import { HERE } from '../transfer/places.ts';
import { memorySpace } from '../transfer/space.ts';
import { makeWorks, type Work } from '../transfer/works.ts';

const GIB = 1024 ** 3;
const NEED_BYTES = 6 * GIB;
const NEED_SMALL_BYTES = GIB;
const REST_MS = 3_000;
/** Of the sender: it has a computer of its own elsewhere. */
const GIVES_WAY = 19;
const LATE = 'loop p99 ms';

const LIMITS: readonly Limit[] = ['W1', 'W2'].map((work) => ({
  what: `${work} arrives in the app: loop late by, ms, p99`,
  is: 'most',
  needed: 20,
  aim: null,
  measure: worst({ more: LATE }, work),
}));

export const smooth: Bench = {
  name: 'smooth',
  title: 'how late the loop of the app’s main side comes round while much arrives',
  plan: () => ({ rounds: 3, warmUps: 0, budgetMs: 600_000, limitMs: 90_000 }),
  prepare: async ({ isSmall, works: wanted }) => {
    if (readProcess(process.pid) === null) return err('This bench reads /proc, which this system has not.');
    const names = (['W1', 'W2'] as const).filter((name) => wanted === null || wanted.includes(name));
    if (names.length === 0) return err('There are W1 and W2 here.');
    const space = await memorySpace(isSmall ? NEED_SMALL_BYTES : NEED_BYTES, { isWarm: !isSmall });
    if (!space.ok) return space;
    const { folder, close } = space.value;
    const paired = await pairFolders(folder);
    if (!paired.ok) {
      await close();
      return err(`Two devices could not be paired: ${paired.error}`);
    }
    const works = makeWorks(folder, names, isSmall);
    const into = join(folder, 'target');
    const contender = (work: Work, isOurs: boolean): Contender => ({
      work: work.name,
      what: isOurs ? 'Ferry' : 'at rest',
      isOurs,
      measure: (limitMs) =>
        inFolder(into, async () => {
          const { data, close: takeAway } = paired.value();
          try {
            return await withReceiver(data.receiver, into, (app) =>
              isOurs ? arrive(app, work, data.sender, into, limitMs) : rest(app),
            );
          } finally {
            takeAway();
          }
        }),
    });
    return ok({
      contenders: works.flatMap((work) => [contender(work, true), contender(work, false)]),
      missing: [],
      notes: [
        ...works.map(({ name, title }) => `${name}: ${title}`),
        'The sender is the command line and gives way to the app, since it has a computer of its own elsewhere.',
        ...(isStandIn ? ["Ferry's main bundle runs on Node here, in place of Electron."] : []),
      ],
      stop: stopPrograms,
      close,
    });
  },
  limits: ({ isSmall }) => (isSmall ? [] : LIMITS),
};

/** The app in place of the command line that was paired, always accepting what comes. */
async function withReceiver(paired: string, into: string, use: (app: App) => Promise<Outcome>): Promise<Outcome> {
  return withApp(
    async (app) => {
      await seeHome(app);
      return use(app);
    },
    {
      args: ['--interface', HERE.receiver.address],
      settings: { receiveFolder: into, unaskedDailyBytes: Number.MAX_SAFE_INTEGER },
      furnish: async (dataDir) => {
        cpSync(paired, dataDir, { recursive: true, filter: (path) => basename(path) !== 'settings.json' });
        const file = join(dataDir, 'devices.json');
        const known: { rows: object[] } = JSON.parse(readFileSync(file, 'utf8'));
        const rows = known.rows.map((row) => ({ ...row, isAlwaysAccepted: true }));
        writeFileSync(file, JSON.stringify({ ...known, rows }));
      },
    },
  );
}

async function arrive(app: App, work: Work, data: string, into: string, limitMs: number): Promise<Outcome> {
  const port = listeners([app.pid]).find(({ isLoopback }) => isLoopback)?.port;
  if (port === undefined) return { kind: 'wrong', why: 'it listens nowhere' };
  const before = readProcess(app.pid);
  await watch(app);
  const begun = performance.now();
  const sender = new Program(sendTo({ address: HERE.receiver.address, port }, work.source, data));
  for (const pid of sender.pids) setPriority(pid, GIVES_WAY);
  const ended = await inTime(limitMs, sender.ended);
  await sender.stop();
  if (ended === 'late') return { kind: 'cut', afterMs: limitMs };
  const seconds = (ended.atMs - begun) / 1000;
  const late = await lateness(app);
  const after = readProcess(app.pid);
  const why = ended.code === 0 ? wrongIn(work.source, into) : sender.why(ended.code);
  if (why !== null) return { kind: 'wrong', why };
  const cpuSeconds = before && after && after.cpuSeconds - before.cpuSeconds;
  const rssMiB = after?.peakMiB ?? null;
  return { kind: 'measured', sample: { seconds, cpuSeconds, rssMiB, bytes: work.bytes, more: late } };
}

async function rest(app: App): Promise<Outcome> {
  await watch(app);
  await delay(REST_MS);
  return {
    kind: 'measured',
    sample: { seconds: null, cpuSeconds: null, rssMiB: null, bytes: null, more: await lateness(app) },
  };
}

interface Watching {
  delay: { enable(): void; disable(): void; percentile(of: number): number; readonly max: number };
}

async function watch(app: App): Promise<void> {
  await app.evaluate(() => {
    const delay = process.getBuiltinModule('node:perf_hooks').monitorEventLoopDelay({ resolution: 1 });
    delay.enable();
    Object.assign(globalThis, { delay });
  });
}

async function lateness(app: App): Promise<Record<string, number>> {
  const [p99, max] = await app.evaluate(() => {
    const { delay } = globalThis as unknown as Watching;
    delay.disable();
    return [delay.percentile(99) / 1e6, delay.max / 1e6] as const;
  });
  return { [LATE]: p99, 'loop max ms': max };
}
