// What durable costs: what Ferry says it has is synced, so it stands beside a copy that is synced as well.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { ok } from '../../src/base/result.ts';
import type { Bench } from '../bench.ts';
import { measureCommand } from '../measure.ts';
import { stopPrograms } from '../program.ts';
import type { Contender } from '../run.ts';
import { inFolder, transferContender, wrongIn } from '../transfer/contender.ts';
import { ferryWay, pairFerry } from '../transfer/ferry.ts';
import { diskSpace } from '../transfer/space.ts';
import { makeWorks, type Work } from '../transfer/works.ts';

const NEED_BYTES = 1024 ** 3;

/** W2 on a real disk; every measurement begins with nothing waiting to be written. */
export const disk: Bench = {
  name: 'disk',
  title: 'many small files onto a real disk, synced, beside cp -r and sync of the same minute',
  plan: () => ({ rounds: 5, warmUps: 1, budgetMs: 600_000, limitMs: 90_000 }),
  prepare: async ({ isSmall }) => {
    const space = await diskSpace(NEED_BYTES);
    if (!space.ok) return space;
    const { folder, close } = space.value;
    const works = makeWorks(folder, ['W2'], isSmall);
    const ours = ferryWay(await pairFerry(folder));
    const into = join(folder, 'target');
    const canSync = sync(folder);
    return ok({
      contenders: works.flatMap((work) =>
        [transferContender(work, ours, into), ...(canSync ? [copy(work, into)] : [])].map(
          (contender): Contender => ({
            ...contender,
            measure: (limitMs) => {
              sync(folder);
              return contender.measure(limitMs);
            },
          }),
        ),
      ),
      missing: canSync ? [] : ['sync -f'],
      notes: [
        ...works.map(({ name, title }) => `${name}: ${title}`),
        `Source, target and what Ferry keeps lie on the disk of ${folder}; the source is in memory after the warm-up.`,
      ],
      close,
      stop: stopPrograms,
    });
  },
};

/** This file system alone; false where there is no such command. */
function sync(folder: string): boolean {
  return spawnSync('sync', ['-f', folder], { stdio: 'ignore' }).status === 0;
}

function copy(work: Work, into: string): Contender {
  return {
    work: work.name,
    what: 'cp -r and sync',
    isOurs: false,
    measure: (limitMs) =>
      inFolder(into, async () => {
        const script = 'cp -r "$1" "$2" && sync -f "$2"';
        const measured = await measureCommand('sh', ['-c', script, 'sh', work.source, into], { limitMs });
        if (measured.kind === 'cut') return { kind: 'cut', afterMs: measured.afterMs };
        if (measured.kind === 'failed') return { kind: 'wrong', why: measured.why };
        const why = measured.code === 0 ? wrongIn(work.source, into) : measured.stderr.trim();
        if (why !== null) return { kind: 'wrong', why };
        const { seconds, cpuSeconds, rssMiB } = measured;
        return { kind: 'measured', sample: { seconds, cpuSeconds, rssMiB, bytes: work.bytes } };
      }),
  };
}
