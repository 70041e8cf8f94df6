import { setTimeout as delay } from 'node:timers/promises';
import { err, ok } from '../../src/base/result.ts';
import { isStandIn, seeHome, withApp } from '../app.ts';
import type { Bench } from '../bench.ts';
import { inTime } from '../first-paint.ts';
import { readProcess } from '../measure.ts';
import type { Outcome } from '../run.ts';

/** What a start costs isn't what staying costs: the clock starts when this has settled. */
const SETTLE_MS = 5_000;
const MARGIN_MS = 60_000;

/** What Ferry costs while nobody looks: it is there all day. */
export const idle: Bench = {
  name: 'idle',
  title: 'the app in the background, with no window and nothing to do',
  plan: ({ seconds }) => ({
    rounds: 1,
    warmUps: 0,
    budgetMs: seconds * 1000 + MARGIN_MS,
    limitMs: seconds * 1000 + MARGIN_MS,
  }),
  prepare: async ({ seconds }) => {
    if (readProcess(process.pid) === null) return err('This bench reads /proc, which this system has not.');
    return ok({
      contenders: [
        {
          work: `hidden for ${seconds} s`,
          what: 'CPU time of the main process',
          isOurs: true,
          measure: (limitMs) => lookOn(seconds, limitMs),
        },
      ],
      missing: [],
      notes: [
        'Memory is what the process holds at the end of the time.',
        ...(isStandIn
          ? ["Ferry's main bundle runs on Node here, in place of Electron: Electron's own share isn't in it."]
          : []),
      ],
      close: async () => {},
    });
  },
};

function lookOn(seconds: number, limitMs: number): Promise<Outcome> {
  return withApp(async (app) => {
    if ((await inTime(limitMs - seconds * 1000, seeHome(app))) === 'late')
      return { kind: 'wrong', why: 'its window never showed Home' };
    // The same way the app itself puts its window away when it stays in the background.
    await app.evaluate(({ BrowserWindow }) => {
      for (const window of BrowserWindow.getAllWindows()) window.destroy();
    });
    await delay(SETTLE_MS);
    const before = readProcess(app.pid);
    await delay(seconds * 1000);
    const after = readProcess(app.pid);
    if (before === null || after === null)
      return { kind: 'wrong', why: 'it ended while it should stay in the background' };
    const windows = await app.windows();
    if (windows !== 0) return { kind: 'wrong', why: `it has ${windows} open windows` };
    const cpuSeconds = after.cpuSeconds - before.cpuSeconds;
    const note = `${((100 * cpuSeconds) / seconds).toFixed(2)} % of one core, ${windows} windows open`;
    return {
      kind: 'measured',
      sample: { seconds: cpuSeconds, cpuSeconds: null, rssMiB: after.residentMiB, bytes: null, note },
    };
  });
}
