// `npm run bench [NAME]`: what Ferry costs, beside what it is held against.
import { performance } from 'node:perf_hooks';
import { buildIfStale } from '../scripts/bundles.mjs';
import { ok } from '../src/base/result.ts';
import { type Args, readArgs } from './args.ts';
import type { Bench, Prepared } from './bench.ts';
import { channel } from './benches/channel.ts';
import { disk } from './benches/disk.ts';
import { idle } from './benches/idle.ts';
import { links } from './benches/links.ts';
import { localsend } from './benches/localsend.ts';
import { memory } from './benches/memory.ts';
import { smooth } from './benches/smooth.ts';
import { startup } from './benches/startup.ts';
import { transfer } from './benches/transfer.ts';
import { window } from './benches/window.ts';
import { judge, type Verdict, verdictTable } from './limit.ts';
import { machineFacts } from './machine.ts';
import { isGood, only, type Plan, type Run, run } from './run.ts';
import { jsonLines, table } from './table.ts';

const BENCHES: readonly Bench[] = [startup, window, idle, channel, transfer, localsend, links, smooth, disk, memory];

const STOPS: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];

const args = readArgs(
  process.argv.slice(2),
  BENCHES.map(({ name }) => name),
);
if (!args.ok) {
  process.stderr.write(`${args.error}\n`);
  process.exitCode = 2;
} else if (args.value.isList) {
  for (const { name, title } of BENCHES) process.stdout.write(`${name.padEnd(10)}${title}\n`);
} else if (!(await all(args.value))) process.exitCode = 1;

async function all(args: Args): Promise<boolean> {
  // For `--json` standard output is figures only; what a person wants to know besides goes to the other one.
  const say = (text: string) => (args.isJson ? process.stderr : process.stdout).write(`${text}\n`);
  // Yesterday's bundle would be measured under today's name.
  if (!(await buildIfStale({ node: process.execPath, env: process.env }, () => say('Building Ferry …')))) return false;
  say(machineFacts());
  let isAllGood = true;
  for (const bench of BENCHES)
    if (args.name === null ? !bench.isOnlyByName : args.name === bench.name)
      isAllGood = (await one(bench, args, say)) && isAllGood;
  return isAllGood;
}

async function one(bench: Bench, args: Args, say: (text: string) => void): Promise<boolean> {
  say(`\n${bench.name}: ${bench.title}`);
  const prepared = await bench.prepare(args);
  if (!prepared.ok) {
    say(prepared.error);
    return false;
  }
  const contenders = args.only === null ? ok(prepared.value.contenders) : only(prepared.value.contenders, args.only);
  if (!contenders.ok) {
    await prepared.value.close();
    say(contenders.error);
    return false;
  }
  const defaults = bench.plan(args);
  const plan = {
    ...defaults,
    rounds: args.rounds ?? defaults.rounds,
    seed: args.seed ?? Math.floor(Math.random() * 2 ** 32),
  };
  say(planned(plan));
  const { value } = prepared;
  const stopped = stoppable(value);
  // When it was stopped there is no time left, so that what was begun ends here and is taken away.
  const nowMs = (): number => (stopped.by() === null ? performance.now() : Number.POSITIVE_INFINITY);
  let isAllGood = false;
  try {
    const done = await run(contenders.value, plan, nowMs);
    const verdicts = judge(bench.limits?.(args) ?? [], done.figures);
    if (stopped.by() === null) report(bench, done, verdicts, value, args, say);
    isAllGood = isGood(done) && verdicts.every(({ isMet }) => isMet);
  } finally {
    await value.close();
    stopped.end();
  }
  return isAllGood;
}

/** A second signal is not waited for any more. */
function stoppable({ stop }: Prepared): { by(): NodeJS.Signals | null; end(): void } {
  let by: NodeJS.Signals | null = null;
  const stopBy = (signal: NodeJS.Signals): void => {
    by = signal;
    stop?.();
  };
  if (stop) for (const signal of STOPS) process.once(signal, stopBy);
  return {
    by: () => by,
    end: () => {
      for (const signal of STOPS) process.off(signal, stopBy);
      if (by !== null) process.kill(process.pid, by);
    },
  };
}

function report(
  bench: Bench,
  done: Run,
  verdicts: readonly Verdict[],
  prepared: Prepared,
  args: Args,
  say: (text: string) => void,
): void {
  if (args.isJson) for (const line of jsonLines(bench.name, done)) process.stdout.write(`${JSON.stringify(line)}\n`);
  else say(table(done));
  for (const note of prepared.notes) say(note);
  if (prepared.missing.length > 0) say(`Left out, not installed: ${prepared.missing.join(', ')}.`);
  for (const cut of done.cut) say(`Cut: ${cut}`);
  for (const wrong of done.wrong) say(`Wrong: ${wrong}.`);
  if (verdicts.length > 0) say(`\n${verdictTable(verdicts)}`);
  if (done.wrong.length === 0 && !isGood(done)) say('Nothing was measured of Ferry.');
}

function planned({ rounds, warmUps, seed, budgetMs, limitMs }: Plan): string {
  const counted = `${rounds} ${rounds === 1 ? 'round' : 'rounds'}`;
  const warm = warmUps === 0 ? '' : ` after ${warmUps} not counted`;
  return `${counted}${warm}, interleaved, seed ${seed}; at most ${budgetMs / 1000} s, ${limitMs / 1000} s for each measurement`;
}
