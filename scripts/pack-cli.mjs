// `npm run pack:cli`: the command line as a package of its own. What it needs is bundled, so that it installs without
// fetching anything. A plain `npm pack` would pack the workshop, and only says so.
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { buildIfStale } from './bundles.mjs';
import { npm, ROOT } from './node24.mjs';
import { setUp } from './setup.mjs';

const HELP = `npm run pack:cli [-- --to FOLDER]

Makes ferry-VERSION.tgz, in dist/ or in FOLDER: the command line alone, for Node 22.12 or newer.
Install it with: npm install --global dist/ferry-VERSION.tgz
`;

const INSTEAD = `This folder holds the app and what it is made with; packed as it is, nothing of it would run.
The command line: npm run pack:cli
The app:          npm run pack
`;

/** @param {string} path */
const readManifest = (path) => JSON.parse(readFileSync(join(ROOT, path), 'utf8'));

/** What both packages say alike is said once, in the workshop's own. */
function manifest() {
  const { name, version, description, license, author } = readManifest('package.json');
  const { $comment: _comment, name: _name, ...own } = readManifest('config/cli-package.json');
  return { name, version, description, license, author, ...own };
}

/** @param {string} destination */
function pack(destination) {
  const folder = mkdtempSync(join(tmpdir(), 'ferry-pack-'));
  try {
    cpSync(join(ROOT, 'out', 'cli'), folder, { recursive: true, filter: (path) => !path.endsWith('.map') });
    cpSync(join(ROOT, 'service'), join(folder, 'service'), { recursive: true });
    cpSync(join(ROOT, 'LICENSE'), join(folder, 'LICENSE'));
    cpSync(join(ROOT, 'config', 'cli-readme.md'), join(folder, 'README.md'));
    writeFileSync(join(folder, 'package.json'), `${JSON.stringify(manifest(), null, 2)}\n`);
    mkdirSync(destination, { recursive: true });
    const { status } = npm(['pack', folder, '--pack-destination', destination, '--no-update-notifier']);
    return status === 0;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function packCli() {
  const args = process.argv.slice(2);
  if (process.env.npm_lifecycle_event === 'prepack') {
    process.stderr.write(INSTEAD);
    return false;
  }
  const [option, to, extra] = args;
  if (option === '--help' || extra !== undefined || (option !== undefined && (option !== '--to' || !to))) {
    process.stdout.write(HELP);
    return option === '--help';
  }
  const ready = setUp();
  // npm runs us in the project's folder; a folder is meant from where the person stands.
  const here = process.env.INIT_CWD ?? process.cwd();
  return (
    ready !== null && (await buildIfStale(ready)) && pack(to === undefined ? join(ROOT, 'dist') : resolve(here, to))
  );
}

if (!(await packCli())) process.exitCode = 1;
