import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ok } from '../../src/base/result.ts';
import type { Bench } from '../bench.ts';
import { timesAsLong, worst } from '../limit.ts';
import { type Ended, measureCommand } from '../measure.ts';
import { type Found, findPeers, onPath, PEERS } from '../peers.ts';
import { stopPrograms } from '../program.ts';
import type { Contender } from '../run.ts';
import { transferContender } from '../transfer/contender.ts';
import { ferryWay, pairFerry } from '../transfer/ferry.ts';
import { memorySpace } from '../transfer/space.ts';
import { findOtherWays } from '../transfer/ways.ts';
import { makeWorks, type Work } from '../transfer/works.ts';

const ROOT = join(import.meta.dirname, '../..');
const WORK = 'says its version';
const ONE_BYTE = 'sends 1 byte';
const NEED_BYTES = 64 * 1024 ** 2;

/** How long the command line takes to begin: it is what every other command pays first. */
export const startup: Bench = {
  name: 'startup',
  title: 'ferry --version, and one byte to a paired device with the start of both ends, beside the others',
  plan: () => ({ rounds: 15, warmUps: 1, budgetMs: 240_000, limitMs: 10_000 }),
  prepare: async () => {
    const space = await memorySpace(NEED_BYTES);
    if (!space.ok) return space;
    const { folder, close } = space.value;
    const peers = findPeers(
      PEERS.filter((peer) => peer.version !== null),
      onPath,
    );
    const ways = findOtherWays(join(folder, 'others'));
    const byte = makeWorks(folder, ['W0'], false).map((work): Work => ({ ...work, name: ONE_BYTE, start: 'cold' }));
    const ours = ferryWay(await pairFerry(folder));
    return ok({
      contenders: [
        ...versions(peers.installed),
        ...byte.flatMap((work) =>
          [ours, ...ways.for(work.start)].map((way) => transferContender(work, way, join(folder, 'target'))),
        ),
      ],
      missing: [...new Set([...peers.missing, ...ways.missing])],
      notes: [
        `${ONE_BYTE}: the sender is started as soon as the receiver is ready; seconds run from the start of the receiver until both are done.`,
        'Nobody else is paired: the plain pipe, the rsync daemon and tar | nc know nobody, ssh has its keys.',
      ],
      stop: stopPrograms,
      close: async () => {
        ways.close();
        await close();
      },
    });
  },
  limits: () => [
    {
      what: `${WORK}: times as long as node -e 0`,
      is: 'most',
      needed: 2.5,
      aim: null,
      measure: timesAsLong(WORK, 'node -e 0'),
    },
    { what: `${ONE_BYTE}: seconds`, is: 'most', needed: 0.4, aim: null, measure: worst('seconds', ONE_BYTE) },
  ],
};

function versions(installed: Found['installed']): Contender[] {
  const { version }: { version: string } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  return [
    contender(
      'ferry --version',
      true,
      process.execPath,
      [join(ROOT, 'out', 'cli', 'ferry.js'), '--version'],
      (ended) =>
        words(ended.stdout).includes(version) ? null : `it printed ${quoted(ended.stdout)}, and this is ${version}`,
    ),
    contender('node -e 0', false, process.execPath, ['-e', '0'], ({ stdout }) =>
      stdout === '' ? null : `it printed ${quoted(stdout)}`,
    ),
    ...installed.map((peer) =>
      contender(`${peer.command} ${peer.version?.join(' ')}`, false, peer.path, peer.version ?? [], (ended) =>
        /\d+\.\d+/.test(ended.stdout + ended.stderr) ? null : `it printed ${quoted(ended.stdout)}, which is no version`,
      ),
    ),
  ];
}

function contender(
  what: string,
  isOurs: boolean,
  command: string,
  args: readonly string[],
  objection: (ended: Ended) => string | null,
): Contender {
  return {
    work: WORK,
    what,
    isOurs,
    measure: async (limitMs) => {
      const measured = await measureCommand(command, args, { limitMs });
      if (measured.kind === 'cut') return { kind: 'cut', afterMs: measured.afterMs };
      if (measured.kind === 'failed') return { kind: 'wrong', why: measured.why };
      const why =
        measured.code === 0 ? objection(measured) : `it ended with ${measured.code}: ${quoted(measured.stderr)}`;
      if (why !== null) return { kind: 'wrong', why };
      const { seconds, cpuSeconds, rssMiB } = measured;
      return { kind: 'measured', sample: { seconds, cpuSeconds, rssMiB, bytes: null } };
    },
  };
}

function words(text: string): string[] {
  return text.trim().split(/\s+/);
}

function quoted(text: string): string {
  const line = text.trim().split('\n')[0] ?? '';
  return line === '' ? 'nothing' : JSON.stringify(line.slice(0, 200));
}
