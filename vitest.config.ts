import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Those that measure: nothing beside them, on two cores. */
const MEASURING = [
  'tests/protocol/net.test.ts',
  // By a clock that hurries: what is slow here is hours there.
  'tests/protocol/transfer-cut.test.ts',
  'tests/protocol/transfer-many.test.ts',
  'tests/e2e/many-files.test.ts',
];

/** Those that stand in for a module of Node's: a process of their own, since the others share one. */
const MOCKING = ['own-file', 'receive-tree', 'install'].map((name) => `tests/unit/engine/disk/${name}.test.ts`);

/** Begun last, these would leave a core idle at the end of their group. */
const LONG = [
  'transfer-kill',
  'stories-trouble',
  'stories-strangers',
  'every-screen',
  'e2e/app',
  'e2e/nearby',
  'tests/cli',
  'net/reaching',
  'net/doctor-others',
  'net/discovery-idle',
  'net/discovery.test',
  'net/doctor.test',
];

class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isLong = ({ moduleId }: TestSpecification): boolean => LONG.some((name) => moduleId.includes(name));
    const sorted = await super.sort(files);
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))];
  }
}

/** Whoever waits for something to happen isn't told by a slow machine that it didn't. */
const patient = { expect: { poll: { timeout: 15_000 } } };

/** A hundred times as many cases take their time. */
const UNIT_MS = process.env.FERRY_LONG ? 120_000 : 20_000;

/** Suites that start processes or browsers. One group is done before the next begins. */
const heavy = (group: number, workers: number) => ({
  ...patient,
  testTimeout: 60_000,
  hookTimeout: 60_000,
  maxWorkers: workers,
  sequence: { groupOrder: group },
});

export default defineConfig({
  test: {
    sequence: { sequencer: LongFirst },
    projects: [
      {
        test: {
          name: 'unit',
          include: ['tests/unit/**/*.test.{ts,tsx}'],
          exclude: MOCKING,
          testTimeout: UNIT_MS,
          // A module is loaded once for all of them: half of the time went by with that.
          isolate: false,
          ...patient,
        },
      },
      { test: { name: 'mocking', include: MOCKING, testTimeout: UNIT_MS, ...patient } },
      {
        test: { name: 'protocol', include: ['tests/protocol/**/*.test.ts'], exclude: MEASURING, ...heavy(1, 3) },
      },
      { test: { name: 'tooling', include: ['tests/tooling/**/*.test.ts'], ...heavy(2, 1) } },
      { test: { name: 'measuring', include: MEASURING, ...heavy(2, 1) } },
      // What needs several computers waits for most of its time. Skipped where namespaces can't be made, and nowhere else.
      { test: { name: 'net', include: ['tests/net/**/*.test.ts'], ...heavy(3, 4) } },
      { test: { name: 'cli', include: ['tests/cli/**/*.test.ts'], ...heavy(3, 4) } },
      { test: { name: 'e2e', include: ['tests/e2e/**/*.test.ts'], exclude: MEASURING, ...heavy(4, 3) } },
    ],
  },
});
