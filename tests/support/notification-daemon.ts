// A session bus of the test's own with a real notification daemon on it, which shows on a screen of the test's own.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants, existsSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { vi } from 'vitest';
import { tempFolder } from './temp-folder.ts';
import { hasXvfb, openScreen } from './xvfb.ts';

const isThere = (program: string): boolean =>
  (process.env.PATH ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });

const isDeciding = Boolean(process.env.CI) && process.env.CI !== 'false';

/** Where CI decides, the tests run and fail instead of being passed over. */
export const hasNotificationDaemon: boolean =
  process.platform === 'linux' &&
  (isDeciding || (hasXvfb && ['dunst', 'dunstctl', 'dbus-send', 'dbus-daemon'].every(isThere)));

/** As the daemon keeps it. */
export interface Shown {
  readonly id: number;
  readonly summary: string;
  readonly body: string;
  /** With the markup that it is drawn with. */
  readonly message: string;
}

export interface SessionOfTest extends AsyncDisposable {
  readonly address: string;
  /** Starts the daemon, or another after the one before was ended. */
  startDaemon(): Promise<void>;
  endDaemon(): Promise<void>;
  /** So many are on the screen now. */
  count(): number;
  /** Those that are on the screen no more, the latest first. */
  history(): readonly Shown[];
  /** A click on the one that stands on top. */
  click(): void;
  /** What can be pressed now, by the words on it. */
  choices(): Promise<readonly string[]>;
  /** Chooses from the menu of everything that can be pressed on what is shown. */
  press(label: string): Promise<void>;
  /** Puts away what stands on top, as a person does. */
  putAway(): void;
  /** Another program of this session says that this was pressed: to every program on the bus, each by its own name. */
  forge(signal: 'ActionInvoked' | 'NotificationClosed', id: number, what: string): void;
}

const BUS = 'org.freedesktop.DBus';

/** Its menu is a program that gets the choices and says one: here the one that a file names. */
const configWith = (menu: string): string => `[global]
  dmenu = ${menu}
  notification_limit = 0
  sort = no
  idle_threshold = 0
  history_length = 100
  stack_duplicates = no
  font = DejaVu Sans 10
  markup = full
  mouse_left_click = do_action
[urgency_low]
  timeout = 0
[urgency_normal]
  timeout = 0
`;

export async function openSession(): Promise<SessionOfTest> {
  const folder = await tempFolder();
  const config = join(folder, 'dunstrc');
  const wish = join(folder, 'wish');
  const menu = join(folder, 'menu');
  const choices = join(folder, 'choices');
  const done = join(folder, 'done');
  await writeFile(menu, `#!/bin/sh\ntee ${choices} | grep -m1 "^#$(cat ${wish}) "\ntouch ${done}\n`, { mode: 0o700 });
  await writeFile(config, configWith(menu));
  const screen = await openScreen();
  const bus = spawn('dbus-daemon', ['--session', '--nofork', '--print-address'], {
    stdio: ['ignore', 'pipe', 'ignore'],
    // A daemon of this computer's own is not to be started by it.
    env: { ...process.env, XDG_DATA_DIRS: folder, XDG_DATA_HOME: folder },
  });
  const address = String((await once(bus.stdout, 'data'))[0]).trim();
  const env = { ...process.env, DBUS_SESSION_BUS_ADDRESS: address, DISPLAY: screen.display, HOME: folder };
  const run = (program: string, ...args: readonly string[]): string =>
    execFileSync(program, args, { env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], timeout: 15_000 });
  const ask = (member: string, ...args: readonly string[]): string =>
    run('dbus-send', '--session', '--print-reply', `--dest=${BUS}`, '/', `${BUS}.${member}`, ...args);
  let daemon: ReturnType<typeof spawn> | null = null;

  /** A menu that is still closing keeps the next from opening, without a word. */
  const choose = async (label: string): Promise<void> => {
    await writeFile(wish, label);
    await rm(done, { force: true });
    await vi.waitUntil(
      () => {
        const isDone = existsSync(done);
        if (!isDone) run('dunstctl', 'context');
        return isDone;
      },
      { timeout: 15_000, interval: 100 },
    );
  };

  const session: SessionOfTest = {
    address,
    async startDaemon() {
      daemon = spawn('dunst', ['-config', config], { env, stdio: 'ignore' });
      const isReady = () => ask('NameHasOwner', 'string:org.freedesktop.Notifications').includes('boolean true');
      await vi.waitUntil(isReady, { timeout: 15_000, interval: 50 });
    },
    async endDaemon() {
      const ended = daemon === null ? null : once(daemon, 'exit');
      daemon?.kill();
      daemon = null;
      await ended;
    },
    count: () => Number(run('dunstctl', 'count', 'displayed')),
    history() {
      const { data } = JSON.parse(run('dunstctl', 'history')) as { data: readonly (readonly Raw[])[] };
      return (data[0] ?? []).map((raw) => ({
        id: raw.id.data,
        summary: raw.summary.data,
        body: raw.body.data,
        message: raw.message.data,
      }));
    },
    click: () => void run('dunstctl', 'action'),
    async choices() {
      await choose('nothing of it');
      const lines = (await readFile(choices, 'utf8')).split('\n');
      return lines.map((line) => /^#(.*?) \(/.exec(line)?.[1] ?? '').sort();
    },
    press: choose,
    putAway: () => void run('dunstctl', 'close'),
    forge(signal, id, what) {
      const face = 'org.freedesktop.Notifications';
      const path = '/org/freedesktop/Notifications';
      const value = signal === 'ActionInvoked' ? `string:${what}` : 'uint32:2';
      const names = ask('ListNames').matchAll(/":1\.\d+"/g);
      for (const to of [[], ...[...names].map(([name]) => [`--dest=${name.slice(1, -1)}`])])
        run('dbus-send', '--session', '--type=signal', ...to, path, `${face}.${signal}`, `uint32:${id}`, value);
    },
    async [Symbol.asyncDispose]() {
      await session.endDaemon();
      bus.kill();
      await screen[Symbol.asyncDispose]();
    },
  };
  return session;
}

interface Raw {
  readonly id: { readonly data: number };
  readonly summary: { readonly data: string };
  readonly body: { readonly data: string };
  readonly message: { readonly data: string };
}
