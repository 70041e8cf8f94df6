import { readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import react from '@vitejs/plugin-react';
import { defineConfig, type EnvironmentOptions } from 'vite';

const { version } = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8')) as { version: string };

/** What the runtime supplies; everything else is bundled, so that a start reads one file and the package holds no node_modules. */
const fromTheRuntime = ['electron', ...builtinModules, /^node:/];

/** One bundle that runs outside a browser window. The preload must be CommonJS: sandboxed preloads can't be modules. */
const node = (input: string, outDir: string, file: string, format: 'es' | 'cjs'): EnvironmentOptions => ({
  consumer: 'server',
  resolve: { noExternal: true, external: [], builtins: fromTheRuntime },
  build: {
    ssr: true,
    // The notices that the bundled packages ask for; Help shows them.
    license: { fileName: 'LICENSES.md' },
    outDir,
    target: 'node24',
    emptyOutDir: true,
    minify: false,
    rolldownOptions: {
      input,
      external: fromTheRuntime,
      output: { format, entryFileNames: file, chunkFileNames: '[name]-[hash].js' },
    },
  },
});

export default defineConfig({
  root: 'src/renderer',
  base: './',
  plugins: [react()],
  define: { __VERSION__: JSON.stringify(version) },
  environments: {
    client: { build: { outDir: '../../out/renderer', emptyOutDir: true, target: 'chrome150', assetsInlineLimit: 0 } },
    main: node('../main/main.ts', '../../out/main', 'index.js', 'es'),
    preload: node('../preload/preload.ts', '../../out/preload', 'preload.cjs', 'cjs'),
    cli: node('../cli/main.ts', '../../out/cli', 'ferry.js', 'es'),
  },
  builder: {},
});
