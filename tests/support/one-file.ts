// A program in one file, for those that are started again and again: each start then takes a fifth of the time.
import { basename, join } from 'node:path';
import { build } from 'vite';
import { tempFolder } from './temp-folder.ts';

/** Where it is; beside it is room for what it compiles to. */
export async function oneFile(program: string): Promise<string> {
  const outDir = await tempFolder();
  const name = `${basename(program, '.ts')}.mjs`;
  await build({
    configFile: false,
    publicDir: false,
    logLevel: 'error',
    build: {
      ssr: program,
      outDir,
      minify: false,
      target: 'node24',
      rolldownOptions: { output: { entryFileNames: name } },
    },
    ssr: { noExternal: true, target: 'node' },
  });
  return join(outDir, name);
}
