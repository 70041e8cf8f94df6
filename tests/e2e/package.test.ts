// The package, packed for real but around an Electron that isn't one: a folder with the files electron-builder looks
// for. So it runs without a network, and still says what a person would get.
import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, posix, relative, sep } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { extractAll, extractFile, listPackage } from '@electron/asar';
import { beforeAll, describe, expect, test } from 'vitest';
import { launch } from '../support/launch.ts';
import { tempFolder } from '../support/temp-folder.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const require = createRequire(import.meta.url);

/** Marks the place of the fuses in Electron's program; after it their version, their number, and one character each. */
const SENTINEL = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';
/** As Electron ships: the ones of runAsNode, NODE_OPTIONS, --inspect and file:// privileges are on, the rest off. */
const FUSES_AS_SHIPPED = '10110001';
/** In the order of the wire. */
const FUSES_WANTED = {
  runAsNode: '0',
  enableCookieEncryption: '1',
  enableNodeOptionsEnvironmentVariable: '0',
  enableNodeCliInspectArguments: '0',
  enableEmbeddedAsarIntegrityValidation: '1',
  onlyLoadAppFromAsar: '1',
  // Left as it is: Ferry has no snapshot of its own.
  loadBrowserProcessSpecificV8Snapshot: '0',
  grantFileProtocolExtraPrivileges: '0',
};

let packed = '';
let resources = '';
let archive = '';

// What is packed where differs by system; this is the Linux package, which only Linux tests.
describe.skipIf(process.platform !== 'linux')('the package for Linux', () => {
  beforeAll(async () => {
    if (!existsSync(join(ROOT, 'out', 'main', 'index.js')))
      throw new Error('There is nothing to pack: run "npm run build" first.');
    const folder = await tempFolder();
    const dist = makeElectron(join(folder, 'electron'));
    await run([
      join(ROOT, 'node_modules', 'electron-builder', 'cli.js'),
      ...['--linux', 'dir', '--publish', 'never', '--config', join(ROOT, 'electron-builder.yml')],
      ...[`-c.electronDist=${dist}`, `-c.directories.output=${join(folder, 'dist')}`],
    ]);
    packed = join(folder, 'dist', 'linux-unpacked');
    resources = join(packed, 'resources');
    archive = join(resources, 'app.asar');
  }, 120_000);

  test('the archive holds the three bundles and package.json, and nothing else', () => {
    // The notices of the bundled packages are for people, and lie beside the archive.
    const bundles = ['main', 'preload', 'renderer']
      .flatMap((name) => filesBelow(join(ROOT, 'out', name)))
      .filter((path) => !path.endsWith('LICENSES.md'));
    const expected = [...bundles.map((path) => relative(ROOT, path).split(sep).join('/')), 'package.json'];
    expect(filesInArchive()).toEqual(expected.sort());
    expect(expected).toEqual(expect.arrayContaining(['out/main/index.js', 'out/preload/preload.cjs']));
    expect(expected).toEqual(expect.arrayContaining(['out/renderer/index.html']));
  });

  test('no sources, tests, maps or packages are in it, wherever they came from', () => {
    for (const path of [...filesInArchive(), ...filesBelow(packed)]) {
      expect(path).not.toMatch(/\.(tsx?|map)$/);
      expect(path).not.toMatch(/(^|\/)(node_modules|tests|src)(\/|$)/);
    }
  });

  test('its package.json leads to the bundle, names the desktop entry and leaves the workshop at home', () => {
    const manifest: unknown = JSON.parse(extractFile(archive, 'package.json').toString());
    expect(manifest).toMatchObject({
      name: 'ferry',
      productName: 'Ferry',
      type: 'module',
      main: 'out/main/index.js',
      desktopName: 'app.ferry.Ferry.desktop',
    });
    expect(manifest).not.toHaveProperty('devDependencies');
  });

  test('beside it lie the pictures of the tray, the icon and the pages of the help', () => {
    expect(readdirSync(join(resources, 'assets', 'tray')).sort()).toEqual(
      readdirSync(join(ROOT, 'assets', 'tray')).sort(),
    );
    expect(existsSync(join(resources, 'assets', 'icon.png'))).toBe(true);
    expect(readdirSync(join(resources, 'docs'))).toEqual(
      expect.arrayContaining(['CLI.md', 'GUIDE.md', 'LICENSES.md', 'THREAT-MODEL.md']),
    );
    expect(readdirSync(join(resources, 'assets', 'menus')).sort()).toEqual(['Send with Ferry', 'ferry-send.desktop']);
    const notices = readFileSync(join(resources, 'docs', 'LICENSES.md'), 'utf8');
    for (const name of ['react-dom', 'valibot', 'dbus-native']) expect(notices.split(`## ${name} - `)).toHaveLength(2);
    expect(notices.split('## Material Icons (Apache-2.0)')).toHaveLength(2);
  });

  test('the command line beside it runs on a Node of the system, without a word of complaint', async () => {
    const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };
    const { stdout, stderr } = await run([join(resources, 'cli', 'ferry.js'), '--version']);
    expect(stdout).toContain(version);
    expect(stderr).toBe('');
    for (const beside of ['ferry.1', 'service/ferry.service', 'service/Containerfile'])
      expect(existsSync(join(resources, 'cli', beside)), beside).toBe(true);
  });

  test('every fuse is blown the way it should be, in the program itself', () => {
    const program = readFileSync(join(packed, 'ferry')).toString('latin1');
    const at = program.indexOf(SENTINEL) + SENTINEL.length + 2;
    const wire = [...program.slice(at, at + FUSES_AS_SHIPPED.length)];
    const names = Object.keys(FUSES_WANTED);
    expect(Object.fromEntries(names.map((name, index) => [name, wire[index]]))).toEqual(FUSES_WANTED);
  });

  test('the app starts from what is in the archive', async () => {
    const folder = await tempFolder();
    extractAll(archive, folder);
    // Run from a folder it doesn't count as packaged, and then it looks for its pictures in that folder.
    cpSync(join(resources, 'assets'), join(folder, 'assets'), { recursive: true });
    await using app = await launch({
      appRoot: folder,
      args: ['--data', await tempFolder(), '--interface', '127.0.0.1'],
    });
    const page = await app.window();
    await expect.poll(() => page.title(), { timeout: 10_000 }).toBe('Ferry');
  });
});

