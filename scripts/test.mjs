// `npm test`: everything that must hold. Types, lint and build first, then all tests; one closing line. Runs on Node 20.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildIfStale } from './bundles.mjs';
import { provideNeeds } from './debian.mjs';
import { runGroup } from './group.mjs';
import { ROOT } from './node24.mjs';
import { setUp } from './setup.mjs';
import { closingText, filesUnderWay, readEvents, slowestFiles, tally } from './tally.mjs';
import { toolScript } from './tools.mjs';

const HELP = `npm test [-- OPTIONS] [FILTER…]

Checks types, lint and build, then runs the tests whose file name contains a FILTER (all of them without one).

  --long   the long forms: more rounds, more kills, more seeds (also: npm run test:long)
  --help   this text

Everything else goes to vitest, for example: npm test -- -t "resumes"
`;

const args = process.argv.slice(2);
const isLong = args.includes('--long');
const minutes = isLong ? 40 : 20;
const deadline = Date.now() + minutes * 60_000;
/** @type {import('./tally.mjs').Step[]} */
const steps = [];
/** @type {Parameters<typeof tally>[0]['run']} */
const run = {
  isDeciding: Boolean(process.env.CI) && process.env.CI !== 'false',
  canMakeHosts: process.platform === 'linux' && process.getuid?.() === 0,
};

if (args.includes('--help')) process.stdout.write(HELP);
else await test();

async function test() {
  const ready = setUp();
  if (!ready) return;
  provideNeeds();
  // Beside each other, since none of them keeps two cores busy.
  const sound = await Promise.all([
    check(ready, 'types', [toolScript('tsc'), '-b']),
    check(ready, 'lint', [toolScript('biome'), 'check', '--error-on-warnings', '.']),
    build(ready),
  ]);
  if (sound.every(Boolean)) return await runTests(ready);
  close([], null);
}

/**
 * @param {import('./setup.mjs').Ready} ready
 * @param {string} name
 * @param {string[]} command
 */
async function check(ready, name, command) {
  process.stdout.write(`Checking ${name} …\n`);
  const { code, end } = await runGroup(ready.node, command, {
    cwd: ROOT,
    env: ready.env,
    limitMs: deadline - Date.now(),
  });
  steps.push({ name, isOk: code === 0 });
  if (code !== 0)
    process.stdout.write(`${name}: ${end === 'by itself' ? 'failed, see above' : end}. No test was run.\n`);
  return code === 0;
}

/** @param {import('./setup.mjs').Ready} ready */
async function build(ready) {
  process.stdout.write('Building …\n');
  const isOk = await buildIfStale(ready);
  steps.push({ name: 'build', isOk });
  return isOk;
}

/** @param {import('./setup.mjs').Ready} ready */
async function runTests(ready) {
  const folder = mkdtempSync(join(tmpdir(), 'ferry-test-'));
  const path = join(folder, 'events');
  writeFileSync(path, '');
  const command = [
    toolScript('vitest'),
    'run',
    '--reporter=default',
    `--reporter=${join(ROOT, 'tests', 'support', 'reporter.ts')}`,
    ...args.filter((arg) => arg !== '--long'),
  ];
  const env = {
    ...ready.env,
    FERRY_TEST_EVENTS: path,
    // Some thousand programs are started, which are the same few.
    NODE_COMPILE_CACHE: join(folder, 'compiled'),
    ...(isLong ? { FERRY_LONG: '1' } : {}),
  };
  const { code, end } = await runGroup(ready.node, command, { cwd: ROOT, env, limitMs: deadline - Date.now() });
  const events = readEvents(readFileSync(path, 'utf8'));
  rmSync(folder, { recursive: true, force: true });
  if (end !== 'by itself') {
    const why =
      end === 'stopped' ? 'The tests were stopped' : `The tests were ended, because ${minutes} minutes were up`;
    process.stdout.write(`${why}. Still running: ${filesUnderWay(events).join(', ') || 'nothing'}\n`);
  }
  close(events, code);
}

/**
 * @param {readonly import('./tally.mjs').TestEvent[]} events
 * @param {number | null} exitCode
 */
function close(events, exitCode) {
  const outcome = tally({ steps, events, exitCode, run });
  process.stdout.write(`\n${closingText(outcome, slowestFiles(events, 10))}`);
  if (outcome.failed > 0) process.exitCode = 1;
}
