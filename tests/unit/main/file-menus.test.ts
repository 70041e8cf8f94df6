// The entries in menus of desktops and file managers that lead to Ferry: read here, as the systems that show them are
// mostly not those that tests run on.
import { execFileSync } from 'node:child_process';
import { chmod, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readArguments } from '../../../src/main/arguments.ts';
import { de } from '../../../src/strings/de.ts';
import { en } from '../../../src/strings/en.ts';
import { he } from '../../../src/strings/he.ts';
import { tempFolder } from '../../support/temp-folder.ts';

const ROOT = join(import.meta.dirname, '../../..');
const require = createRequire(import.meta.url);
const library = createRequire(createRequire(require.resolve('electron-builder')).resolve('app-builder-lib'));

const asset = (...path: string[]) => readFile(join(ROOT, 'assets', ...path), 'utf8');
const startOf = (words: readonly string[]) => {
  const read = readArguments(words, '/home/mia', null);
  return read.ok ? read.value.start : read.error.code;
};

/** The groups of a desktop file, by their names. */
function groupsOf(text: string): Map<string, Map<string, string>> {
  const groups = new Map<string, Map<string, string>>();
  let group = new Map<string, string>();
  for (const line of text.split('\n').filter((each) => each !== '')) {
    const header = /^\[(.+)\]$/.exec(line)?.[1];
    if (header !== undefined) {
      group = new Map();
      groups.set(header, group);
    } else {
      const [, key = '', value = ''] = /^([\w-]+(?:\[\w+\])?)=(.*)$/.exec(line) ?? [];
      expect(key, line).not.toBe('');
      group.set(key, value);
    }
  }
  return groups;
}

/** The entry of the .deb, as electron-builder writes it. */
async function debEntry(): Promise<Map<string, Map<string, string>>> {
  const yaml = library('js-yaml') as { load(source: string): Record<string, object> };
  const config = yaml.load(await readFile(join(ROOT, 'electron-builder.yml'), 'utf8'));
  const metadata = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8'));
  const { LinuxTargetHelper } = library('app-builder-lib/out/targets/LinuxTargetHelper') as {
    LinuxTargetHelper: new (packager: object) => { computeDesktopEntry(options: object): Promise<string> };
  };
  const helper = new LinuxTargetHelper({
    appInfo: { productName: 'Ferry', sanitizedProductName: 'Ferry', description: metadata.description },
    executableName: 'ferry',
    config,
    platformSpecificBuildOptions: config.linux,
    fileAssociations: [],
    info: { metadata },
  });
  return groupsOf(await helper.computeDesktopEntry({ ...config.linux, ...config.deb }));
}

describe('the desktop entry of the .deb', () => {
  it('takes links and any file, and is no file manager', async () => {
    const entry = (await debEntry()).get('Desktop Entry');
    expect(entry?.get('Exec')).toBe('/opt/Ferry/ferry %U');
    expect(entry?.get('MimeType')).toBe('application/octet-stream;x-scheme-handler/ferry;');
    expect(entry?.get('Categories')).toBe('Network;FileTransfer;Utility;');
    expect(entry?.get('Keywords')).toContain('airdrop;');
  });

  it('offers to receive and to send, in every language of the app’s and in its words', async () => {
    const groups = await debEntry();
    expect(groups.get('Desktop Entry')?.get('Actions')).toBe('receive;send;');
    const action = (name: string) => groups.get(`Desktop Action ${name}`);
    for (const [key, t] of [['Name', en] as const, ['Name[de]', de] as const, ['Name[he]', he] as const]) {
      const spaced = (text: string | undefined) => text?.replaceAll('\u00a0', ' ');
      expect(spaced(action('receive')?.get(key))).toBe(spaced(t.tray.receiveFromNearby));
      expect(spaced(action('send')?.get(key))).toBe(spaced(t.shell.sendFiles));
    }
    expect(startOf(action('receive')?.get('Exec')?.split(' ') ?? [])).toMatchObject({ asks: 'receive' });
    expect(startOf(action('send')?.get('Exec')?.split(' ') ?? [])).toMatchObject({ asks: 'send' });
  });
});

