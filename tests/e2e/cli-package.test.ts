// The command line as a stranger gets it: packed, installed in an empty folder without a network, and run from there.
import { type ChildProcess, type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { tempFolder } from '../support/temp-folder.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** Of this test alone: neither what npm keeps for its user, nor that user's Ferry. */
let home = '';
let installed = '';
let ferry = '';
const running = new Set<ChildProcess>();

beforeAll(async () => {
  home = await tempFolder();
  const folder = await tempFolder();
  await run(process.execPath, [join(ROOT, 'scripts', 'pack-cli.mjs'), '--to', folder]);
  const [packed = ''] = await readdir(folder);
  installed = join(folder, 'empty');
  await mkdir(installed);
  await npm(['install', '--offline', '--prefix', installed, join(folder, packed)]);
  ferry = join(installed, 'node_modules', '.bin', 'ferry');
}, 120_000);

afterAll(() => {
  for (const child of running) child.kill('SIGKILL');
});

describe.skipIf(process.platform === 'win32')('the packed command line', () => {
  test('is all that is installed, and holds what runs and what has to be said of it, and nothing else', async () => {
    expect((await readdir(join(installed, 'node_modules'))).filter((name) => !name.startsWith('.'))).toEqual(['ferry']);
    const own = join(installed, 'node_modules', 'ferry');
    const manifest: unknown = JSON.parse(await readFile(join(own, 'package.json'), 'utf8'));
    for (const key of ['dependencies', 'devDependencies', 'scripts']) expect(manifest).not.toHaveProperty(key);
    expect(manifest).toMatchObject({ name: 'ferry', type: 'commonjs', license: 'MIT' });
    expect(manifest).toMatchObject({ bin: { ferry: 'ferry.js' }, man: './ferry.1' });
    const files = await readdir(own, { recursive: true });
    const said = ['LICENSE', 'LICENSES.md', 'README.md', 'ferry.1', 'package.json'];
    const service = ['service', 'service/Containerfile', 'service/ferry.service'];
    expect(files.filter((name) => !name.endsWith('.js')).sort()).toEqual([...said, ...service]);
    const built = await readdir(join(ROOT, 'out', 'cli'));
    expect(files.filter((name) => name.endsWith('.js')).sort()).toEqual(built.filter((name) => name.endsWith('.js')));
    const notices = await readFile(join(own, 'LICENSES.md'), 'utf8');
    for (const name of ['@noble/curves', 'cborg', 'uqr', 'valibot']) expect(notices).toContain(`## ${name} - `);
    expect(notices).toContain('## Emoji for short authentication strings (Apache-2.0)');
  });

  test('says its version', async () => {
    const { version } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')) as { version: string };
    expect(await run(ferry, ['--version'])).toBe(`ferry ${version}\n`);
  });

  test('sends with a code and receives with the code piped in', async () => {
    const place = await tempFolder();
    const content = randomBytes(5_000_000);
    await writeFile(join(place, 'film.mkv'), content);
    await mkdir(join(place, 'inbox'));
    const alone = ['--interface', '127.0.0.1'];
    const sender = start(ferry, ['send', join(place, 'film.mkv'), '--data', join(place, 'mia'), ...alone]);
    const [code, from] = await shown(sender, /^Code: (\d{3} \d{3})\n.* --from (\S+)$/m);
    const receiver = start(ferry, [
      'receive',
      '--from',
      from,
      '--into',
      join(place, 'inbox'),
      '--data',
      join(place, 'leo'),
    ]);
    receiver.stdin.end(`${code}\n`);
    const [received] = await Promise.all([text(receiver.stdout), text(receiver.stderr)]);
    expect(await Promise.all([ended(receiver), ended(sender)]), received).toEqual([0, 0]);
    expect(await readdir(join(place, 'inbox'))).toEqual(['film.mkv']);
    expect(hash(await readFile(join(place, 'inbox', 'film.mkv')))).toBe(hash(content));
  });
});

test('a plain npm pack packs nothing, and says what does', async () => {
  const destination = await tempFolder();
  await expect(npm(['pack', '--pack-destination', destination])).rejects.toThrow('npm run pack:cli');
  expect(await readdir(destination)).toEqual([]);
});

const hash = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

function start(program: string, args: readonly string[]): ChildProcessWithoutNullStreams {
  // A test runner says what it is, which is nothing to those it runs.
  const { NODE_ENV: _, ...env } = process.env;
  const child = spawn(program, args, {
    cwd: ROOT,
    env: {
      ...env,
      HOME: home,
      LANG: 'en_US.UTF-8',
      npm_config_cache: join(home, 'npm'),
      npm_config_update_notifier: 'false',
      PATH: `${dirname(process.execPath)}${delimiter}${env.PATH}`,
    },
  });
  running.add(child);
  child.once('close', () => running.delete(child));
  return child;
}

/** What it wrote by the time that this is part of it; what comes after that is read, too. */
function shown(child: ChildProcessWithoutNullStreams, wanted: RegExp): Promise<readonly [string, string]> {
  return new Promise((resolve, reject) => {
    let said = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      said += chunk;
      const [, first, second] = wanted.exec(said) ?? [];
      if (first !== undefined && second !== undefined) resolve([first, second]);
    });
    child.once('close', () => reject(new Error(`ended without it: ${said}`)));
  });
}

async function ended(child: ChildProcess): Promise<number | null> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'close');
  return child.exitCode;
}

/** Its output if it ends well, an error with all of it if not. */
async function run(program: string, args: readonly string[]): Promise<string> {
  const child = start(program, args);
  child.stdin.end();
  const [out, err, code] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close').then(([code]) => code as number | null),
  ]);
  if (code !== 0) throw new Error(`${program} ended with ${code}:\n${out}${err}`);
  return out;
}

/** The npm that the tests were started by, or the one that is installed. */
const npm = (args: readonly string[]): Promise<string> =>
  process.env.npm_execpath ? run(process.execPath, [process.env.npm_execpath, ...args]) : run('npm', args);
