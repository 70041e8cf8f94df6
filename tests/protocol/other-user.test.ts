// What another user of the same computer made, met by an engine that really runs as somebody else.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { chmod, chown, mkdir, readdir, realpath, rm, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from 'vitest';
import { tempFolder } from '../support/temp-folder.ts';

/** Nobody's on any usual system. */
const UID = 61_234;
const FOLDER_IN_TMP = `/tmp/ferry-${UID}`;

/** Loads the engine, becomes that user, starts it on `dataDir`, and says what came of it. */
async function startAs(uid: number, dataDir: string): Promise<unknown> {
  const script = `
    process.setgid(${uid});
    process.setgroups([]);
    process.setuid(${uid});
    const { createEngine, SYSTEM_PORTS } = await import(${JSON.stringify(join(import.meta.dirname, '../../src/engine/index.ts'))});
    const engine = await createEngine({ ...SYSTEM_PORTS, dataDir: ${JSON.stringify(dataDir)}, version: '0', log() {} });
    const tried = engine.ok ? await engine.value.invoke('settings.set', { receiveFolder: '/var' }) : engine;
    console.log(JSON.stringify(tried.ok ? 'started' : tried.error));
    if (engine.ok) await engine.value.stop();`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [said] = await Promise.all([text(child.stdout), once(child, 'exit')]);
  return JSON.parse(said);
}

const isRoot = process.getuid?.() === 0;

describe.skipIf(!isRoot)('an engine of another user (only root can become one)', () => {
  afterEach(() => rm(FOLDER_IN_TMP, { recursive: true, force: true }));

  /** A folder of root's that others may pass, and in it what `mode` says. */
  const place = async (mode: number): Promise<string> => {
    const folder = await tempFolder();
    await chmod(folder, mode);
    return folder;
  };

  it('says that it can’t write to a data folder of somebody else, and leaves it as it was', async () => {
    const folder = await place(0o755);
    expect(await startAs(UID, join(folder, 'ferry'))).toMatchObject({ code: 'data.unwritable' });
    expect(await readdir(folder)).toEqual([]);
  });

  it('takes no folder for received files that it can’t write to', async () => {
    const folder = await place(0o777);
    expect(await startAs(UID, join(folder, 'ferry'))).toMatchObject({ code: 'settings.folder_unwritable' });
  });

  it('leaves an empty data folder of somebody else as it was, also where everybody may write to it', async () => {
    const folder = await place(0o777);
    expect(await startAs(UID, folder)).toMatchObject({ code: 'data.not_own' });
    expect(await readdir(folder)).toEqual([]);
  });

  it('starts where a short path needs no folder in /tmp, whatever somebody else put there', async () => {
    const folder = await place(0o777);
    await mkdir(FOLDER_IN_TMP, { mode: 0o700 });
    expect(await startAs(UID, join(folder, 'ferry'))).toMatchObject({ code: 'settings.folder_unwritable' });
    const runDir = join(await realpath(folder), 'ferry', 'run');
    const inTmp = join(FOLDER_IN_TMP, createHash('sha256').update(runDir).digest('hex').slice(0, 24));
    await mkdir(inTmp);
    const squatter = createServer((socket) => socket.destroy()).listen(join(inTmp, '0123456789abcdef.sock'));
    await once(squatter, 'listening');
    await Promise.all([FOLDER_IN_TMP, inTmp].map((path) => chmod(path, 0o777)));
    expect(await startAs(UID, join(folder, 'ferry'))).toMatchObject({ code: 'settings.folder_unwritable' });
    await new Promise((resolve) => squatter.close(resolve));
  });

  it.each([
    ['was made by somebody else', 0, 0o700],
    ['is open to others', UID, 0o755],
  ])('puts no socket into a folder of its name in /tmp that %s', async (_what, owner, mode) => {
    const folder = await place(0o777);
    await mkdir(FOLDER_IN_TMP);
    await chown(FOLDER_IN_TMP, owner, owner);
    await chmod(FOLDER_IN_TMP, mode);
    const dataDir = join(folder, 'a-very-long-name-'.repeat(8), 'ferry');
    expect(await startAs(UID, dataDir)).toMatchObject({ code: 'data.not_own', details: { path: FOLDER_IN_TMP } });
    expect(await readdir(FOLDER_IN_TMP)).toEqual([]);
    expect((await stat(FOLDER_IN_TMP)).uid).toBe(owner);
  });
});
