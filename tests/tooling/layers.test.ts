// A guard that can silently stop guarding is no guard: each rule is broken on purpose in a copy, and must be seen.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { tempFolder } from '../support/temp-folder.ts';

const root = join(import.meta.dirname, '../..');
let copy = '';

beforeAll(async () => {
  copy = await tempFolder();
  for (const name of ['src', 'config', 'tsconfig.json', 'biome.json', 'package.json', '.gitignore']) {
    cpSync(join(root, name), join(copy, name), { recursive: true });
  }
  // Only the layers: what they are tested with isn't under test here.
  const references = ['base', 'contract', 'strings', 'policy', 'engine', 'main', 'preload', 'renderer', 'cli'];
  writeFileSync(
    join(copy, 'tsconfig.json'),
    JSON.stringify({ files: [], references: references.map((layer) => ({ path: `src/${layer}` })) }),
  );
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
  spawnSync('git', ['init', '-q'], { cwd: copy });
});

const run = (tool: string, ...args: string[]) =>
  spawnSync(join(root, 'node_modules', '.bin', tool), args, { cwd: copy, encoding: 'utf8' });

/** What the linter says of this one more file; and the compiler, where the linter has nothing to say. */
function withFile(path: string, text: string): string {
  const file = join(copy, path);
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, text);
  const lint = run('biome', 'lint', '--error-on-warnings', path);
  const types = lint.status === 0 ? run('tsc', '-b') : null;
  rmSync(file);
  if (types === null) return lint.stdout + lint.stderr;
  return types.status === 0 ? '' : types.stdout;
}

describe('the guards of the layers', () => {
  it('are content with the tree as it is', () => {
    expect(withFile('src/base/empty.ts', 'export {};\n')).toBe('');
    expect(run('biome', 'lint', '--error-on-warnings', 'src').status).toBe(0);
  }, 60_000);

  it.each([
    ['src/engine/canary.ts', `import 'electron';`],
    ['src/engine/canary.ts', `import { app } from 'electron';\nexport const a = app;`],
    ['src/engine/canary.ts', `export const a = () => import('electron');`],
    ['src/engine/canary.ts', `import { en } from '../strings/en.ts';\nexport const a = en;`],
    ['src/engine/canary.ts', `import net from 'node:net';\nexport const a = net;`],
    ['src/engine/canary.ts', `export const a = document.title;`],
    ['src/engine/disk/canary.ts', `import { Store } from '../state/store.ts';\nexport const a = Store;`],
    ['src/engine/session/send-machine.ts', `import { hostname } from 'node:os';\nexport const a = hostname;`],
    ['src/renderer/canary.ts', `import { readFileSync } from 'node:fs';\nexport const a = readFileSync;`],
    ['src/renderer/canary.ts', `import { createEngine } from '../engine/index.ts';\nexport const a = createEngine;`],
    ['src/main/canary.ts', `import { Store } from '../engine/state/store.ts';\nexport const a = Store;`],
    ['src/main/canary.ts', `import { sessionBus } from 'dbus-native';\nexport const a = sessionBus;`],
    ['src/cli/canary.ts', `import { Store } from '../engine/state/store.ts';\nexport const a = Store;`],
    ['src/contract/canary.ts', `export const a = process.pid;`],
    ['src/contract/canary.ts', `import { basename, join } from 'node:path';\nexport const a = join;`],
    ['src/policy/canary.ts', `import { createEngine } from '../engine/index.ts';\nexport const a = createEngine;`],
    ['src/preload/canary.ts', `import { en } from '../strings/en.ts';\nexport const a = en;`],
    ['src/base/canary.ts', `import type { State } from '../contract/state.ts';\nexport type A = State;`],
  ])('see in %s: %s', (path, text) => {
    expect(withFile(path, `${text}\n`)).toContain(basename(path));
  });

  it.each([
    ['noFloatingPromises', `export async function a() {}\nexport function b() {\n  a();\n}`],
    ['noMisusedPromises', `export async function a() {\n  return true;\n}\nexport const b = a() ? 1 : 2;`],
    [
      'useExhaustiveSwitchCases',
      `export function a(b: 'x' | 'y') {\n  switch (b) {\n    case 'x':\n      return 1;\n  }\n  return 0;\n}`,
    ],
  ])('see what only the types show: %s', (rule, text) => {
    expect(withFile('src/engine/canary.ts', `${text}\n`)).toContain(rule);
  });

  it.each([
    [
      'src/contract/commands.ts',
      'a command without a handler',
      `  'notice.dismiss': v.`,
      `  'canary.command': NoInput,\n  'notice.dismiss': v.`,
    ],
    [
      'src/contract/errors.ts',
      'an error without its sentences',
      `  readonly 'local.gone'`,
      `  readonly 'canary.error': { readonly a: string };\n  readonly 'local.gone'`,
    ],
    [
      'src/contract/window.ts',
      'a window command without a handler',
      `  'help.open': v.`,
      `  'canary.command': NoInput,\n  'help.open': v.`,
    ],
    [
      'src/strings/en.ts',
      'a string that the other languages lack',
      `    cancel: 'Cancel',`,
      `    cancel: 'Cancel',\n    canary: 'Canary',`,
    ],
  ])('do not let compile in %s: %s', async (path, _what, before, after) => {
    const { readFileSync } = await import('node:fs');
    const text = readFileSync(join(root, path), 'utf8');
    expect(text).toContain(before);
    writeFileSync(join(copy, path), text.replace(before, after));
    const { status, stdout } = run('tsc', '-b');
    writeFileSync(join(copy, path), text);
    expect(status).not.toBe(0);
    expect(stdout).toContain('canary');
  });
});
