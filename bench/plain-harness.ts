// The tests' harness as JavaScript. The app's bundles run in the same process, whose time and memory are measured: what
// Node takes to make JavaScript of the harness's source was a third of that memory.
import { join } from 'node:path';
import { build } from 'vite';

const NAME = 'harness.mjs';

/** Gives its entry. */
export async function plainHarness(folder: string): Promise<string> {
  const outDir = join(folder, 'harness');
  await build({
    configFile: false,
    logLevel: 'error',
    root: join(import.meta.dirname, '..'),
    publicDir: false,
    ssr: { noExternal: true },
    build: {
      ssr: 'tests/support/harness/run.ts',
      outDir,
      target: 'node24',
      minify: false,
      rolldownOptions: { output: { entryFileNames: NAME } },
    },
  });
  return join(outDir, NAME);
}
