// What LocalSend's protocol costs beside our own: the same files, between the same two engines, in the same run.
import { join } from 'node:path';
import { err, ok } from '../../src/base/result.ts';
import type { Bench } from '../bench.ts';
import { PROTOCOLS, protocolContender } from '../localsend/contender.ts';
import { makeDevices } from '../localsend/devices.ts';
import { plainProgram } from '../plain-program.ts';
import { stopPrograms } from '../program.ts';
import { memorySpace } from '../transfer/space.ts';
import { makeWorks } from '../transfer/works.ts';

const GIB = 1024 ** 3;
/** The sources, what has come of them, and what both ends take. */
const NEED_BYTES = 5.5 * GIB;
const NEED_SMALL_BYTES = 1.5 * GIB;
const WORKS = ['W1', 'W2'] as const;

export const localsend: Bench = {
  name: 'localsend',
  title: 'files between two engines over loopback, by our own protocol and by LocalSend’s',
  plan: ({ isSmall }) => ({ rounds: 3, warmUps: 1, budgetMs: (isSmall ? 120 : 900) * 1000, limitMs: 90_000 }),
  prepare: async ({ isSmall, works }) => {
    const unknown = works?.find((name) => !WORKS.some((each) => each === name));
    if (unknown !== undefined) return err(`This bench has no work called ${unknown}; it has ${WORKS.join(' and ')}.`);
    const space = await memorySpace(isSmall ? NEED_SMALL_BYTES : NEED_BYTES, { isWarm: !isSmall });
    if (!space.ok) return space;
    const { folder, isInMemory, close } = space.value;
    const chosen = WORKS.filter((name) => works?.includes(name) ?? true);
    const made = makeWorks(folder, chosen, isSmall);
    const ends = {
      program: [process.execPath, await plainProgram('bench/localsend/end.ts', folder)],
      devices: await makeDevices(folder),
      into: join(folder, 'target'),
    };
    return ok({
      contenders: made.flatMap((work) => PROTOCOLS.map((protocol) => protocolContender(work, protocol, ends))),
      missing: [],
      notes: [
        ...made.map(({ name, title }) => `${name}: ${title}`),
        `Everything lies in ${isInMemory ? 'memory' : 'the temporary folder'}; what arrived is compared byte for byte outside the clock.`,
        'Both ends are Ferry’s engine in a process each, which listens to both protocols in either case; LocalSend is HTTPS.',
        'Seconds run from when the sender is asked until both ends are done; both share this machine’s cores.',
        'CPU is of that time, of the sender / of the receiver; RSS is the peak of each, its start included.',
      ],
      stop: stopPrograms,
      close,
    });
  },
};
