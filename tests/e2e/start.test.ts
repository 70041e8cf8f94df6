// `npm start` as a person meets it: what it opens, what it says where it can't, and that it leaves nothing behind.
import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, test } from 'vitest';
import { inTime } from '../support/busy.ts';
import { electronRuntime } from '../support/launch.ts';
import { isRunning, listeners, processTree } from '../support/processes.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { hasXvfb, openScreen } from '../support/xvfb.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const SCRIPT = join(ROOT, 'scripts', 'start.mjs');
const NO_XVFB = 'needs Xvfb: apt-get install xvfb';
const HAS_ELECTRON = 'Electron is installed here, so nothing is fetched';
const STACK_TRACE = /\n\s+at .*[:(]/;

interface Started {
  readonly pid: number;
  output(): string;
  readonly exitCode: Promise<number | null>;
  stop(): void;
}

const running = new Set<ChildProcess>();
afterEach(() => {
  for (const child of running) child.kill('SIGKILL');
  running.clear();
});

/** Starts the script with a home of its own, and with none of this process's screens, browsers and settings. */
async function start(args: readonly string[], env: Record<string, string>): Promise<Started> {
  const home = await tempFolder();
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(DISPLAY|WAYLAND_DISPLAY|CHROMIUM|NODE_ENV|XDG_.*|ELECTRON_.*|FERRY_.*|npm_.*)$/i.test(name),
  );
  const child = spawn(process.execPath, [SCRIPT, ...args], {
    cwd: ROOT,
    env: { ...Object.fromEntries(kept), HOME: home, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.add(child);
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  return {
    pid: child.pid ?? 0,
    output: () => output,
    exitCode: new Promise((resolve) => child.once('close', resolve)),
    stop: () => child.kill('SIGTERM'),
  };
}

/** A PATH that leads to no program at all. */
async function withoutPrograms(): Promise<Record<string, string>> {
  return { PATH: await tempFolder() };
}

describe.skipIf(process.platform !== 'linux')('npm start on Linux', () => {
  test('opens the app in Chromium, has no door but the one for other devices, and ends with all it started', async ({
    skip,
  }) => {
    skip(!hasXvfb, NO_XVFB);
    await using screen = await openScreen();
    expect(screen.colours()).toBe(1);
    const app = await start(['--harness', '--data', await tempFolder(), '--interface', '127.0.0.1'], {
      DISPLAY: screen.display,
    });
    // Letters have soft edges, so a window with text has many colours; until then, what it said is the failure's text.
    const shown = (): true | string => screen.colours() > 40 || app.output();
    await expect.poll(shown, { timeout: 40_000, interval: 200 }).toBe(true);

    const tree = processTree(app.pid);
    expect(tree.length).toBeGreaterThan(3);
    // Other devices may reach the app, here by loopback; other programs must find no door into its window.
    const doors = listeners(tree);
    expect(doors.filter(({ program }) => /chrom/i.test(program))).toEqual([]);
    expect(doors).toHaveLength(1);

    app.stop();
    expect(await app.exitCode).toBe(0);
    await expect.poll(() => tree.filter(isRunning)).toEqual([]);
    expect(app.output()).not.toMatch(STACK_TRACE);
  });

  test('without a screen it says so, and names the command line', async () => {
    const app = await start([], {});
    expect(await app.exitCode).toBe(1);
    expect(app.output()).toContain('There is no screen to open a window on');
    expect(app.output()).toContain('npm run ferry -- --help');
    expect(app.output()).not.toMatch(STACK_TRACE);
  });

  test('without any browser it says what to install', async () => {
    const app = await start(['--harness'], { DISPLAY: ':99', ...(await withoutPrograms()) });
    expect(await app.exitCode).toBe(1);
    expect(app.output()).toMatch(/To open the window, install .*[Cc]hromium/);
    expect(app.output()).toContain('npm run ferry -- --help');
    expect(app.output()).not.toMatch(STACK_TRACE);
  });

  test('a CHROMIUM that leads nowhere is named', async () => {
    const app = await start(['--harness'], { DISPLAY: ':99', CHROMIUM: '/nowhere/chromium' });
    expect(await app.exitCode).toBe(1);
    expect(app.output()).toContain('There is no program at /nowhere/chromium');
  });

  test('a folder without Electron is named when ELECTRON_OVERRIDE_DIST_PATH leads to it', async () => {
    const env = { DISPLAY: ':99', ELECTRON_OVERRIDE_DIST_PATH: '/nowhere', ...(await withoutPrograms()) };
    const app = await start([], env);
    expect(await app.exitCode).toBe(1);
    expect(app.output()).toContain('There is no Electron in /nowhere');
  });
});

describe.skipIf(process.platform !== 'linux')('npm start where Electron can’t be fetched', () => {
  test('a refused connection is one sentence', async ({ skip }) => {
    skip(electronRuntime !== null, HAS_ELECTRON);
    const mirror = await silentServer();
    await mirror.close();
    const app = await start(['--electron'], await downloadFrom(mirror.url));
    expect(await app.exitCode).toBe(1);
    expect(app.output()).toMatch(/Electron [\d.]+ can't be fetched: the connection was refused\./);
    expect(app.output()).not.toMatch(STACK_TRACE);
  });

  test('a server that never answers is given up on, and not asked again for a while', async ({ skip }) => {
    skip(electronRuntime !== null, HAS_ELECTRON);
    const mirror = await silentServer();
    const env = { ...(await downloadFrom(mirror.url)), FERRY_ELECTRON_STALL_MS: '2500' };
    const first = await inTime('giving up', 12_000, async () => {
      const asking = await start(['--electron'], env);
      expect(await asking.exitCode).toBe(1);
      return asking;
    });
    expect(first.output()).toMatch(/Electron [\d.]+ can't be fetched: nothing arrived for 2\.5 seconds\./);
    expect(first.output()).not.toMatch(STACK_TRACE);

    const asked = mirror.asked();
    const second = await start([], env);
    expect(await second.exitCode).toBe(1);
    expect(second.output()).toMatch(/could not be fetched a minute ago: nothing arrived/);
    expect(mirror.asked()).toBe(asked);

    const third = await start(['--electron'], env);
    expect(await third.exitCode).toBe(1);
    expect(mirror.asked()).toBe(asked + 1);
    await mirror.close();
  });

  test('it is stopped in the middle of it by a signal, and opens nothing instead', async ({ skip }) => {
    skip(electronRuntime !== null, HAS_ELECTRON);
    const mirror = await silentServer();
    const app = await start(['--electron'], { ...(await downloadFrom(mirror.url)), PATH: process.env.PATH ?? '' });
    await expect.poll(() => mirror.asked()).toBe(1);
    app.stop();
    expect(await app.exitCode).toBe(143);
    expect(app.output()).not.toContain('instead');
    expect(app.output()).not.toMatch(STACK_TRACE);
    await mirror.close();
  });
});

/** A machine with a screen and no browser, so that it ends when the download has failed. */
async function downloadFrom(url: string): Promise<Record<string, string>> {
  return {
    DISPLAY: ':99',
    ELECTRON_MIRROR: url,
    electron_config_cache: await tempFolder(),
    ...(await withoutPrograms()),
  };
}

/** Accepts every connection and says nothing. */
async function silentServer(): Promise<{ url: string; asked(): number; close(): Promise<void> }> {
  let asked = 0;
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => {
      asked += 1;
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}/`,
    asked: () => asked,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
