import { defineConfig } from 'vitest/config';

/** Suites that start processes or browsers run one file after another: two cores, and timing that must mean something. */
const heavy = { fileParallelism: false, testTimeout: 60_000, hookTimeout: 60_000 };

export default defineConfig({
  test: {
    projects: [
      { test: { name: 'unit', include: ['tests/unit/**/*.test.{ts,tsx}'], testTimeout: 20_000 } },
      { test: { name: 'protocol', include: ['tests/protocol/**/*.test.ts'], ...heavy } },
      // What needs several computers: skipped where namespaces can't be made, and nowhere else.
      { test: { name: 'net', include: ['tests/net/**/*.test.ts'], ...heavy } },
      { test: { name: 'cli', include: ['tests/cli/**/*.test.ts'], ...heavy } },
      { test: { name: 'e2e', include: ['tests/e2e/**/*.test.ts'], ...heavy } },
    ],
  },
});
