// What is moved, by the names that docs/PERFORMANCE.md uses.
import { dirname, join } from 'node:path';
import { bytesOf, evenTree, makeTree, mixedTree, type PlannedFile } from './trees.ts';

const MIB = 1024 * 1024;

export const WORK_NAMES = ['W0', 'W1', 'W2', 'W3', 'W4', 'W5', 'W6', 'W7'] as const;
export type WorkName = (typeof WORK_NAMES)[number];

export interface Work {
  readonly name: string;
  readonly title: string;
  /** A file or a folder. */
  readonly source: string;
  readonly bytes: number;
  /** The size of what `changed` rewrites. */
  readonly spotBytes: number;
  /**
   * `fresh`: nothing of it is there. `cold`: nor does the receiver run, whose start counts as well. `changed`: the receiver has it as it was before some spots were rewritten.
   * `resumed`: the receiver of a former run was killed in the middle; `sent again`: its sender was.
   */
  readonly start: 'fresh' | 'cold' | 'changed' | 'resumed' | 'sent again';
}

interface Scale {
  readonly largeMiB: number;
  readonly middleMiB: number;
  readonly spotKiB: number;
  readonly small: readonly [folders: number, inEach: number];
  readonly mixed: readonly [files: number, mib: number];
}

const FULL: Scale = { largeMiB: 2048, middleMiB: 200, spotKiB: 1024, small: [100, 100], mixed: [2200, 1090] };
/** Enough to see that everything works; its figures say little. */
const SMALL: Scale = { largeMiB: 256, middleMiB: 16, spotKiB: 128, small: [10, 50], mixed: [220, 109] };

export const SPOTS = 20;

/** Makes what the chosen works move. Works of one source share it. */
export function makeWorks(folder: string, names: readonly WorkName[], isSmall: boolean): readonly Work[] {
  const { largeMiB, middleMiB, spotKiB, small, mixed } = isSmall ? SMALL : FULL;
  const [folders, inEach] = small;
  const [mixedCount, mixedMiB] = mixed;
  const made = new Set<string>();
  const source = (name: string, files: readonly PlannedFile[]) => {
    const path = join(folder, 'source', name);
    if (!made.has(path))
      makeTree(
        dirname(path),
        files.map((file) => ({ ...file, path: join(name, file.path) })),
      );
    made.add(path);
    return { source: path, bytes: bytesOf(files) };
  };
  const large = () => source('large.bin', [{ path: '', bytes: largeMiB * MIB }]);
  const sized = `${largeMiB.toLocaleString('en')} MiB`;
  const make: Record<WorkName, () => Omit<Work, 'name' | 'spotBytes'>> = {
    W0: () => ({ title: 'one file of 1 byte', start: 'fresh', ...source('byte.bin', [{ path: '', bytes: 1 }]) }),
    W1: () => ({ title: `one file of ${sized}`, start: 'fresh', ...large() }),
    W2: () => ({
      title: `${(folders * inEach).toLocaleString('en')} files of 4 KiB in ${folders} folders`,
      start: 'fresh',
      ...source('small', evenTree(folders, inEach, 4096)),
    }),
    W3: () => ({
      title: `${mixedCount.toLocaleString('en')} files of all sizes, nested, ${mixedMiB.toLocaleString('en')} MiB`,
      start: 'fresh',
      ...source('mixed', mixedTree(mixedCount, mixedMiB * MIB)),
    }),
    W4: () => ({
      title: `W1 with ${SPOTS} spots of ${spotKiB} KiB rewritten, sent to who has the old one`,
      start: 'changed',
      ...large(),
    }),
    W6: () => ({
      title: `one file of ${middleMiB} MiB, for slow links`,
      start: 'fresh',
      ...source('middle.bin', [{ path: '', bytes: middleMiB * MIB }]),
    }),
    W5: () => ({ title: 'W1 again after the receiver was killed in the middle of it', start: 'resumed', ...large() }),
    W7: () => ({ title: 'W1 again after the sender was killed in the middle of it', start: 'sent again', ...large() }),
  };
  return names.map((name) => ({ name, spotBytes: spotKiB * 1024, ...make[name]() }));
}
