import { defineConfig } from 'vitest/config';

export default defineConfig({ test: { include: ['scripts/film.ts'], testTimeout: 120_000 } });
