import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { chromium, type Page } from 'playwright';
import { findChromium } from '../../scripts/chromium.mjs';
import { err, ok } from '../../src/base/result.ts';
import { inFolder, isStandIn, seeHome, withApp } from '../app.ts';
import type { Bench } from '../bench.ts';
import { firstPaintMs, inTime, wallMs } from '../first-paint.ts';
import type { Outcome } from '../run.ts';

const WORK = 'from start to first paint';
const STATIC_PAGE = 'data:text/html,<title>Static</title><h1>Static</h1>';

/** How long a person waits for the window, beside the shortest wait Chromium allows. */
export const window: Bench = {
  name: 'window',
  title: 'cold start of the app to the first paint of Home, beside a bare Chromium with one static page',
  plan: () => ({ rounds: 7, warmUps: 1, budgetMs: 240_000, limitMs: 40_000 }),
  prepare: async () => {
    const browser = findChromium({ platform: process.platform, env: process.env, exists: existsSync });
    if (!browser || 'missing' in browser)
      return err('This bench needs Chromium: install it, or set CHROMIUM to its path.');
    return ok({
      contenders: [
        { work: WORK, what: 'Ferry', isOurs: true, measure: paintHome },
        {
          work: WORK,
          what: 'bare Chromium',
          isOurs: false,
          measure: (limitMs) => inFolder((folder) => paintStatic(browser.path, limitMs, folder)),
        },
      ],
      missing: [],
      notes: [
        'Each start has new processes, a new profile and a new data folder; what the disk gives is in memory after the warm-up.',
        ...(isStandIn
          ? [
              "Ferry's own bundles run on Node and Chromium here, in place of Electron: a packaged app starts differently.",
            ]
          : []),
      ],
      close: async () => {},
    });
  },
};

function measured(startMs: number, paintMs: number): Outcome {
  return {
    kind: 'measured',
    sample: { seconds: (paintMs - startMs) / 1000, cpuSeconds: null, rssMiB: null, bytes: null },
  };
}

function paintHome(limitMs: number): Promise<Outcome> {
  return withApp(async (app, startMs) => {
    const paintMs = await inTime(limitMs, seeHome(app).then(firstPaintMs));
    return paintMs === 'late' ? { kind: 'cut', afterMs: limitMs } : measured(startMs, paintMs);
  });
}

async function paintStatic(path: string, limitMs: number, folder: string): Promise<Outcome> {
  const isRoot = process.getuid?.() === 0;
  const startMs = wallMs();
  const child = spawn(
    path,
    [
      '--headless=new',
      '--disable-gpu',
      ...(isRoot ? ['--no-sandbox'] : []),
      '--no-first-run',
      '--disable-extensions',
      '--remote-debugging-port=0',
      `--user-data-dir=${join(folder, 'profile')}`,
      `--app=${STATIC_PAGE}`,
    ],
    { stdio: ['ignore', 'ignore', 'pipe'], env: { ...process.env, HOME: folder } },
  );
  const exited = new Promise((resolve) => child.once('exit', resolve));
  try {
    const paintMs = await inTime(limitMs, attach(child.stderr).then(firstPaintMs));
    return paintMs === 'late' ? { kind: 'cut', afterMs: limitMs } : measured(startMs, paintMs);
  } finally {
    child.kill('SIGTERM');
    if ((await inTime(3_000, exited)) === 'late') child.kill('SIGKILL');
    await exited;
  }
}

/** The page of a Chromium that says on standard error where it can be reached. */
async function attach(stderr: NodeJS.ReadableStream): Promise<Page> {
  const endpoint = await new Promise<string>((resolve) => {
    let text = '';
    stderr.setEncoding('utf8');
    stderr.on('data', (chunk: string) => {
      text = (text + chunk).slice(-4_000);
      const found = /DevTools listening on (ws:\S+)/.exec(text)?.[1];
      if (found !== undefined) resolve(found);
    });
  });
  const browser = await chromium.connectOverCDP(endpoint);
  for (;;) {
    const page = browser
      .contexts()
      .flatMap((context) => context.pages())
      .find((each) => each.url().startsWith('data:'));
    if (page) return page;
    await delay(10);
  }
}
