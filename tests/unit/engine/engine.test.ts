import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ENGINE_COMMANDS } from '../../../src/contract/commands.ts';
import type { Interfaces } from '../../../src/engine/ports.ts';
import { startEngine, testPorts } from '../../support/engine.ts';
import { tempFolder } from '../../support/temp-folder.ts';

const MINUTE = 60_000;

describe('the engine', () => {
  it('draws a name at its first start that nobody’s own name is in, and keeps it', async () => {
    const ports = await testPorts({ random: (count) => new Uint8Array(count).map((_, index) => [33, 64][index] ?? 0) });
    const first = await startEngine(ports);
    expect(first.snapshot().state.self.name).toBe('Bright Anchor');
    await first.stop();
    const again = await startEngine({ ...ports, random: (count) => new Uint8Array(count).fill(9) });
    expect(again.snapshot().state.self.name).toBe('Bright Anchor');
  });

  it('checks the input of every command at its door', async () => {
    const engine = await startEngine(await testPorts());
    for (const command of Object.keys(ENGINE_COMMANDS)) {
      const outcome = await engine.door(command, { surprise: { $ne: 1 } });
      expect([command, outcome]).toEqual([
        command,
        { ok: false, error: { code: 'input.invalid', details: { command, where: expect.any(String) } } },
      ]);
    }
    for (const command of ['constructor', '__proto__', 'no.such', '']) {
      expect(await engine.door(command, undefined)).toMatchObject({ ok: false, error: { code: 'input.invalid' } });
    }
  });

  it.each([
    ['', 'deviceName'],
    [' \t ', 'deviceName'],
    ['x'.repeat(65), 'deviceName'],
    ['evil\u202Etxt', 'deviceName'],
    ['two\nlines', 'deviceName'],
  ])('refuses %j as a name, and says where', async (deviceName, where) => {
    const engine = await startEngine(await testPorts());
    const before = engine.snapshot();
    expect(await engine.invoke('settings.set', { deviceName })).toMatchObject({
      ok: false,
      error: { code: 'input.invalid', details: { where } },
    });
    expect(engine.snapshot()).toEqual(before);
  });

  it('shows a renamed device in one patch, trimmed, to everyone who listens', async () => {
    const engine = await startEngine(await testPorts());
    const names: string[] = [];
    engine.subscribe(({ changes }) => {
      for (const change of changes) if (change.at === 'self') names.push(change.value.name);
    });
    expect(await engine.invoke('settings.set', { deviceName: '  Küche 🏡 ' })).toEqual({ ok: true, value: undefined });
    expect(names).toEqual(['Küche 🏡']);
    expect(engine.snapshot().state.settings.deviceName).toBe('Küche 🏡');
  });

  it('puts no local path into its state', async () => {
    const engine = await startEngine(await testPorts());
    const receiveFolder = await tempFolder();
    expect(await engine.invoke('settings.set', { receiveFolder })).toMatchObject({ ok: true });
    expect(engine.snapshot().state.self.receivesInto).toBe(receiveFolder.split('/').at(-1));
    expect(JSON.stringify(engine.snapshot())).not.toContain(receiveFolder);
    expect(engine.settings().receiveFolder).toBe(receiveFolder);
  });

  it('is visible to everyone for ten minutes when asked, and then no longer, by itself', async () => {
    const ports = await testPorts();
    const engine = await startEngine(ports);
    const mode = () => engine.snapshot().state.self.visibility.mode;
    expect(mode()).toBe('paired');
    await engine.invoke('visibility.everyone');
    expect(engine.snapshot().state.self.visibility).toEqual({
      mode: 'everyone',
      until: ports.clock.now() + 10 * MINUTE,
    });
    ports.clock.pass(10 * MINUTE - 1);
    expect(mode()).toBe('everyone');
    ports.clock.pass(1);
    expect(mode()).toBe('paired');
  });

  it('is visible no longer when the ten minutes went by while the computer slept', async () => {
    const ports = await testPorts();
    const engine = await startEngine(ports);
    await engine.invoke('settings.set', { visibility: 'nobody' });
    await engine.invoke('visibility.everyone');
    ports.clock.sleep(8 * 60 * MINUTE);
    ports.clock.pass(5000);
    expect(engine.snapshot().state.self.visibility).toEqual({ mode: 'nobody', until: null });
  });

  it('is visible to everyone while a window is open, by default only', async () => {
    const engine = await startEngine(await testPorts());
    const mode = () => engine.snapshot().state.self.visibility.mode;
    await engine.invoke('visibility.attended', { isOpen: true });
    expect(mode()).toBe('everyone');
    await engine.invoke('settings.set', { visibility: 'nobody' });
    expect(mode()).toBe('nobody');
    await engine.invoke('settings.set', { visibility: 'whileOpen' });
    expect(mode()).toBe('everyone');
    await engine.invoke('visibility.attended', { isOpen: false });
    expect(mode()).toBe('paired');
  });

  it('ends “everyone for ten minutes” when a lasting choice is made', async () => {
    const engine = await startEngine(await testPorts());
    await engine.invoke('visibility.everyone');
    await engine.invoke('settings.set', { visibility: 'paired' });
    expect(engine.snapshot().state.self.visibility).toEqual({ mode: 'paired' });
  });

  it('is visible for ten minutes after the first run, and not at later changes', async () => {
    const ports = await testPorts();
    const engine = await startEngine(ports);
    await engine.invoke('settings.set', { welcomed: true });
    expect(engine.snapshot().state.self.visibility.mode).toBe('everyone');
    ports.clock.pass(10 * MINUTE);
    await engine.invoke('settings.set', { welcomed: true, language: 'de' });
    expect(engine.snapshot().state.self.visibility.mode).toBe('paired');
  });

  it('sees the network go and come', async () => {
    const wifi = [{ address: '192.0.2.1', netmask: '', family: 'IPv4' as const, mac: '', internal: false, cidr: null }];
    let interfaces: Interfaces = { wlan0: wifi };
    const ports = await testPorts({ interfaces: () => interfaces });
    const engine = await startEngine(ports);
    expect(engine.snapshot().state.self.network).toBe('connected');
    interfaces = { docker0: wifi };
    ports.clock.pass(5000);
    expect(engine.snapshot().state.self.network).toBe('none');
    interfaces = { wlan0: wifi };
    ports.clock.pass(5000);
    expect(engine.snapshot().state.self.network).toBe('connected');
  });

  it('tells of damaged settings until the message is dismissed', async () => {
    const ports = await testPorts();
    await (await startEngine(ports)).stop();
    const { writeFile } = await import('node:fs/promises');
    await writeFile(join(ports.dataDir, 'settings.json'), '{{{');
    const engine = await startEngine(ports);
    const [id = ''] = Object.keys(engine.snapshot().state.notices);
    expect(engine.snapshot().state.notices[id]?.error.code).toBe('settings.damaged');
    await engine.invoke('notice.dismiss', { id });
    expect(engine.snapshot().state.notices).toEqual({});
  });

  it('reads its settings anew when it is told to, and says so to everyone who listens', async () => {
    const ports = await testPorts();
    const engine = await startEngine(ports);
    await writeFile(join(ports.dataDir, 'settings.json'), '{"deviceName":"By hand","visibility":"nobody"}');
    expect(await engine.invoke('settings.reload')).toEqual({ ok: true, value: undefined });
    expect(engine.snapshot().state.self).toMatchObject({ name: 'By hand', visibility: { mode: 'nobody' } });
    expect(engine.snapshot().state.settings.visibility).toBe('nobody');
  });

  it('says where what comes goes, and why nothing can', async () => {
    const folder = await tempFolder();
    const there = await startEngine(await testPorts({ downloads: () => folder }));
    expect(await there.invoke('receive.folder')).toEqual({ ok: true, value: { path: folder, trouble: null } });
    const ofNobody = await startEngine(await testPorts({ downloads: () => '' }));
    expect(await ofNobody.invoke('receive.folder')).toMatchObject({
      value: { path: '', trouble: { code: 'settings.no_folder' } },
    });
    const gone = await startEngine(await testPorts());
    expect(await gone.invoke('receive.folder')).toMatchObject({
      value: { path: '/nowhere', trouble: { code: 'transfer.folder_gone' } },
    });
  });

  it('leaves no timer and no listener behind when it stops, and can be started again', async () => {
    const ports = await testPorts();
    const engine = await startEngine(ports);
    await engine.invoke('visibility.everyone');
    await engine.stop();
    expect(ports.clock.waiting).toBe(0);
    await (await startEngine(ports)).stop();
  });

  it('logs that it started and stopped, and neither name nor path', async () => {
    const ports = await testPorts();
    const engine = await startEngine(ports);
    await engine.invoke('settings.set', { deviceName: 'Secret Otter' });
    await engine.stop();
    const log = await readFile(join(ports.dataDir, 'ferry.log'), 'utf8');
    expect(
      log
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line).event),
    ).toEqual(['engine.started', 'engine.stopped']);
    expect(log).not.toContain('Otter');
  });
});
