// A small tree that has everything, a receive folder in which some of it lies already, and what must be there afterwards.
import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { mkdir, readdir, readFile, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { STAGING_NAME } from '../../src/engine/disk/safe-path.ts';
import { entryPagesOf } from '../../src/engine/transfer/manifest-file.ts';
import { EntryPath } from '../../src/engine/wire/manifest.ts';

const MIB = 1024 * 1024;

export interface Tree {
  /** What is sent. */
  readonly path: string;
  readonly name: string;
  /** By path below the tree; null for a folder. */
  readonly entries: ReadonlyMap<string, Buffer | null>;
  readonly files: number;
  readonly bytes: number;
  /** Of what doesn't lie at the target already. */
  readonly missingBytes: number;
}

interface Plan {
  readonly largeBytes: number;
  readonly smallFiles: number;
}

const CLASH = 'clash.txt';
const CLASHING_FOLDER = 'album';
const SAME = 'same.txt';
const OTHERS = 'mine.txt';

/** Names that differ in script, length and place; nothing that a file system would take for the same. */
const NAMES = ['größe 🏔.txt', 'חתול.txt', '文件夹/深/文件.txt', 'deep/deeper/deepest/x', '.hidden', 'name (1).txt'];

export async function makeTree(
  folder: string,
  { largeBytes, smallFiles }: Plan = { largeBytes: 6 * MIB + 12_345, smallFiles: 300 },
): Promise<Tree> {
  const entries = new Map<string, Buffer | null>([
    ['film.bin', randomBytes(largeBytes)],
    ['a song.bin', randomBytes(300 * 1024)],
    ['empty', Buffer.alloc(0)],
    ['void', null],
    ['deep/deeper/void', null],
    [CLASH, randomBytes(700)],
    [`${CLASHING_FOLDER}/one.txt`, randomBytes(100)],
    [SAME, randomBytes(900)],
    ...NAMES.map((name) => [name, randomBytes(50 + name.length)] as const),
  ]);
  for (let at = 0; at < smallFiles; at++)
    entries.set(`many/${at % 7}/${at}.txt`, randomBytes(100 + ((at * 37) % 2000)));
  const name = 'Reise nach Rom';
  const path = join(folder, name);
  for (const [entry, content] of entries) await put(join(path, entry), content);
  for (const entry of ['film.bin', CLASH, 'many/3', 'void']) await utimes(join(path, entry), 1.6e9, 1.6e9);
  const sizes = [...entries.values()].flatMap((content) => content?.length ?? []);
  const bytes = sizes.reduce((sum, size) => sum + size, 0);
  const missingBytes = bytes - (entries.get(SAME)?.length ?? 0);
  return { path, name, entries, files: sizes.length, bytes, missingBytes };
}

async function put(path: string, content: Buffer | null): Promise<void> {
  await mkdir(content === null ? path : dirname(path), { recursive: true });
  if (content !== null) await writeFile(path, content);
}

/** A receive folder that has another file under one name, a file where a folder belongs, and one file that is the same. */
export async function makeInbox(inbox: string, tree: Tree): Promise<void> {
  for (const [entry, content] of before(tree)) await put(join(inbox, tree.name, entry), content);
}

const before = (tree: Tree): ReadonlyMap<string, Buffer> =>
  new Map([
    [CLASH, Buffer.from('what was there before')],
    [CLASHING_FOLDER, Buffer.from('no folder')],
    [SAME, tree.entries.get(SAME) ?? Buffer.alloc(0)],
    [OTHERS, Buffer.from('of somebody else')],
  ]);

/** Where an entry belongs in a receive folder that `makeInbox` made. */
const placeOf = (entry: string): string => {
  if (entry === CLASH) return 'clash (1).txt';
  const [first = '', ...rest] = entry.split('/');
  return first === CLASHING_FOLDER ? [`${CLASHING_FOLDER} (1)`, ...rest].join('/') : entry;
};

/** What is otherwise than it should be, in words; nothing where all is well. */
export async function wrongIn(inbox: string, tree: Tree): Promise<readonly string[]> {
  const expected = new Map<string, Buffer | null>(before(tree));
  for (const [entry, content] of tree.entries) {
    const parts = placeOf(entry).split('/');
    for (let depth = 1; depth < parts.length; depth++) expected.set(parts.slice(0, depth).join('/'), null);
    expected.set(parts.join('/'), content);
  }
  const wrong: string[] = [];
  for (const name of await readdir(inbox)) if (name !== tree.name) wrong.push(`left over: ${name}`);
  const root = join(inbox, tree.name);
  const found = await readdir(root, { recursive: true, withFileTypes: true });
  for (const each of found) {
    const path = join(each.parentPath, each.name).slice(root.length + 1);
    const content = expected.get(path);
    if (content === undefined) wrong.push(`too much: ${path}`);
    else if (content === null ? !each.isDirectory() : !each.isFile()) wrong.push(`of another kind: ${path}`);
    else if (content !== null && !(await readFile(join(root, path))).equals(content)) wrong.push(`wrong: ${path}`);
    expected.delete(path);
  }
  for (const path of expected.keys()) wrong.push(`missing: ${path}`);
  for (const entry of ['film.bin', 'clash (1).txt', 'many/3', 'void'])
    if (!wrong.some((each) => each.endsWith(entry)) && statSync(join(root, entry)).mtimeMs !== 1.6e12)
      wrong.push(`of another time: ${entry}`);
  return wrong;
}

/** How many bytes of the tree lie there, in staging or under their names, each where it belongs. */
export async function stagedBytes(inbox: string, tree: Tree): Promise<number> {
  const staged = await stagedParts(inbox);
  let bytes = 0;
  for (const [entry, content] of tree.entries) {
    if (content === null || entry === SAME) continue;
    const installed = readIfThere(join(inbox, tree.name, placeOf(entry)));
    if (installed?.equals(content)) bytes += content.length;
    else bytes += equalBytes(staged.get(entry) ?? Buffer.alloc(0), content);
  }
  return bytes;
}

async function stagedParts(inbox: string): Promise<ReadonlyMap<string, Buffer>> {
  const parts = new Map<string, Buffer>();
  const outer = join(inbox, STAGING_NAME);
  for (const id of namesIn(outer)) {
    const path = new EntryPath();
    try {
      for await (const page of entryPagesOf(join(outer, id, 'manifest'))) {
        for (const entry of page) {
          const names = path.enter(entry);
          const part = entry.kind === 'file' ? readIfThere(join(outer, id, `${entry.index}.part`)) : null;
          if (part !== null) parts.set(names.slice(1).join('/'), part);
        }
      }
    } catch {
      // Its list wasn't whole yet, so nothing is staged by it.
    }
  }
  return parts;
}

/** By the system's pages: what a killed write has left out is not there. */
function equalBytes(part: Buffer, content: Buffer): number {
  let bytes = 0;
  for (let at = 0; at < part.length; at += 4096) {
    const piece = part.subarray(at, at + 4096);
    if (piece.equals(content.subarray(at, at + 4096).subarray(0, piece.length))) bytes += piece.length;
  }
  return bytes;
}

function readIfThere(path: string): Buffer | null {
  try {
    return readFileSync(path);
  } catch {
    return null;
  }
}

export function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
