import { defineConfig } from 'vitest/config';

/** Those that measure: nothing beside them, on two cores. */
const MEASURING = [
  'tests/protocol/net.test.ts',
  'tests/protocol/transfer-many.test.ts',
  'tests/e2e/many-files.test.ts',
];

/** Suites that start processes or browsers. One group is done before the next begins. */
const heavy = (group: number, workers: number) => ({
  testTimeout: 60_000,
  hookTimeout: 60_000,
  maxWorkers: workers,
  sequence: { groupOrder: group },
});

export default defineConfig({
  test: {
    projects: [
      { test: { name: 'unit', include: ['tests/unit/**/*.test.{ts,tsx}'], testTimeout: 20_000 } },
      {
        test: { name: 'protocol', include: ['tests/protocol/**/*.test.ts'], exclude: MEASURING, ...heavy(1, 3) },
      },
      { test: { name: 'tooling', include: ['tests/tooling/**/*.test.ts'], ...heavy(2, 1) } },
      { test: { name: 'measuring', include: MEASURING, ...heavy(2, 1) } },
      // What needs several computers waits for most of its time. Skipped where namespaces can't be made, and nowhere else.
      { test: { name: 'net', include: ['tests/net/**/*.test.ts'], ...heavy(3, 6) } },
      { test: { name: 'cli', include: ['tests/cli/**/*.test.ts'], ...heavy(3, 6) } },
      { test: { name: 'e2e', include: ['tests/e2e/**/*.test.ts'], exclude: MEASURING, ...heavy(4, 3) } },
    ],
  },
});
