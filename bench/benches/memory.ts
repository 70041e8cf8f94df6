// Whether memory stays the same whatever is moved: a byte, a large file, very many files, and one larger than memory that
// is broken off and discarded.
import { join } from 'node:path';
import { ok } from '../../src/base/result.ts';
import type { Bench } from '../bench.ts';
import { stopPrograms } from '../program.ts';
import { brokenOffContender } from '../transfer/broken-off.ts';
import { transferContender } from '../transfer/contender.ts';
import { ferryWay, pairFerry } from '../transfer/ferry.ts';
import { MEMORY } from '../transfer/limits.ts';
import { plainPipe } from '../transfer/plain.ts';
import { diskSpace, memorySpace } from '../transfer/space.ts';
import { bytesOf, evenTree, makeTree } from '../transfer/trees.ts';
import { makeWorks, type Work } from '../transfer/works.ts';

const GIB = 1024 ** 3;
/** A large file and very many small ones, which take a page each, twice. */
const NEED_BYTES = 7 * GIB;
const NEED_DISK_BYTES = 4 * GIB;
/** A disk with so much to spare takes the largest. */
const AMPLE_BYTES = 30 * GIB;
const LARGEST = { bytes: 24 * GIB, untilBytes: 20 * GIB };
const SMALLER = { bytes: 3 * GIB, untilBytes: 2 * GIB };
const FILES_IN_EACH = 1000;

export const memory: Bench = {
  name: 'memory',
  title: 'peak memory of both ends over sizes and counts',
  isOnlyByName: true,
  plan: () => ({ rounds: 1, warmUps: 0, budgetMs: 1_800_000, limitMs: 600_000 }),
  prepare: async ({ isSmall }) => {
    const space = await memorySpace(NEED_BYTES);
    if (!space.ok) return space;
    const disk = await diskSpace(NEED_DISK_BYTES);
    if (!disk.ok) {
      await space.value.close();
      return disk;
    }
    const { folder } = space.value;
    const works = [...makeWorks(folder, ['W0', 'W1'], isSmall), manyFiles(folder, isSmall ? 20 : 200)];
    const isAmple = disk.value.freeBytes > AMPLE_BYTES && !isSmall;
    const paired = await pairFerry(folder);
    return ok({
      contenders: [
        ...works.flatMap((work) =>
          [ferryWay(paired), plainPipe()].map((way) => transferContender(work, way, join(folder, 'target'))),
        ),
        brokenOffContender(paired, disk.value.folder, isAmple ? LARGEST : SMALLER),
      ],
      missing: [],
      notes: [
        ...works.map(({ name, title }) => `${name}: ${title}`),
        'RSS MiB are the peaks of the sender / of the receiver.',
        ...(isAmple || isSmall ? [] : ['The disk has no 30 GiB to spare: the file to break off is a smaller one.']),
      ],
      stop: stopPrograms,
      close: async () => {
        await space.value.close();
        await disk.value.close();
      },
    });
  },
  limits: () => MEMORY,
};

function manyFiles(folder: string, folders: number): Work {
  const source = join(folder, 'source', 'many');
  const files = evenTree(folders, FILES_IN_EACH, 1024);
  makeTree(source, files);
  const count = files.length.toLocaleString('en');
  return {
    name: 'many',
    title: `${count} files of 1 KiB in ${folders} folders`,
    source,
    bytes: bytesOf(files),
    spotBytes: 0,
    start: 'fresh',
  };
}
