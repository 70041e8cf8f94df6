// What a power cut or a worn disk may leave of a transfer that is half done: its journal, its list and what is staged, cut
// off or changed anywhere. It ends as it should have, and never with content that isn't the source's.
import { appendFileSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { STAGING_NAME } from '../../src/engine/disk/safe-path.ts';
import { type Failpoint, onFailpoint } from '../../src/engine/transfer/failpoint.ts';
import { tempFolder } from './../support/temp-folder.ts';
import { begin, copied, load, planOf, runRound, type Sent } from '../support/transfer-round.ts';
import { makeInbox, makeTree, namesIn, type Tree, wrongIn } from '../support/transfer-tree.ts';

/** Of what is tried at every byte, in the short run. */
const STEP = process.env.FERRY_LONG ? 1 : 9;
const MIB = 1024 * 1024;
const LARGE_BYTES = 3 * MIB + 777;
const STAGED_BYTES = 2 * MIB;

let tree: Tree;
let sent: Sent;
let folder: string;

beforeAll(async () => {
  folder = await tempFolder();
  tree = await makeTree(folder, { largeBytes: LARGE_BYTES, smallFiles: 12 });
  sent = await planOf(tree.path, folder);
});

const stagedIn = (inbox: string, name: string): string => {
  const outer = join(inbox, STAGING_NAME);
  return join(outer, namesIn(outer)[0] ?? '', name);
};

/** Of the large file, which is half here. */
function largePart(inbox: string): string {
  const parts = namesIn(stagedIn(inbox, '')).filter((name) => name.endsWith('.part'));
  const half = parts.map((name) => stagedIn(inbox, name)).find((path) => statSync(path).size === STAGED_BYTES);
  if (half === undefined) throw new Error('nothing is half here');
  return half;
}

/** Two groups of files are settled, and a large one is half here; as it lay there at that passing of the second. */
async function halfDoneAt(name: string, place: Failpoint, passing: number): Promise<string> {
  const [inbox, halfDone] = [join(folder, `${name}-inbox`), join(folder, name)];
  await makeInbox(inbox, tree);
  const incoming = await begin(sent, inbox);
  await runRound(sent, incoming, 1);
  let passed = 0;
  onFailpoint((at) => {
    if (at === place && ++passed === passing) copied(inbox, halfDone);
  });
  await runRound(sent, incoming, 3);
  onFailpoint(() => undefined);
  incoming.close();
  return halfDone;
}

/** Goes on from there in a copy, after something was done to it. Null where nothing can be made of it. */
async function goOn(halfDone: string, spoil: (inbox: string) => void = () => undefined) {
  const inbox = `${halfDone}-again`;
  rmSync(inbox, { recursive: true, force: true });
  copied(halfDone, inbox);
  spoil(inbox);
  const incoming = await load(sent, inbox);
  if (incoming === null) return null;
  const rounds: number[] = [];
  for (let isWhole = false; !isWhole && rounds.length < 3; ) {
    const round = await runRound(sent, incoming);
    isWhole = round.isWhole;
    rounds.push(round.sentBytes);
  }
  const { files, alreadyThere, skipped, bytes } = incoming.journal.counts;
  await incoming.setFolderTimes();
  incoming.remove();
  const sum = { settled: files + alreadyThere, skipped, bytes };
  return { rounds, sum, wrong: await wrongIn(inbox, tree) };
}

const everything = (): unknown => ({ settled: tree.files, skipped: 0, bytes: tree.bytes });

const flipped = (path: string, at: number): void => {
  const bytes = readFileSync(path);
  bytes[at] = (bytes[at] ?? 0) ^ 0x04;
  writeFileSync(path, bytes);
};

describe('after a power cut, a half-done transfer', () => {
  it('ends the same wherever its journal was cut off, or changed', async () => {
    const halfDone = await halfDoneAt('journal', 'journal', 1);
    const journal = readFileSync(stagedIn(halfDone, 'journal'));
    expect(journal.toString().match(/settledTo/g)).toHaveLength(2);
    for (let at = 0; at <= journal.length; at += STEP) {
      for (const spoil of [
        (inbox: string) => truncateSync(stagedIn(inbox, 'journal'), at),
        (inbox: string) => flipped(stagedIn(inbox, 'journal'), Math.min(at, journal.length - 1)),
      ]) {
        const after = await goOn(halfDone, spoil);
        expect(after, `at ${at}`).toMatchObject({ sum: everything(), wrong: [] });
        expect(after?.rounds, `at ${at}`).toEqual([LARGE_BYTES - STAGED_BYTES + restBytes()]);
      }
    }
  }, 600_000);

  it('finds what has its name though nothing says so', async () => {
    for (const passing of [1, 2, 4]) {
      const halfDone = await halfDoneAt(`install-${passing}`, 'install', passing);
      expect(await goOn(halfDone)).toMatchObject({ rounds: [expect.any(Number)], sum: everything(), wrong: [] });
    }
  });

  it('loses nothing where a disk has lost what it had promised to keep', async () => {
    const halfDone = await halfDoneAt('promised', 'acknowledge', 2);
    const { length } = readFileSync(stagedIn(halfDone, 'journal'));
    for (let at = 0; at <= length; at += STEP * 3) {
      const after = await goOn(halfDone, (inbox) => truncateSync(stagedIn(inbox, 'journal'), at));
      expect(after?.sum, `at ${at}`).toEqual(everything());
      // The sender hears its credit at that place, too: the second passing is the receiver's.
      // Only what had to be called otherwise isn't known by its name.
      expect(after?.wrong.filter((each) => each !== 'too much: clash (2).txt')).toEqual([]);
    }
  }, 300_000);
});

describe('[97] what is staged and not what it was', () => {
  it('is found, and of it the MiB that changed is sent again, and nothing else', async () => {
    const halfDone = await halfDoneAt('rot', 'acknowledge', 2);
    const [least] = (await goOn(halfDone))?.rounds ?? [];
    for (const [at, again] of [
      [0, MIB],
      [MIB - 1, MIB],
      [MIB, MIB],
      [STAGED_BYTES - 1, MIB],
    ] as const) {
      const after = await goOn(halfDone, (inbox) => flipped(largePart(inbox), at));
      expect(after, `at ${at}`).toEqual({ rounds: [(least ?? 0) + again], sum: everything(), wrong: [] });
    }
  });

  it('is taken for what it is worth where it is shorter, longer, or full of holes', async () => {
    const halfDone = await halfDoneAt('holes', 'acknowledge', 2);
    const content = tree.entries.get('film.bin') ?? Buffer.alloc(0);
    for (const spoil of [
      (path: string) => truncateSync(path, 0),
      (path: string) => truncateSync(path, MIB + 1),
      (path: string) => truncateSync(path, LARGE_BYTES),
      (path: string) => truncateSync(path, LARGE_BYTES + 1),
      (path: string) => appendFileSync(path, content.subarray(STAGED_BYTES)),
      (path: string) => appendFileSync(path, content),
      (path: string) => rmSync(path),
    ]) {
      const after = await goOn(halfDone, (inbox) => spoil(largePart(inbox)));
      expect(after, String(spoil)).toMatchObject({ sum: everything(), wrong: [] });
    }
  });

  it('is not gone on with where the list isn’t the one that was accepted', async () => {
    const halfDone = await halfDoneAt('manifest', 'acknowledge', 2);
    const { length } = readFileSync(stagedIn(halfDone, 'manifest'));
    for (let at = 0; at < length; at += STEP) {
      expect(await goOn(halfDone, (inbox) => flipped(stagedIn(inbox, 'manifest'), at)), `at ${at}`).toBeNull();
      expect(await goOn(halfDone, (inbox) => truncateSync(stagedIn(inbox, 'manifest'), at)), `to ${at}`).toBeNull();
    }
  }, 300_000);
});

/** Of the files behind the large one. */
const restBytes = (): number => {
  const behind = [...tree.entries].filter(([name]) => name.startsWith('many/') || /^[g-z\u0080-\uffff]/.test(name));
  const unsent = behind.filter(([name]) => name !== 'same.txt');
  return unsent.reduce((sum, [, content]) => sum + (content?.length ?? 0), 0);
};
