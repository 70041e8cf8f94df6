// `ferry serve` where little is there: no home, no terminal, nothing that can be written to but one folder; and beside
// another user, who gets nothing of it.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmod, chown, mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { MountSpace } from '../support/child-engine.ts';
import { FERRY, ServeChild } from '../support/serve-child.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { canMount } from '../unit/engine/disk/own-mounts.ts';

/** Nobody's on any usual system, and without a line among its users. */
const UID = 61_235;
const OTHER_UID = 65_534;
const isRoot = process.getuid?.() === 0;
const by = (uid: number): readonly string[] => ['setpriv', `--reuid=${uid}`, `--regid=${uid}`, '--clear-groups'];
const HOMELESS = { PATH: process.env.PATH };

async function ownFolder(uid: number): Promise<string> {
  const folder = await tempFolder();
  await chmod(folder, 0o755);
  const own = join(folder, 'own');
  await mkdir(join(own, 'inbox'), { recursive: true, mode: 0o755 });
  for (const path of [own, join(own, 'inbox')]) await chown(path, uid, uid);
  return own;
}

const argsOf = (own: string): readonly string[] => [
  ...['--data', join(own, 'data'), '--into', join(own, 'inbox'), '--interface', '127.0.0.1'],
];

/** A command as that user, with what it says on both outputs. */
async function run(uid: number, args: readonly string[], space: readonly string[] = []): Promise<string> {
  const [command = '', ...rest] = [...space, ...by(uid), ...args];
  const child = spawn(command, rest, { stdio: ['ignore', 'pipe', 'pipe'], env: HOMELESS });
  const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return `${out}${err}exit ${code}`;
}

const ferry = (uid: number, args: readonly string[], space?: readonly string[]): Promise<string> =>
  run(uid, [process.execPath, FERRY, ...args], space);

describe.skipIf(!isRoot)('ferry serve as a user without a home (only root can become one)', () => {
  it('receives where it is told to, and is driven by that user', async () => {
    const own = await ownFolder(UID);
    const server = new ServeChild(argsOf(own), { by: by(UID), env: HOMELESS });
    await server.target();
    expect(await ferry(UID, ['config', 'set', 'deviceName', 'Cupboard', '--data', join(own, 'data')])).toBe(
      'deviceName is now Cupboard\nexit 0',
    );
    expect((await server.stop()).code).toBe(0);
  });

  it('says which folders to name', async () => {
    const own = await ownFolder(UID);
    expect(await ferry(UID, ['serve'])).toMatch(/no home folder .* Choose a folder with --data DIR\.\nexit 4$/);
    expect(await ferry(UID, ['serve', '--data', join(own, 'data')])).toMatch(
      /There is no folder to receive into\. .* --into DIR.*\nexit 1$/,
    );
  });

  it('gives another user nothing to read and nothing to drive', async () => {
    const own = await ownFolder(UID);
    const data = join(own, 'data');
    const server = new ServeChild(argsOf(own), { by: by(UID), env: HOMELESS });
    await server.target();
    const [socket = ''] = await readdir(join(data, 'run'));
    for (const command of ['devices', 'pair', 'config', 'history', 'serve'])
      expect(await ferry(OTHER_UID, [command, '--data', data])).toMatch(
        /(?:permission denied|another user).*\nexit 4$/s,
      );
    const names = await readdir(data, { recursive: true });
    expect(names).toContain('local-token');
    for (const name of ['.', ...names])
      expect(await run(OTHER_UID, ['test', '-r', join(data, name)]), name).toBe('exit 1');
    const connect = `require('net').connect(${JSON.stringify(join(data, 'run', socket))}).on('error', (e) => console.log(e.code))`;
    expect(await run(OTHER_UID, [process.execPath, '-e', connect])).toBe('EACCES\nexit 0');
    expect(await run(OTHER_UID, ['kill', '-TERM', `${server.pid}`])).toContain('not permitted');
    // The other user's own runs beside it.
    const others = await ownFolder(OTHER_UID);
    const second = new ServeChild(argsOf(others), { by: by(OTHER_UID), env: HOMELESS });
    await second.target();
    await Promise.all([server.stop(), second.stop()]);
  });
});

describe.skipIf(!isRoot || !canMount)('ferry serve where all else is read-only (needs mounts)', () => {
  it('needs one folder that it can write to and no other', async () => {
    const own = await ownFolder(UID);
    const space = await readOnlyBut(own);
    const server = new ServeChild(argsOf(own), { by: [...space.by, ...by(UID)], env: HOMELESS });
    await server.target();
    expect(await ferry(UID, ['devices', '--data', join(own, 'data')], space.by)).toContain('exit 0');
    expect((await server.stop()).code).toBe(0);
  });

  it('says that the data folder’s path is too long where nothing can stand in for it', async () => {
    const own = await ownFolder(UID);
    const space = await readOnlyBut(own);
    const args = [...argsOf(own).slice(2), '--data', join(own, 'a-very-long-name-'.repeat(8))];
    expect(await ferry(UID, ['serve', ...args], space.by)).toMatch(/is too long for a socket, .*\nexit 4$/);
  });
});

/** All of the system as it is, and none of it to be written to but that folder. */
async function readOnlyBut(folder: string): Promise<MountSpace> {
  const space = await MountSpace.open();
  space.run('mount', '--make-rprivate', '/');
  space.run('mount', '--bind', folder, folder);
  space.run('mount', '-o', 'remount,bind,ro', '/');
  for (const place of ['/tmp', '/dev/shm', '/var/tmp'])
    if (spawnSync('mountpoint', ['-q', place]).status === 0) space.run('mount', '-o', 'remount,bind,ro', place);
  return space;
}

describe('ferry serve without a terminal', () => {
  it('needs neither standard input nor anybody who reads its log', async () => {
    const folder = await tempFolder();
    await mkdir(join(folder, 'inbox'));
    await writeFile(join(folder, 'run.sh'), 'exec 0<&- 2>&-; exec "$@"');
    const server = new ServeChild([...argsOf(folder), '--json'], { by: ['sh', join(folder, 'run.sh')] });
    await server.until('its port', (said) => said.includes('"event":"ready"'));
    expect((await server.stop()).code).toBe(0);
  });
});

/** Says it to itself before anything of the command line is loaded. */
const RELOAD_AT_ONCE = `
  const { Script } = require('node:vm');
  const { runInThisContext } = Script.prototype;
  Script.prototype.runInThisContext = function () {
    Script.prototype.runInThisContext = runInThisContext;
    process.kill(process.pid, 'SIGHUP');
    return this.runInThisContext();
  };
`;

it('isn’t ended by a reload that comes before it has read anything', async () => {
  const folder = await tempFolder();
  await mkdir(join(folder, 'inbox'));
  const hook = join(folder, 'hook.cjs');
  await writeFile(hook, RELOAD_AT_ONCE);
  const server = new ServeChild(argsOf(folder), { env: { ...process.env, NODE_OPTIONS: `--require=${hook}` } });
  await server.target();
  expect((await server.stop()).code).toBe(0);
});
