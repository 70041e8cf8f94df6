import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Those that measure: nothing beside them, on two cores. */
const MEASURING = [
  ...['protocol/net-measured', 'protocol/lanes-measured', 'protocol/transfer-many', 'protocol/transfer-asleep'],
  'e2e/many-files',
].map((name) => `tests/${name}.test.ts`);

/** Those that stand in for a module of Node's: a process of their own, since the others share one. */
const MOCKING = [
  'disk/own-file',
  'disk/receive-tree',
  'disk/install',
  'transfer/group-sync',
  'transfer/receive-round',
].map((name) => `tests/unit/engine/${name}.test.ts`);

/** Begun last, these would leave a core idle at the end of their group. */
const LONG = [
  'every-screen',
  'stories-trouble',
  'cli/cli.test',
  'stories-',
  'e2e/app',
  'tooling/bench',
  'e2e/shell',
  'e2e/sending',
  'e2e/nearby',
  'e2e/meeting',
  'e2e/harness-window',
  'cli/recipes',
  'cli/pipes-killed',
  'tests/cli',
  'net/doctor-others',
  'net/discovery.test',
  'net/discovery-idle',
  'net/doctor.test',
  'net/reaching',
  'protocol/guards',
  'lanes-people',
  'transfer-cut',
  'transfer-kill',
  'transfer-power',
  'transfer-source',
  'transfer-together',
  'tooling/layers',
];

/** They wait for most of their time, for what computers say to each other every so many seconds. */
const WAITING = ['net', 'cli'];

/** Long ones first, and those that wait spread evenly among those that work: so no core idles, and none has them all. */
class Mixed extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const rank = ({ moduleId }: TestSpecification): number => {
      const at = LONG.findIndex((name) => moduleId.includes(name));
      return at < 0 ? LONG.length : at;
    };
    const isWaiting = ({ project }: TestSpecification): boolean => WAITING.includes(project.name);
    const longFirst = sorted.sort((one, other) => rank(one) - rank(other));
    const lists = [longFirst.filter(isWaiting), longFirst.filter((file) => !isWaiting(file))];
    const placed = lists.flatMap((list) => list.map((spec, turn) => ({ spec, at: turn / list.length })));
    return placed.sort((one, other) => one.at - other.at).map(({ spec }) => spec);
  }
}

/** Whoever waits for something to happen isn't told by a slow machine that it didn't. */
const patient = { expect: { poll: { timeout: 15_000 } } };

/** Of all projects. */
const common = { ...patient, setupFiles: ['tests/support/after-file.ts'] };

/** A hundred times as many cases take their time. */
const UNIT_MS = process.env.FERRY_LONG ? 300_000 : 20_000;

/** By itself vitest leaves one of them to itself, which of two is half. */
const CORES = availableParallelism();

/**
 * What waits for other processes is tried again where a run decides: one of thousands that was late on a busy machine says
 * nothing about a change. It is named at the end, and more than a few are a failure (scripts/tally.mjs).
 */
const TRIES_MORE = process.env.CI && process.env.CI !== 'false' ? 1 : 0;

/** Suites that start processes or browsers. One group is done before the next begins; in a group all do as many at once. */
const heavy = (group: number, workers: number) => ({
  ...common,
  testTimeout: 60_000,
  hookTimeout: 60_000,
  retry: TRIES_MORE,
  maxWorkers: workers,
  sequence: { groupOrder: group },
});

export default defineConfig({
  test: {
    sequence: { sequencer: Mixed },
    projects: [
      {
        test: {
          name: 'unit',
          include: ['tests/unit/**/*.test.{ts,tsx}'],
          exclude: MOCKING,
          testTimeout: UNIT_MS,
          // A module is loaded once for all of them: half of the time went by with that.
          isolate: false,
          maxWorkers: CORES,
          ...common,
        },
      },
      { test: { name: 'mocking', include: MOCKING, testTimeout: UNIT_MS, maxWorkers: CORES, ...common } },
      { test: { name: 'protocol', include: ['tests/protocol/**/*.test.ts'], exclude: MEASURING, ...heavy(1, 4) } },
      { test: { name: 'tooling', include: ['tests/tooling/**/*.test.ts'], ...heavy(1, 4) } },
      // Several computers: skipped where namespaces can't be made, and nowhere else.
      { test: { name: 'net', include: ['tests/net/**/*.test.ts'], ...heavy(1, 4) } },
      { test: { name: 'cli', include: ['tests/cli/**/*.test.ts'], exclude: MEASURING, ...heavy(1, 4) } },
      { test: { name: 'e2e', include: ['tests/e2e/**/*.test.ts'], exclude: MEASURING, ...heavy(1, 4) } },
      { test: { name: 'measuring', include: MEASURING, ...heavy(2, 1) } },
    ],
  },
});
