import { chmod, mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createEngine } from '../../../src/engine/index.ts';
import { startEngine, testPorts } from '../../support/engine.ts';
import { tempFolder } from '../../support/temp-folder.ts';

const refusal = async (dataDir: string) => {
  const outcome = await createEngine(await testPorts({ dataDir }));
  if (outcome.ok) {
    await outcome.value.stop();
    return null;
  }
  return outcome.error;
};

describe('the data folder', () => {
  it('is made with everything in it for its owner only', async () => {
    const ports = await testPorts();
    await startEngine(ports);
    expect((await stat(ports.dataDir)).mode & 0o777).toBe(0o700);
    for (const name of await readdir(ports.dataDir, { recursive: true })) {
      expect([name, (await stat(join(ports.dataDir, name))).mode & 0o077]).toEqual([name, 0]);
    }
  });

  it('closes one of its own that others could read', async () => {
    const ports = await testPorts();
    await (await startEngine(ports)).stop();
    await chmod(ports.dataDir, 0o755);
    await startEngine(ports);
    expect((await stat(ports.dataDir)).mode & 0o777).toBe(0o700);
  });

  it('takes an empty folder, and one that holds only what systems and Electron put there', async () => {
    const folder = await tempFolder();
    await mkdir(join(folder, 'electron'));
    await writeFile(join(folder, '.DS_Store'), '');
    expect(await refusal(folder)).toBeNull();
  });

  it('leaves a folder with other files alone, mode and all', async () => {
    const folder = await tempFolder();
    await writeFile(join(folder, 'thesis.odt'), 'work');
    await chmod(folder, 0o755);
    expect(await refusal(folder)).toEqual({ code: 'data.not_ours', details: { path: folder } });
    expect(await readdir(folder)).toEqual(['thesis.odt']);
    expect((await stat(folder)).mode & 0o777).toBe(0o755);
  });

  it('refuses a folder of a newer Ferry and changes nothing in it', async () => {
    const folder = await tempFolder();
    await writeFile(join(folder, 'ferry.json'), '{"format":7,"new":true}');
    await writeFile(join(folder, 'settings.json'), 'in a way only it can read');
    expect(await refusal(folder)).toEqual({
      code: 'data.newer_version',
      details: { path: folder, found: 7, known: 1 },
    });
    expect(await readdir(folder)).toEqual(['ferry.json', 'settings.json']);
    expect(await readFile(join(folder, 'ferry.json'), 'utf8')).toBe('{"format":7,"new":true}');
  });

  it('keeps a damaged marker, says so and goes on', async () => {
    const folder = await tempFolder();
    await writeFile(join(folder, 'ferry.json'), '{"form');
    const engine = await startEngine(await testPorts({ dataDir: folder }));
    const [notice] = Object.values(engine.snapshot().state.notices);
    if (notice?.error.code !== 'data.damaged') throw new Error('no notice of the damage');
    expect(await readFile(join(folder, notice.error.details.keptAs), 'utf8')).toBe('{"form');
  });

  it('says when it is a file, or below a file', async () => {
    const file = join(await tempFolder(), 'file');
    await writeFile(file, '');
    expect(await refusal(file)).toEqual({ code: 'data.not_a_folder', details: { path: file } });
    expect(await refusal(join(file, 'below'))).toMatchObject({ code: 'data.not_a_folder' });
  });

  it('says in the system’s words why it can’t be written', async () => {
    expect(await refusal('/proc/ferry')).toMatchObject({ code: 'data.unwritable', details: { path: '/proc/ferry' } });
  });

  it('has one engine, also by another way to the same folder', async () => {
    const ports = await testPorts();
    await startEngine(ports);
    const link = join(await tempFolder(), 'link');
    await symlink(ports.dataDir, link);
    expect(await refusal(ports.dataDir)).toMatchObject({ code: 'data.in_use' });
    expect(await refusal(link)).toMatchObject({ code: 'data.in_use' });
  });
});
