import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: { include: ['scripts/film.ts'], setupFiles: ['tests/support/after-file.ts'], testTimeout: 120_000 },
});
