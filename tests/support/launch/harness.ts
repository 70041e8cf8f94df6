import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright';
import type { Control } from '../harness/control.ts';
import type { FromHarness, ToHarness, WindowOpened } from '../harness/control-messages.ts';
import { messageOf, within } from '../harness/deadline.ts';
import { type App, createHome, QUIT_TIMEOUT_MS, type Start, WINDOW_TIMEOUT_MS } from './app.ts';
import { Relay } from './relay.ts';

const START_TIMEOUT_MS = 20_000;
const EVALUATE_TIMEOUT_MS = 30_000;

/** The harness's controls, called from the test's process. */
export type HarnessControls = {
  readonly [K in keyof Control]: (...args: Parameters<Control[K]>) => Promise<Awaited<ReturnType<Control[K]>>>;
};

type Waiting = { resolve(value: never): void; reject(error: Error): void };
type Unnumbered<T> = T extends unknown ? Omit<T, 'id'> : never;

const running = new Set<HarnessApp>();
// A test process that ends early must leave nothing behind; what is killed here takes its Chromium along.
process.on('exit', () => {
  for (const app of running) app.killNow();
});

class HarnessApp implements App {
  readonly kind = 'chromium harness';
  readonly pid: number;
  readonly exited: Promise<number | null>;
  private readonly child: ChildProcess;
  private readonly home = createHome();
  private readonly open = new Map<number, { facts: WindowOpened; page: Promise<Page> | null }>();
  private readonly browsers = new Set<Browser>();
  private readonly relays = new Set<Relay>();
  private readonly namespace: string | null;
  private readonly waiting = new Map<number, Waiting>();
  private readonly changed = new EventTarget();
  private lastId = 0;
  private text = '';
  private hasExited = false;
  private isEvaluated = false;

