// Our own programs as JavaScript, where their time and memory are measured: what Node takes to make JavaScript of their
// source would be a third of that memory.
import { basename, join } from 'node:path';
import { build } from 'vite';

/** The tests' harness, which the app's bundles run in. */
export const plainHarness = (folder: string): Promise<string> => plainProgram('tests/support/harness/run.ts', folder);

/** Gives its entry. */
export async function plainProgram(source: string, folder: string): Promise<string> {
  const name = `${basename(source, '.ts')}.mjs`;
  const outDir = join(folder, 'plain');
  await build({
    configFile: false,
    logLevel: 'error',
    root: join(import.meta.dirname, '..'),
    publicDir: false,
    ssr: { noExternal: true },
    build: {
      ssr: source,
      outDir,
      target: 'node24',
      minify: false,
      rolldownOptions: { output: { entryFileNames: name } },
    },
  });
  return join(outDir, name);
}
