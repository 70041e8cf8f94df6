import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import react from '@vitejs/plugin-react';
import { defineConfig, type EnvironmentOptions, type Plugin, type ViteBuilder } from 'vite';
import { manualPage } from './src/cli/manual.ts';
import { en } from './src/strings/en.ts';

const { version } = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8')) as { version: string };

/** What the runtime supplies; everything else is bundled, so that a start reads one file and the package holds no node_modules. */
const fromTheRuntime = ['electron', ...builtinModules, /^node:/];

/** Each bundle lists the notices that its packages ask for. */
const NOTICES = { fileName: 'LICENSES.md' };

/**
 * Builds everything, then puts the notices of the app's bundles together in the one page that Settings opens; behind them
 * what is in no package.
 */
async function buildApp(builder: ViteBuilder): Promise<void> {
  for (const environment of Object.values(builder.environments)) await builder.build(environment);
  const pages = ['renderer', 'main', 'preload'].map((name) => readFileSync(`out/${name}/${NOTICES.fileName}`, 'utf8'));
  // Each begins with two paragraphs about itself; a package's own heading is its name, version and licence.
  const packages = new Set(
    pages.flatMap((page) => page.split(/^(?=## \S+ - \d)/m).slice(1)).map((part) => part.trim()),
  );
  const intro = 'Ferry is under the MIT licence. It holds these packages, each under its own:';
  const held = readFileSync('assets/NOTICES.md', 'utf8');
  writeFileSync(`out/${NOTICES.fileName}`, ['# Licences', intro, ...[...packages].sort(), held].join('\n\n'));
  appendFileSync(`out/cli/${NOTICES.fileName}`, `\n\n${held}`);
  // Node needs longer to start with a module.
  writeFileSync('out/cli/package.json', '{ "type": "commonjs" }\n');
}

/**
 * For src/cli/program.ts, which loads the command line: its entry is told what the rest is called. All of that is ASCII, and
 * each part a function, as V8 takes them: nothing is put together at each start. Beside it lies its manual.
 */
const forProgram: Plugin = {
  name: 'for-program',
  applyToEnvironment: ({ name }) => name === 'cli',
  generateBundle(_options, bundle) {
    const chunks = Object.values(bundle).filter((file) => file.type === 'chunk');
    const rest = chunks.find(({ name }) => name === 'command-line');
    for (const chunk of chunks) {
      // Escaped once more, it would be another character.
      if (/\\[^\0-\x7f]/.test(chunk.code)) this.error(`${chunk.fileName}: a backslash before what isn't ASCII`);
      chunk.code = chunk.code
        .replace('__COMMAND_LINE__', JSON.stringify(`./${rest?.fileName}`))
        .replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
      // What stands in a line stays in it.
      if (chunk.name !== 'ferry') chunk.code = `(function (exports, require, module) {'use strict';${chunk.code}\n})`;
    }
    this.emitFile({ type: 'asset', fileName: 'ferry.1', source: manualPage(en, version) });
  },
};

/** What most commands never come to, though what they need names it: src/cli/program.ts loads a part of such a name when it is used. */
const LATER = [
  { name: 'later-noble', test: /@noble[\\/](?:curves|hashes)[\\/]/ },
  { name: 'later-de', test: /src[\\/]strings[\\/](?:[a-z]+-)?de\.ts$/ },
  { name: 'later-he', test: /src[\\/]strings[\\/](?:[a-z]+-)?he\.ts$/ },
];

/** One bundle that runs outside a browser window. The preload must be CommonJS: sandboxed preloads can't be modules. */
const node = (
  input: string | Record<string, string>,
  outDir: string,
  file: string | ((chunk: { readonly name: string }) => string),
  format: 'es' | 'cjs',
  later: typeof LATER = [],
): EnvironmentOptions => ({
  consumer: 'server',
  resolve: { noExternal: true, external: [], builtins: fromTheRuntime },
  build: {
    ssr: true,
    license: NOTICES,
    outDir,
    target: 'node24',
    emptyOutDir: true,
    minify: false,
    rolldownOptions: {
      input,
      external: fromTheRuntime,
      output: {
        format,
        entryFileNames: file,
        chunkFileNames: '[name]-[hash].js',
        comments: false,
        ...(later.length === 0 ? {} : { codeSplitting: { groups: later, includeDependenciesRecursively: false } }),
      },
    },
  },
});

export default defineConfig({
  root: 'src/renderer',
  base: './',
  plugins: [react(), forProgram],
  define: { __VERSION__: JSON.stringify(version) },
  environments: {
    client: {
      build: {
        license: NOTICES,
        outDir: '../../out/renderer',
        emptyOutDir: true,
        target: 'chrome150',
        assetsInlineLimit: 0,
      },
    },
    main: node('../main/main.ts', '../../out/main', 'index.js', 'es'),
    preload: node('../preload/preload.ts', '../../out/preload', 'preload.cjs', 'cjs'),
    cli: node(
      { ferry: '../cli/main.ts', 'command-line': '../cli/command-line.ts' },
      '../../out/cli',
      ({ name }) => (name === 'ferry' ? 'ferry.js' : '[name]-[hash].js'),
      'cjs',
      LATER,
    ),
  },
  builder: { buildApp },
});