describe('electron-builder.yml', () => {
  const config = readConfig();

  test('says what each fuse is to be, so that a change of the defaults changes nothing', () => {
    const { loadBrowserProcessSpecificV8Snapshot: _, ...wanted } = FUSES_WANTED;
    const said = Object.fromEntries(Object.entries(wanted).map(([name, state]) => [name, state === '1']));
    expect(config.electronFuses).toEqual(said);
  });

  test('packs an archive, publishes nothing, and claims the links that it answers', () => {
    expect(config).toMatchObject({
      appId: 'app.ferry.Ferry',
      productName: 'Ferry',
      asar: true,
      publish: null,
      npmRebuild: false,
    });
    expect(config).toMatchObject({
      protocols: [{ name: 'Ferry link', schemes: ['ferry'] }],
      linux: { mimeTypes: ['application/octet-stream'] },
    });
  });

  test('has a target for every system, and the pictures it names are there', () => {
    expect(config.linux).toMatchObject({ target: ['AppImage', 'deb', 'tar.gz'], syncDesktopName: true });
    expect(config.mac).toMatchObject({ target: ['dmg', 'zip'], hardenedRuntime: true });
    expect(config.win).toMatchObject({ target: ['nsis'] });
    for (const { icon } of [config.linux, config.mac, config.win]) expect(existsSync(join(ROOT, icon))).toBe(true);
  });
});

type System = { icon: string; target: string[] };

function readConfig(): { electronFuses: Record<string, boolean>; linux: System; mac: System; win: System } {
  // The reader of YAML that electron-builder uses itself, found from where that is.
  const builder = createRequire(require.resolve('electron-builder'));
  const library = createRequire(builder.resolve('app-builder-lib'));
  const yaml = library('js-yaml') as { load(source: string): ReturnType<typeof readConfig> };
  return yaml.load(readFileSync(join(ROOT, 'electron-builder.yml'), 'utf8'));
}

function makeElectron(folder: string): string {
  const { version } = JSON.parse(readFileSync(require.resolve('electron/package.json'), 'utf8')) as { version: string };
  const files: Record<string, string> = {
    electron: `#!/bin/sh\nexit 1\n${SENTINEL}\x01${String.fromCharCode(FUSES_AS_SHIPPED.length)}${FUSES_AS_SHIPPED}`,
    version,
    LICENSE: 'not Electron',
    'LICENSES.chromium.html': '',
    'chrome-sandbox': '',
    'locales/en-US.pak': '',
    'resources/keep': '',
  };
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(join(folder, path, '..'), { recursive: true });
    writeFileSync(join(folder, path), content, { mode: 0o755 });
  }
  return folder;
}

function filesInArchive(): string[] {
  const all = listPackage(archive, { isPack: false }).map((path) => path.split(sep).join('/').replace(/^\//, ''));
  const folders = new Set(all.map((path) => posix.dirname(path)));
  return all.filter((path) => !folders.has(path)).sort();
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

/** Runs a script on this Node; its output if it ends well, an error with its output if not. */
async function run(args: string[]): Promise<{ stdout: string; stderr: string }> {
  // A test runner says what it is, which is nothing to those it runs.
  const { NODE_ENV: _, ...env } = process.env;
  const child = spawn(process.execPath, args, { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'pipe'], timeout: 100_000 });
  const [stdout, stderr, code] = await Promise.all([text(child.stdout), text(child.stderr), ended(child)]);
  if (code !== 0) throw new Error(`${args[0]} ended with ${code}:\n${stdout}${stderr}`);
  return { stdout, stderr };
}

function ended(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => child.once('close', resolve));
}
