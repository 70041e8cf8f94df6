// A guard that can silently stop guarding is no guard: each rule is broken on purpose in a copy, and must be seen.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { tempFolder } from '../support/temp-folder.ts';

const root = join(import.meta.dirname, '../..');
/** A file that isn't there, and what no layer may have in it. */
const FORBIDDEN = [
  ['src/engine/canary-1.ts', `import 'electron';`],
  ['src/engine/canary-2.ts', `import { app } from 'electron';\nexport const a = app;`],
  ['src/engine/canary-3.ts', `export const a = () => import('electron');`],
  ['src/engine/canary-4.ts', `import { en } from '../strings/en.ts';\nexport const a = en;`],
  ['src/engine/canary-5.ts', `import net from 'node:net';\nexport const a = net;`],
  ['src/engine/canary-6.ts', `export const a = document.title;`],
  ['src/engine/disk/canary-7.ts', `import { Store } from '../state/store.ts';\nexport const a = Store;`],
  ['src/engine/session/send-machine.ts', `import { hostname } from 'node:os';\nexport const a = hostname;`],
  ['src/renderer/canary-8.ts', `import { readFileSync } from 'node:fs';\nexport const a = readFileSync;`],
  ['src/renderer/canary-9.ts', `import { createEngine } from '../engine/index.ts';\nexport const a = createEngine;`],
  ['src/main/canary-10.ts', `import { Store } from '../engine/state/store.ts';\nexport const a = Store;`],
  ['src/main/canary-11.ts', `import { sessionBus } from 'dbus-native';\nexport const a = sessionBus;`],
  ['src/cli/canary-12.ts', `import { Store } from '../engine/state/store.ts';\nexport const a = Store;`],
  ['src/contract/canary-13.ts', `export const a = process.pid;`],
  ['src/contract/canary-14.ts', `import { basename, join } from 'node:path';\nexport const a = join;`],
  ['src/policy/canary-15.ts', `import { createEngine } from '../engine/index.ts';\nexport const a = createEngine;`],
  ['src/preload/canary-16.ts', `import { en } from '../strings/en.ts';\nexport const a = en;`],
  ['src/base/canary-17.ts', `import type { State } from '../contract/state.ts';\nexport type A = State;`],
] as const;

const SHOWN_BY_TYPES = [
  ['noFloatingPromises', `export async function a() {}\nexport function b() {\n  a();\n}`],
  ['noMisusedPromises', `export async function a() {\n  return true;\n}\nexport const b = a() ? 1 : 2;`],
  [
    'useExhaustiveSwitchCases',
    `export function a(b: 'x' | 'y') {\n  switch (b) {\n    case 'x':\n      return 1;\n  }\n  return 0;\n}`,
  ],
] as const;

/** A file, what it is to lack, and how to have it lack that. */
const LACKING = [
  [
    'src/contract/commands.ts',
    'a command without a handler',
    `  'notice.dismiss': v.`,
    `  'canary.engine': NoInput,\n  'notice.dismiss': v.`,
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
    `  'canary.window': NoInput,\n  'help.open': v.`,
  ],
  [
    'src/strings/en.ts',
    'a string that the other languages lack',
    `    cancel: 'Cancel',`,
    `    cancel: 'Cancel',\n    canaryWord: 'Canary',`,
  ],
] as const;

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
  spawnSync(join(root, 'node_modules', '.bin', tool), args, {
    cwd: copy,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });

/** What a tool says, a line or two each, by the file that it is about. */
type Complaints = readonly { readonly path: string; readonly text: string }[];

function lint(...paths: string[]): Complaints {
  const { stdout } = run('biome', 'lint', '--error-on-warnings', '--max-diagnostics=none', '--reporter=json', ...paths);
  const { diagnostics } = JSON.parse(stdout) as {
    diagnostics: { category: string; message: string; location: { path: string } }[];
  };
  return diagnostics.map(({ category, message, location: { path } }) => ({ path, text: `${category}: ${message}` }));
}

function compile(): Complaints {
  const { status, stdout } = run('tsc', '-b', '--pretty', 'false');
  const found = [...stdout.matchAll(/^([^\s(]+)\(\d+,\d+\): (.+(?:\n +.+)*)/gm)];
  if ((status === 0) !== (found.length === 0)) throw new Error(stdout);
  return found.map(([, path = '', text = '']) => ({ path, text }));
}

/** What the linter says of these files; and the compiler, of those of which the linter has nothing to say. */
function complaintsOf(files: readonly (readonly [path: string, text: string])[]): Complaints {
  const undo = files.map(([path, text]) => [path, put(path, `${text}\n`)] as const);
  const linted = lint(...files.map(([path]) => path));
  for (const [path, back] of undo) if (linted.some((complaint) => complaint.path === path)) back();
  const compiled = compile();
  for (const [, back] of undo) back();
  return [...linted, ...compiled];
}

/** Writes a file of the copy; what it answers takes it away again, or brings back what was there. */
function put(path: string, text: string): () => void {
  const file = join(copy, path);
  const before = existsSync(file) ? readFileSync(file, 'utf8') : null;
  writeFileSync(file, text);
  return () => (before === null ? rmSync(file, { force: true }) : writeFileSync(file, before));
}

const textsOf = (complaints: Complaints, path: string): string =>
  complaints
    .filter((complaint) => complaint.path === path)
    .map(({ text }) => text)
    .join('\n');

// One run of each tool sees all of it: they take long to begin.
describe('the guards of the layers', () => {
  it('are content with the tree as it is', () => {
    const undo = put('src/base/empty.ts', 'export {};\n');
    expect([...lint('src'), ...compile()]).toEqual([]);
    undo();
  }, 120_000);

  describe('see', () => {
    let complaints: Complaints = [];
    beforeAll(() => {
      complaints = complaintsOf([
        ...FORBIDDEN,
        ...SHOWN_BY_TYPES.map(([rule, text]) => [fileFor(rule), text] as const),
      ]);
    }, 120_000);

    it.each(FORBIDDEN)('in %s: %s', (path) => {
      expect(textsOf(complaints, path)).not.toBe('');
    });

    it.each(SHOWN_BY_TYPES)('what only the types show: %s', (rule) => {
      expect(textsOf(complaints, fileFor(rule))).toContain(rule);
    });
  });

  describe('do not let compile', () => {
    let complaints: Complaints = [];
    beforeAll(() => {
      for (const [path, , before, after] of LACKING) {
        const text = readFileSync(join(copy, path), 'utf8');
        expect(text).toContain(before);
        put(path, text.replace(before, after));
      }
      complaints = compile();
    }, 120_000);

    it.each(LACKING)('in %s: %s', (_path, _what, _before, after) => {
      const canary = /canary[.\w]+/.exec(after)?.[0] ?? '';
      expect(complaints.map(({ text }) => text).filter((text) => text.includes(canary))).not.toEqual([]);
    });
  });
});

function fileFor(rule: string): string {
  return `src/engine/${rule}.ts`;
}