  constructor({ appRoot, args, env, namespace, harness }: Start) {
    this.namespace = namespace;
    const entry = harness ?? fileURLToPath(new URL('../harness/run.ts', import.meta.url));
    const profiles = join(this.home.folder, 'profiles');
    mkdirSync(profiles);
    const [command = '', ...words] = [
      ...(namespace === null ? [] : ['ip', 'netns', 'exec', namespace]),
      process.execPath,
    ];
    this.child = spawn(command, [...words, entry, appRoot, ...args], {
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      serialization: 'advanced',
      env: { ...process.env, ...this.home.env, FERRY_HARNESS_DEVTOOLS: '1', FERRY_HARNESS_TMP: profiles, ...env },
    });
    this.pid = this.child.pid ?? 0;
    running.add(this);
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.text += text;
        this.announce();
      });
    }
    this.child.on('message', (message: FromHarness) => this.onMessage(message));
    this.exited = new Promise((resolve) => {
      this.child.once('error', () => resolve(null));
      // 'close' and not 'exit': by then the last output has been read.
      this.child.once('close', (code) => resolve(code));
    });
    void this.exited.then(() => this.onExit());
  }

  /** Until the entry module has been evaluated, or the app has ended (which may be what a test wants to see). */
  async started(): Promise<this> {
    await this.until(START_TIMEOUT_MS, 'the app to start', () => this.isEvaluated || this.hasExited);
    return this;
  }

  async window(): Promise<Page> {
    await this.until(WINDOW_TIMEOUT_MS, 'a window to open', () => {
      if (this.hasExited) throw new Error(`The app ended before it opened a window. It said:\n${this.text}`);
      return this.open.size > 0;
    });
    const newest = [...this.open.values()].at(-1);
    if (newest === undefined) throw new Error('The window closed again at once.');
    newest.page ??= this.attach(newest.facts);
    return newest.page;
  }

  async windows(): Promise<number> {
    return this.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length);
  }

  async evaluate<R, A = undefined>(
    run: (electron: typeof import('electron'), arg: A) => R | Promise<R>,
    arg?: A,
  ): Promise<R> {
    return (await this.ask({ type: 'evaluate', source: String(run), arg })) as R;
  }

  async control(method: string, args: readonly unknown[]): Promise<unknown> {
    return this.ask({ type: 'control', method, args });
  }

  output(): string {
    return this.text;
  }

  async close(): Promise<void> {
    await this.end();
    await this.detach();
  }

  private async end(): Promise<void> {
    if (this.hasExited) return;
    // SIGTERM is app.quit() there, and it works before the app is ready, too.
    this.child.kill('SIGTERM');
    try {
      await within(QUIT_TIMEOUT_MS, 'the app to quit', this.exited);
    } catch {
      // An app that prevents its quit (or hangs) is ended; Chromium ends with the pipe to it.
      this.child.kill('SIGKILL');
      await this.exited;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  killNow(): void {
    this.child.kill('SIGKILL');
    this.home.remove();
  }

  private async until(timeoutMs: number, waitedFor: string, isSo: () => boolean): Promise<void> {
    const stop = new AbortController();
    const came = new Promise<void>((resolve, reject) => {
      const look = (): void => {
        try {
          if (isSo()) resolve();
        } catch (error) {
          reject(error as Error);
        }
      };
      this.changed.addEventListener('change', look, { signal: stop.signal });
      look();
    });
    try {
      await within(timeoutMs, waitedFor, came);
    } catch (error) {
      throw new Error(`${messageOf(error)}\nThe app said:\n${this.text}`, { cause: error });
    } finally {
      stop.abort();
    }
  }

  private announce(): void {
    this.changed.dispatchEvent(new Event('change'));
  }

  private onMessage(message: FromHarness): void {
    switch (message.type) {
      case 'entry evaluated':
        this.isEvaluated = true;
        break;
      case 'window opened':
        this.open.set(message.windowId, { facts: message, page: null });
        break;
      case 'window closed':
        this.open.delete(message.windowId);
        break;
      case 'answered':
        this.waiting.get(message.id)?.resolve(message.value as never);
        break;
      case 'failed': {
        const error = new Error(message.message);
        error.stack = message.stack;
        this.waiting.get(message.id)?.reject(error);
        break;
      }
    }
    this.announce();
  }

  private async ask(message: Unnumbered<ToHarness>): Promise<unknown> {
    if (this.hasExited) throw new Error(`The app has ended. It said:\n${this.text}`);
    this.lastId += 1;
    const id = this.lastId;
    const answered = new Promise<never>((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
    });
    const what = message.type === 'control' ? message.method : 'a function in the main process';
    this.child.send({ ...message, id }, (error) => {
      if (error !== null) this.waiting.get(id)?.reject(error);
    });
    try {
      return await within(EVALUATE_TIMEOUT_MS, `the answer of ${what}`, answered);
    } finally {
      this.waiting.delete(id);
    }
  }

  private async attach({ endpoint, windowId }: WindowOpened): Promise<Page> {
    if (endpoint === null) throw new Error('The harness was started without FERRY_HARNESS_DEVTOOLS=1.');
    // Without its defaults, Playwright changes nothing that the app or the harness has set (colours, focus).
    const options = { noDefaults: true, isLocal: true, timeout: WINDOW_TIMEOUT_MS };
    const browser = await chromium.connectOverCDP(await this.reachable(endpoint), options);
    this.browsers.add(browser);
    const page = browser.contexts()[0]?.pages()[0];
    if (page === undefined) throw new Error(`Window ${windowId} has no page.`);
    return page;
  }

  private async reachable(endpoint: string): Promise<string> {
    if (this.namespace === null) return endpoint;
    const relay = new Relay(this.namespace, Number(new URL(endpoint).port), this.home.folder);
    this.relays.add(relay);
    return endpoint.replace(/^ws:\/\/[^/]+/, `ws://127.0.0.1:${await relay.open()}`);
  }

  private async detach(): Promise<void> {
    await Promise.all([...this.browsers].map((browser) => browser.close()));
    this.browsers.clear();
    for (const relay of this.relays) relay.close();
    this.relays.clear();
  }

  private onExit(): void {
    this.hasExited = true;
    running.delete(this);
    this.open.clear();
    for (const { reject } of this.waiting.values()) {
      reject(new Error(`The app ended while it was asked. It said:\n${this.text}`));
    }
    this.announce();
    this.home.remove();
  }
}

export const launchHarness = (start: Start): Promise<App> => new HarnessApp(start).started();

/** What only the harness can tell or do: the person's side of tray, dialogs and notifications, and what was recorded. */
export const harnessOf = (app: App): HarnessControls => {
  if (!(app instanceof HarnessApp)) throw new Error(`This app runs in ${app.kind}, which has no harness controls.`);
  return new Proxy({} as HarnessControls, {
    get:
      (_target, method) =>
      (...args: unknown[]) =>
        app.control(String(method), args),
  });
};

/** For afterAll and afterEach: closes whatever a failed test left open. */
export const closeEverything = async (): Promise<void> => {
  await Promise.all([...running].map((app) => app.close()));
};
