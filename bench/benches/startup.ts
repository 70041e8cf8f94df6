import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ok } from '../../src/base/result.ts';
import type { Bench } from '../bench.ts';
import { type Ended, measureCommand } from '../measure.ts';
import { findPeers, onPath, PEERS } from '../peers.ts';
import type { Contender } from '../run.ts';

const ROOT = join(import.meta.dirname, '../..');
const WORK = 'says its version';

/** How long the command line takes to begin: it is what every other command pays first. */
export const startup: Bench = {
  name: 'startup',
  title: 'ferry --version, beside an empty Node and the others',
  plan: () => ({ rounds: 15, warmUps: 1, budgetMs: 90_000, limitMs: 10_000 }),
  prepare: async () => {
    const { version }: { version: string } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
    const peers = findPeers(
      PEERS.filter((peer) => peer.version !== null),
      onPath,
    );
    const contenders = [
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
      ...peers.installed.map((peer) =>
        contender(`${peer.command} ${peer.version?.join(' ')}`, false, peer.path, peer.version ?? [], (ended) =>
          /\d+\.\d+/.test(ended.stdout + ended.stderr)
            ? null
            : `it printed ${quoted(ended.stdout)}, which is no version`,
        ),
      ),
    ];
    return ok({ contenders, missing: peers.missing, notes: [], close: async () => {} });
  },
};

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
