import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { CdpPipe } from './cdp-pipe.ts';
import { messageOf, within } from './deadline.ts';
import { newProfileFolder, runtime, say, sayOnce } from './runtime.ts';
import { removeFolder } from './temp-folders.ts';

const START_TIMEOUT_MS = 20_000;
const TERM_GRACE_MS = 3_000;

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge'];

/** The one CHROMIUM names (`npm start` always names one), else the first on PATH. */
export const locateChromium = (): string => {
  const named = process.env.CHROMIUM;
  const folders = (process.env.PATH ?? '').split(delimiter);
  const candidates = named ? [named] : names.flatMap((name) => folders.map((folder) => join(folder, name)));
  const found = candidates.find((file) => existsSync(file));
  if (found !== undefined) return found;
  throw new Error(
    named
      ? `There is no program at ${named}, which CHROMIUM names.`
      : 'No Chromium was found: install the package "chromium", or name the program in CHROMIUM.',
  );
};

/** No component, update, sync, ping or extension of Chromium's own may run: the window is the app's and nothing else. */
const quiet = [
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  '--no-default-browser-check',
  '--disable-default-apps',
  '--disable-extensions',
  '--disable-component-extensions-with-background-pages',
  '--disable-domain-reliability',
  '--disable-client-side-phishing-detection',
  '--disable-breakpad',
  '--disable-search-engine-choice-screen',
  '--disable-hang-monitor',
  '--disable-prompt-on-repost',
  '--metrics-recording-only',
  '--no-pings',
  '--no-service-autorun',
  '--password-store=basic',
  '--use-mock-keychain',
  '--disable-features=Translate,MediaRouter,OptimizationHints,DialMediaRouteProvider,InterestFeedContentSuggestions,CertificateTransparencyComponentUpdater,AutofillServerCommunication,PrivacySandboxSettings4',
  // Requests are answered by the harness before any name is looked up; a request that slips past it finds no host.
  '--host-resolver-rules=MAP * ~NOTFOUND',
  '--allow-file-access-from-files',
];

const headlessOnly = [
  '--headless=new',
  '--disable-gpu',
  '--disable-renderer-backgrounding',
  '--disable-background-timer-throttling',
  '--disable-backgrounding-occluded-windows',
];

export interface ChromiumOptions {
  readonly width: number;
  readonly height: number;
  readonly name: string;
  readonly language: string;
}

export interface ChromiumExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** One Chromium process with a fresh profile, which it owns and removes. */
export class Chromium {
  readonly cdp: CdpPipe;
  readonly pid: number;
  readonly exited: Promise<ChromiumExit>;
  /** Where Playwright attaches; null unless the launcher of tests asked for it. */
  readonly endpoint: Promise<string> | null;
  private readonly child: ChildProcess;
  private readonly profile: string;
  private lastWords = '';
  private isOver = false;

  constructor(options: ChromiumOptions) {
    const program = locateChromium();
    this.profile = newProfileFolder();
    const isRoot = process.getuid?.() === 0;
    if (isRoot) sayOnce("Chromium's own sandbox is off, because it can't run as root.");
    const child = spawn(
      program,
      [
        ...quiet,
        ...(runtime.isHeaded ? [] : headlessOnly),
        ...(isRoot ? ['--no-sandbox', '--test-type'] : []),
        '--remote-debugging-pipe',
        ...(runtime.wantsDevtools ? ['--remote-debugging-port=0'] : []),
        `--user-data-dir=${this.profile}`,
        `--window-size=${options.width},${options.height}`,
        `--class=${options.name}`,
        `--name=${options.name}`,
        `--lang=${options.language}`,
        // An app window: no tabs and no address bar. It shows nothing until the app loads its first page.
        `--app=data:text/html,<title>${encodeURIComponent(options.name)}</title>`,
      ],
      { stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'pipe'], env: this.environment() },
    );
    this.child = child;
    this.pid = child.pid ?? 0;
    live.add(this);
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.lastWords = (this.lastWords + text).slice(-4_000);
    });
    this.exited = new Promise((resolve) => {
      child.once('error', (error) => {
        say(`Chromium could not be started: ${error.message}`);
        resolve({ code: null, signal: null });
      });
      child.once('exit', (code, signal) => resolve({ code, signal }));
    }).then((exit) => {
      this.isOver = true;
      live.delete(this);
      this.removeProfile();
      return exit as ChromiumExit;
    });
    this.cdp = new CdpPipe(child.stdio[3] as Writable, child.stdio[4] as Readable);
    this.endpoint = runtime.wantsDevtools ? this.readEndpoint() : null;
    // Whoever needs it awaits it; a window that closes first must not become an unhandled rejection.
    this.endpoint?.catch(() => undefined);
  }

  /** Asks Chromium to end, insists after a grace time, and resolves when the process is gone. */
  async stop(): Promise<void> {
    if (this.isOver) return;
    this.child.kill('SIGTERM');
    const insist = setTimeout(() => this.child.kill('SIGKILL'), TERM_GRACE_MS);
    await this.exited;
    clearTimeout(insist);
  }

  /** For the very end of the harness, when nothing asynchronous runs any more. */
  killNow(): void {
    this.child.kill('SIGKILL');
    this.removeProfile();
  }

  /** What it said last; its usual complaints about a missing D-Bus aside. */
  get stderrTail(): string {
    const lines = this.lastWords.split('\n').filter((line) => line !== '' && !line.includes('/dbus/'));
    return lines.slice(-5).join('\n');
  }

  /** A headless one keeps every file it writes inside its profile; a headed one needs the person's theme and portals. */
  private environment(): NodeJS.ProcessEnv {
    if (runtime.isHeaded) return process.env;
    const { DBUS_SESSION_BUS_ADDRESS: _bus, DISPLAY: _x, WAYLAND_DISPLAY: _wayland, ...rest } = process.env;
    return { ...rest, HOME: this.profile, XDG_CONFIG_HOME: this.profile, XDG_CACHE_HOME: this.profile };
  }

  private readEndpoint(): Promise<string> {
    const seen = new Promise<string>((resolve, reject) => {
      const look = (): void => {
        const endpoint = /DevTools listening on (ws:\S+)/.exec(this.lastWords)?.[1];
        if (endpoint !== undefined) resolve(endpoint);
      };
      this.child.stderr?.on('data', look);
      void this.exited.then(() => reject(new Error('Chromium ended before it named its debugging endpoint.')));
    });
    return within(START_TIMEOUT_MS, "Chromium's debugging endpoint", seen);
  }

  private removeProfile(): void {
    try {
      removeFolder(this.profile);
    } catch (error) {
      // The next start of a harness sweeps what is left here.
      say(`A Chromium profile could not be removed yet: ${messageOf(error)}`);
    }
  }
}

const live = new Set<Chromium>();
process.on('exit', () => {
  for (const chromium of live) chromium.killNow();
});

export const waitForAllChromium = async (): Promise<void> => {
  await Promise.all([...live].map((chromium) => chromium.exited));
};