describe('the menu of Dolphin', () => {
  it('sends files and folders alike, whatever they are called', async () => {
    const groups = groupsOf(await asset('linux', 'ferry-send.desktop'));
    const entry = groups.get('Desktop Entry');
    expect(entry?.get('MimeType')).toBe('application/octet-stream;inode/directory;');
    const action = groups.get(`Desktop Action ${entry?.get('Actions')}`);
    for (const key of ['Name', 'Name[de]', 'Name[he]']) expect(action?.get(key)).toContain('Ferry');
    const words = (action?.get('Exec') ?? '').split(' ');
    expect(words.at(-1)).toBe('%F');
    expect(startOf([...words.slice(0, -1), '--data', '/tmp/-x'])).toMatchObject({
      paths: ['/home/mia/--data', '/tmp/-x'],
    });
  });
});

describe.skipIf(process.platform === 'win32')('scripts for file managers', () => {
  /** Runs a script in which that program is another one, which says what it was given. */
  async function wordsOf(script: string, program: string, words: readonly string[]): Promise<string[]> {
    const folder = await tempFolder();
    const [path, standIn] = [join(folder, 'script'), join(folder, 'stand-in')];
    await writeFile(standIn, '#!/bin/sh\nprintf "%s\\n" "$@"\n');
    await chmod(standIn, 0o755);
    await writeFile(path, script.replaceAll(program, standIn));
    return execFileSync('/bin/sh', [path, ...words], { encoding: 'utf8' })
      .split('\n')
      .slice(0, -1);
  }
  const hostile = ['a b', '--data', '$(touch x)', "it's"];

  it('of GNOME’s Files hand over what is selected, as it is called, and nothing where that is nothing', async () => {
    const script = await asset('linux', 'Send with Ferry');
    const installed = await wordsOf(script, '/opt/Ferry/ferry', hostile);
    expect(installed).toEqual(['--send', '--', ...hostile]);
    expect(await wordsOf(script, '/opt/Ferry/ferry', [])).toEqual([]);
    const elsewhere = script.replaceAll('/opt/Ferry/ferry', '/nowhere/ferry');
    expect(await wordsOf(elsewhere, 'gtk-launch', hostile)).toEqual(['app.ferry.Ferry', ...hostile]);
  });

  it('of the Finder do so by its bundle’s id', async () => {
    const [, command = ''] =
      /COMMAND_STRING<\/key>\s*<string>(.*)<\/string>/.exec(await workflow('document.wflow')) ?? [];
    expect(await wordsOf(command, '/usr/bin/open', hostile)).toEqual(['-b', 'app.ferry.Ferry', ...hostile]);
  });
});

const workflow = (name: string) => asset('macos', 'Send with Ferry.workflow', 'Contents', name);

it.each(['Info.plist', 'document.wflow'])('has a Quick Action whose %s closes what it opens', async (name) => {
  const open: string[] = [];
  for (const [, slash, tag, own] of (await workflow(name)).matchAll(/<(\/?)([a-z]+)[^>?!]*?(\/?)>/g)) {
    if (own === '/') continue;
    if (slash === '/') expect(open.pop()).toBe(tag);
    else open.push(tag ?? '');
  }
  expect(open).toEqual([]);
});

it('puts itself into “Send to” on Windows, and takes itself out again', async () => {
  const script = await asset('windows', 'send-to.nsh');
  const macro = (name: string) => new RegExp(`!macro ${name}\\n(.*?)\\n!macroend`, 's').exec(script)?.[1] ?? '';
  expect(macro('customInstall')).toMatch(/CreateShortCut "\$SENDTO\\Ferry\.lnk" .*"--send --"/);
  expect(macro('customUnInstall')).toContain('Delete "$SENDTO\\Ferry.lnk"');
  expect(startOf(['Ferry.exe', '--send', '--', 'C'])).toMatchObject({ paths: ['/home/mia/C'], asks: null });
});
