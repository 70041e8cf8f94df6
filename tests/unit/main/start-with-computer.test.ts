import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ok } from '../../../src/base/result.ts';
import { failure } from '../../../src/contract/errors.ts';
import type { Engine } from '../../../src/engine/index.ts';
import { StartWithComputer } from '../../../src/main/start-with-computer.ts';
import { startEngine, testPorts } from '../../support/engine.ts';
import { tempFolder } from '../../support/temp-folder.ts';

/** The system's list, which somebody else can change or lock. */
class List {
  isOn = false;
  isLocked = false;
  /** As on macOS, where a person may have to allow it elsewhere first: no error, and no change. */
  isDeaf = false;
  readonly item = {
    isOn: async () => this.isOn,
    set: async (isOn: boolean) => {
      if (this.isLocked) throw Object.assign(new Error('EACCES: /home/mia/.config'), { errno: -13, code: 'EACCES' });
      if (!this.isDeaf) this.isOn = isOn;
    },
  };
}

const stored = async () => join(await tempFolder(), 'login-item.json');

/** As the shell does it: settled at the start, then following every patch. */
async function shellOn(list: List, engine: Engine, file: string): Promise<StartWithComputer> {
  const starting = new StartWithComputer(list.item, engine, file);
  engine.subscribe(() => void starting.follow());
  await starting.settle();
  return starting;
}

async function world() {
  const list = new List();
  const ports = await testPorts();
  const engine = await startEngine(ports);
  const file = await stored();
  const starting = await shellOn(list, engine, file);
  const setByCli = (isOn: boolean) => engine.invoke('settings.set', { startWithComputer: isOn });
  const claims = () => engine.settings().startWithComputer;
  const log = () => readFile(join(ports.dataDir, 'ferry.log'), 'utf8');
  return { list, engine, file, starting, setByCli, claims, log };
}

describe('starting with the computer', () => {
  it('follows the setting, whoever sets it', async () => {
    const { list, setByCli } = await world();
    await setByCli(true);
    await expect.poll(() => list.isOn).toBe(true);
    await setByCli(false);
    await expect.poll(() => list.isOn).toBe(false);
  });

  it.each([true, false])('is applied at the next start when it was set while the app was off (%s)', async (isOn) => {
    const list = new List();
    const engine = await startEngine(await testPorts());
    const file = await stored();
    list.isOn = !isOn;
    await writeFile(file, JSON.stringify({ applied: !isOn }));
    await engine.invoke('settings.set', { startWithComputer: isOn });
    await shellOn(list, engine, file);
    expect([list.isOn, engine.settings().startWithComputer]).toEqual([isOn, isOn]);
  });

  it.each([true, false])('holds what the system’s list says when only that was changed (%s)', async (isOn) => {
    const { list, engine, file, setByCli, claims } = await world();
    await setByCli(!isOn);
    await expect.poll(() => list.isOn).toBe(!isOn);
    list.isOn = isOn;
    await shellOn(list, engine, file);
    expect([list.isOn, claims()]).toEqual([isOn, isOn]);
  });

  it('says to the window why the system refused, and the setting doesn’t claim it', async () => {
    const { list, starting, setByCli, claims } = await world();
    const set = () => starting.set(true, () => setByCli(true));
    list.isLocked = true;
    expect(await set()).toEqual(failure('login_item.refused', { reason: 'permission denied' }));
    expect(claims()).toBe(false);
    list.isLocked = false;
    list.isDeaf = true;
    expect(await set()).toMatchObject({ error: { code: 'login_item.refused' } });
    list.isDeaf = false;
    expect(await set()).toEqual(ok(undefined));
    expect([list.isOn, claims()]).toEqual([true, true]);
  });

  it('takes the setting back, with a line in the log, when nobody waits for an answer', async () => {
    const { list, setByCli, claims, log } = await world();
    list.isLocked = true;
    await setByCli(true);
    await expect.poll(claims).toBe(false);
    expect(await log()).toContain('login_item.refused');
    expect(await log()).not.toContain('/home/mia');
  });

  it('leaves the system’s list when the setting can’t be stored', async () => {
    const { list, starting } = await world();
    const full = failure('data.disk_full', { path: '/' });
    expect(await starting.set(true, async () => full)).toEqual(full);
    expect(list.isOn).toBe(false);
  });

  it('remembers in a file of its owner’s, and takes a damaged one for none', async () => {
    const { list, engine, file, setByCli } = await world();
    await setByCli(true);
    await expect.poll(() => readFile(file, 'utf8').catch(() => '')).toBe('{"applied":true}');
    expect((await stat(file)).mode & 0o077).toBe(0);
    await writeFile(file, '{"applied":');
    list.isOn = false;
    await shellOn(list, engine, file);
    expect(list.isOn).toBe(true);
  });
});
