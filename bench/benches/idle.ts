import { setTimeout as delay } from 'node:timers/promises';
import type { Page } from 'playwright';
import { err, ok } from '../../src/base/result.ts';
import type { State } from '../../src/contract/state.ts';
import type { App } from '../../tests/support/launch.ts';
import { isStandIn, seeHome, withApp } from '../app.ts';
import type { Bench } from '../bench.ts';
import { inTime } from '../first-paint.ts';
import { type Multicast, makeSurroundings, sentMulticast } from '../idle/surroundings.ts';
import { type Limit, peak, worst } from '../limit.ts';
import { whyNoNamespaces } from '../links/namespaces.ts';
import { type ProcessFacts, readProcess } from '../measure.ts';
import type { Contender, Outcome } from '../run.ts';

/**
 * What a start costs isn't what staying costs: the clock starts when this has settled. It looks for others for a minute
 * after its window was closed, in case it is opened again.
 */
const SETTLE_MS = 90_000;
const SETTLE_SMALL_MS = 5_000;
const MARGIN_MS = 60_000;
const LOOK_EVERY_MS = 100;
/** As many as a household and an office have together. */
const NEAR = 50;

const CORE = '% of a core';
const BYTES = 'multicast B/min';
const PACKETS = 'packets/min';

const ALONE = 'hidden';
const AMONG = `hidden, ${NEAR} paired devices near`;

const LIMITS: readonly Limit[] = [ALONE, AMONG].flatMap((work): Limit[] => [
  { what: `${work}: % of a core`, is: 'most', needed: 0.2, aim: null, measure: worst({ more: CORE }, work) },
  { what: `${work}: memory, MiB`, is: 'most', needed: 120, aim: null, measure: peak('rssMiB', work) },
  { what: `${work}: multicast B/min`, is: 'most', needed: 1024, aim: null, measure: worst({ more: BYTES }, work) },
]);

/** What Ferry costs while nobody looks: it is there all day. */
export const idle: Bench = {
  name: 'idle',
  title: 'the app in the background, with no window and nothing to do, alone and with paired devices near',
  plan: ({ seconds, isSmall }) => {
    const limitMs = seconds * 1000 + settleMs(isSmall) + MARGIN_MS;
    return { rounds: 1, warmUps: 0, budgetMs: 2 * limitMs, limitMs };
  },
  prepare: async ({ seconds, isSmall }) => {
    if (readProcess(process.pid) === null) return err('This bench reads /proc, which this system has not.');
    const whyNoNetwork = whyNoNamespaces();
    const contender = (work: string, near: number): Contender => ({
      work,
      what: 'CPU time of the main process',
      isOurs: true,
      measure: (limitMs) => {
        const look = { near, seconds, settleMs: settleMs(isSmall), limitMs };
        return whyNoNetwork === null ? lookOnNetwork(look) : withApp((app) => lookOn(app, look));
      },
    });
    return ok({
      contenders: [contender(ALONE, 0), ...(whyNoNetwork === null ? [contender(AMONG, NEAR)] : [])],
      missing: [],
      notes: [
        `Looked at for ${seconds} s, after ${settleMs(isSmall) / 1000} s to settle. Memory is what the process holds at the end.`,
        ...(whyNoNetwork === null
          ? [
              'It is on a network of its own with one interface. Multicast is all that leaves there to groups, with the headers of IP and the system’s own.',
              `The ${NEAR} devices are small programs: they announce themselves, answer who asks, and one of them asks every five minutes.`,
            ]
          : [`Multicast isn't counted, and nobody is near: ${whyNoNetwork}`]),
        ...(isStandIn
          ? ["Ferry's main bundle runs on Node here, in place of Electron: Electron's own share isn't in it."]
          : []),
      ],
      close: async () => {},
    });
  },
  limits: ({ isSmall }) => (isSmall ? [] : LIMITS),
};

function settleMs(isSmall: boolean): number {
  return isSmall ? SETTLE_SMALL_MS : SETTLE_MS;
}

/** Otherwise what they cost it wouldn't be in the figures. */
async function seeNear(page: Page, count: number): Promise<void> {
  const isSeen = () =>
    page.evaluate(async () => {
      const { ferry } = window as unknown as { readonly ferry: { invoke(command: string): Promise<unknown> } };
      // The bridge's own answer, as it came through the page.
      const { value } = (await ferry.invoke('state.snapshot')) as { value: { state: State } };
      return Object.values(value.state.nearby).filter(({ isPaired, isHere }) => isPaired && isHere).length;
    });
  while ((await isSeen()) < count) await delay(LOOK_EVERY_MS);
}

interface Look {
  readonly near: number;
  readonly seconds: number;
  readonly settleMs: number;
  readonly limitMs: number;
}

async function lookOnNetwork(look: Look): Promise<Outcome> {
  const surroundings = makeSurroundings();
  try {
    return await withApp((app) => lookOn(app, look, sentMulticast), {
      namespace: surroundings.namespace,
      furnish: async (dataDir, folder) => {
        if (look.near > 0) await surroundings.populate(dataDir, folder, look.near);
      },
    });
  } finally {
    await surroundings.close();
  }
}

async function lookOn(
  app: App,
  { near, seconds, settleMs, limitMs }: Look,
  sent: ((pid: number) => Multicast) | null = null,
): Promise<Outcome> {
  const seen = await inTime(
    limitMs - seconds * 1000 - settleMs,
    seeHome(app).then((page) => seeNear(page, near)),
  );
  if (seen === 'late')
    return { kind: 'wrong', why: near === 0 ? 'its window never showed Home' : `it never saw ${near} devices near` };
  // The same way the app itself puts its window away when it stays in the background.
  await app.evaluate(({ BrowserWindow }) => {
    for (const window of BrowserWindow.getAllWindows()) window.destroy();
  });
  await delay(settleMs);
  const now = (): (ProcessFacts & Partial<Multicast>) | null => {
    const facts = readProcess(app.pid);
    return facts && { ...facts, ...sent?.(app.pid) };
  };
  const before = now();
  await delay(seconds * 1000);
  const after = now();
  if (before === null || after === null)
    return { kind: 'wrong', why: 'it ended while it should stay in the background' };
  const windows = await app.windows();
  if (windows !== 0) return { kind: 'wrong', why: `it has ${windows} open windows` };
  const cpuSeconds = after.cpuSeconds - before.cpuSeconds;
  const aMinute = (field: keyof Multicast) => (((after[field] ?? 0) - (before[field] ?? 0)) * 60) / seconds;
  const more = { [CORE]: (100 * cpuSeconds) / seconds };
  return {
    kind: 'measured',
    sample: {
      seconds: cpuSeconds,
      cpuSeconds: null,
      rssMiB: after.residentMiB,
      bytes: null,
      more: sent === null ? more : { ...more, [BYTES]: aMinute('bytes'), [PACKETS]: aMinute('packets') },
      note: `${windows} windows open`,
    },
  };
}
