// What Ferry is for: files and folders from one device to another, through the command line, beside what a person would
// use instead and beside what this program could do at most.
import { join } from 'node:path';
import { err, ok } from '../../src/base/result.ts';
import type { Bench } from '../bench.ts';
import { stopPrograms } from '../program.ts';
import { transferContender } from '../transfer/contender.ts';
import { ferryWay, pairFerry } from '../transfer/ferry.ts';
import { MEMORY, SPEED } from '../transfer/limits.ts';
import { memorySpace } from '../transfer/space.ts';
import { findOtherWays } from '../transfer/ways.ts';
import { makeWorks, WORK_NAMES, type WorkName } from '../transfer/works.ts';

const GIB = 1024 ** 3;
/** Sources of all works, an old and a new version at the receiver's, and what programs take. */
const NEED_BYTES = 9 * GIB;
const NEED_SMALL_BYTES = 2 * GIB;

export const transfer: Bench = {
  name: 'transfer',
  title: 'files and folders over loopback by two processes, beside a plain pipe and what people use instead',
  plan: ({ isSmall }) => ({
    rounds: 3,
    warmUps: 1,
    budgetMs: (isSmall ? 300 : 1_800) * 1000,
    limitMs: 90_000,
  }),
  prepare: async ({ isSmall, works }) => {
    const names = works ?? WORK_NAMES.filter((name) => name !== 'W6');
    const unknown = names.find((name) => !isWorkName(name));
    if (unknown !== undefined) return err(`There is no work called ${unknown}; there are ${WORK_NAMES.join(', ')}.`);
    const space = await memorySpace(isSmall ? NEED_SMALL_BYTES : NEED_BYTES, { isWarm: !isSmall });
    if (!space.ok) return space;
    const { folder, isInMemory, close } = space.value;
    const made = makeWorks(folder, names.filter(isWorkName), isSmall);
    const others = findOtherWays(join(folder, 'others'));
    const ours = ferryWay(await pairFerry(folder));
    return ok({
      contenders: made.flatMap((work) =>
        [ours, ...others.for(work.start)].map((way) => transferContender(work, way, join(folder, 'target'))),
      ),
      missing: others.missing,
      notes: [
        ...made.map(({ name, title }) => `${name}: ${title}`),
        `Everything lies in ${isInMemory ? 'memory' : 'the temporary folder'}; what arrived is compared byte for byte outside the clock.`,
        'Seconds run from the start of the sender’s command until both ends are done; both share this machine’s cores.',
        'CPU and RSS are of the sender / of the receiver: all its processes’ time, and the peak of the largest.',
        'The plain pipe, the rsync daemon and tar | nc encrypt nothing. Who isn’t in W4, W5 or W7 sends everything again, as in W1.',
      ],
      stop: stopPrograms,
      close: async () => {
        others.close();
        await close();
      },
    });
  },
  limits: ({ isSmall }) => [...(isSmall ? [] : SPEED), ...MEMORY],
};

function isWorkName(name: string): name is WorkName {
  return WORK_NAMES.some((each) => each === name);
}
