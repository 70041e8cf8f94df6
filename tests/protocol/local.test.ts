import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { createConnection, createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createEngine, openDoor } from '../../src/engine/index.ts';
import { startEngine, testPorts } from '../support/engine.ts';
import { tempFolder } from '../support/temp-folder.ts';

const socketIn = async (dataDir: string): Promise<string> => {
  const [name = ''] = (await readdir(join(dataDir, 'run'))).filter((entry) => entry.endsWith('.sock'));
  return join(dataDir, 'run', name);
};

describe('the local socket', () => {
  it('lets a second program ask the running engine, and both see one state', async () => {
    const ports = await testPorts();
    const engine = await startEngine(ports);
    const opened = await openDoor(ports);
    if (!opened.ok) throw new Error(opened.error.code);
    expect(await opened.value.door('settings.set', { deviceName: 'From outside' })).toEqual({
      ok: true,
      value: undefined,
    });
    expect(engine.snapshot().state.self.name).toBe('From outside');
    expect(await opened.value.door('settings.set', { deviceName: '' })).toMatchObject({
      ok: false,
      error: { code: 'input.invalid' },
    });
    const many = await Promise.all(Array.from({ length: 50 }, () => opened.value.door('state.snapshot', undefined)));
    expect(many.every((outcome) => outcome.ok)).toBe(true);
    await opened.value.close();
  });

  it('takes a command with the longest text in it from a program that has shown who it is', async () => {
    const ports = await testPorts();
    await startEngine(ports);
    const opened = await openDoor(ports);
    if (!opened.ok) throw new Error(opened.error.code);
    // Each character is written as six. To whom it goes isn't said, so that nothing comes of it.
    const refused = await opened.value.door('text.send', { text: '\0'.repeat(1024 * 1024) });
    expect(refused).toMatchObject({ error: { code: 'input.invalid' } });
    expect(await opened.value.door('settings.get', undefined)).toMatchObject({ ok: true });
    await opened.value.close();
  });

  it('takes no more offers for a program that was killed while it received', async () => {
    const ports = await testPorts();
    const engine = await startEngine(ports);
    const opened = await openDoor(ports);
    if (!opened.ok) throw new Error(opened.error.code);
    const byRule = () => engine.door('pairing.end', { id: 'none', isUnattended: true });
    expect(await opened.value.door('receive.offers', { into: null })).toMatchObject({ ok: true });
    expect(await byRule()).toMatchObject({ error: { code: 'transfer.not_now' } });
    await opened.value.close();
    await expect.poll(byRule).toMatchObject({ error: { code: 'pairing.over' } });
    // A shell that stays has said that it does, and another has nothing to take back.
    const standing = await openDoor(ports);
    if (!standing.ok) throw new Error(standing.error.code);
    expect(await standing.value.door('receive.offers', { into: null, isStanding: true })).toMatchObject({ ok: true });
    expect(await byRule()).toMatchObject({ error: { code: 'pairing.over' } });
    await standing.value.close();
  });

  it('takes back what a program that was killed has shown a code for, and nothing else', async () => {
    const ports = await testPorts();
    const engine = await startEngine(ports);
    const path = join(await tempFolder(), 'notes.txt');
    await writeFile(path, 'hello');
    const begin = async (command: string, input: unknown) => {
      const opened = await openDoor(ports);
      if (!opened.ok) throw new Error(opened.error.code);
      const begun = await opened.value.door(command, input);
      if (!begun.ok) throw new Error(begun.error.code);
      return { id: (begun.value as { readonly id: string }).id, close: () => opened.value.close() };
    };
    const stageOf = (id: string) => {
      const { pairings, transfers } = engine.snapshot().state;
      return (pairings[id] ?? Object.values(transfers).find((row) => row.id === id))?.stage;
    };
    const sheet = await begin('pairing.show', undefined);
    expect(stageOf(sheet.id)).toBe('waiting');
    await sheet.close();
    await expect.poll(() => stageOf(sheet.id)).not.toBe('waiting');
    const send = await begin('transfer.send', { paths: [path], to: null });
    await expect.poll(() => stageOf(send.id)).toBe('waitingForDevice');
    await send.close();
    await expect.poll(() => stageOf(send.id)).toBe('canceled');
    // What the window shows is none of theirs.
    const own = await engine.invoke('pairing.show');
    if (!own.ok) throw new Error(own.error.code);
    for (let times = 0; times < 2; times++) {
      const other = await openDoor(ports);
      if (!other.ok) throw new Error(other.error.code);
      await other.value.door('state.snapshot', undefined);
      await other.value.close();
    }
    expect(stageOf(own.value.id)).toBe('waiting');
  });

  it('gives a program an engine of its own where none runs, and leaves nothing running', async () => {
    const ports = await testPorts();
    const opened = await openDoor(ports);
    if (!opened.ok) throw new Error(opened.error.code);
    expect(await opened.value.door('settings.get', undefined)).toMatchObject({ ok: true });
    await opened.value.close();
    expect(await readdir(join(ports.dataDir, 'run'))).toEqual([]);
  });

  it('does what it is asked also where the engine was just stopped: the next one does it', async () => {
    const ports = await testPorts();
    const engine = await startEngine(ports);
    const opened = await openDoor(ports);
    if (!opened.ok) throw new Error(opened.error.code);
    await opened.value.door('settings.get', undefined);
    const stopped = engine.stop();
    const asked = Array.from({ length: 20 }, (_, index) =>
      opened.value.door('settings.set', { deviceName: `Name ${index}` }),
    );
    expect((await Promise.all(asked)).filter(({ ok }) => !ok)).toEqual([]);
    await stopped;
    expect(await opened.value.door('settings.get', undefined)).toMatchObject({ ok: true });
    await opened.value.close();
  });

  it.each([
    ['nothing at all', ''],
    ['a call without proof', '{"id":1,"command":"settings.get"}\n'],
    [
      'a wrong proof',
      `{"ferry":1,"nonce":"${'a'.repeat(64)}"}\n{"proof":"${'b'.repeat(64)}"}\n{"id":1,"command":"settings.get"}\n`,
    ],
    ['what isn’t JSON', 'GET / HTTP/1.1\r\n\r\n'],
    ['a line without end', 'x'.repeat(2 * 1024 * 1024)],
  ])('tells nothing to a caller that says %s, and goes on for others', async (_what, text) => {
    const ports = await testPorts();
    await startEngine(ports);
    const socket = createConnection(await socketIn(ports.dataDir));
    let heard = '';
    socket.on('data', (chunk) => {
      heard += chunk;
    });
    socket.on('error', () => socket.destroy());
    socket.end(text);
    await new Promise((resolve) => socket.once('close', resolve));
    expect(heard).not.toContain('ok');
    expect(heard).not.toContain('deviceName');
    const opened = await openDoor(ports);
    if (!opened.ok) throw new Error(opened.error.code);
    expect((await opened.value.door('settings.get', undefined)).ok).toBe(true);
    await opened.value.close();
  });

  it('lets callers that prove nothing take no more than their number, and is there for others once they are gone', async () => {
    const ports = await testPorts();
    await startEngine(ports);
    const path = await socketIn(ports.dataDir);
    const strangers = Array.from({ length: 200 }, () => createConnection(path).on('error', () => undefined));
    const isOpen = () => strangers.filter((socket) => !socket.closed).length;
    await expect.poll(isOpen).toBe(64);
    for (const socket of strangers) socket.destroy();
    const opened = await openDoor(ports);
    if (!opened.ok) throw new Error(opened.error.code);
    expect((await opened.value.door('settings.get', undefined)).ok).toBe(true);
    await opened.value.close();
  });

  it('is not fooled by a listener that doesn’t know the token', async () => {
    const ports = await testPorts();
    await (await startEngine(ports)).stop();
    const told: string[] = [];
    const impostor = createServer((socket) => {
      socket.on('data', (chunk) => {
        told.push(String(chunk));
        socket.write(`{"nonce":"${'0'.repeat(64)}","proof":"${'0'.repeat(64)}"}\n`);
      });
      socket.on('error', () => socket.destroy());
    }).listen(join(ports.dataDir, 'run', '0123456789abcdef.sock'));
    await once(impostor, 'listening');
    const opened = await openDoor(ports);
    expect(opened).toMatchObject({ ok: false, error: { code: 'local.not_trusted' } });
    expect(told.join('')).not.toContain('proof');
    await new Promise((resolve) => impostor.close(resolve));
  });

  it('tells a running engine that doesn’t answer from one that isn’t ours', async () => {
    const ports = await testPorts();
    const script = `
      const { createEngine, SYSTEM_PORTS } = await import(${JSON.stringify(join(import.meta.dirname, '../../src/engine/index.ts'))});
      await createEngine({ ...SYSTEM_PORTS, dataDir: ${JSON.stringify(ports.dataDir)}, version: '0', log() {} });
      console.log('up');
      process.stdin.resume();`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    await once(child.stdout, 'data');
    child.kill('SIGSTOP');
    expect(await openDoor(ports)).toMatchObject({ ok: false, error: { code: 'local.no_answer' } });
    child.kill('SIGKILL');
    await once(child, 'exit');
  });

  it('works where the path is too long for a socket', async () => {
    const dataDir = join(await tempFolder(), 'a-very-long-name-'.repeat(8), 'ferry');
    const ports = await testPorts({ dataDir });
    await startEngine(ports);
    expect(await createEngine(ports)).toMatchObject({ ok: false, error: { code: 'data.in_use' } });
    const opened = await openDoor(ports);
    if (!opened.ok) throw new Error(opened.error.code);
    expect((await opened.value.door('settings.get', undefined)).ok).toBe(true);
    await opened.value.close();
  });

  it('clears away the sockets of killed programs', async () => {
    const ports = await testPorts();
    await mkdir(join(ports.dataDir, 'run'), { recursive: true });
    await writeFile(join(ports.dataDir, 'ferry.json'), '{"format":1}');
    const child = spawn(process.execPath, [
      '-e',
      `require('node:net').createServer().listen(${JSON.stringify(join(ports.dataDir, 'run', 'feedfacefeedface.sock'))}, () => console.log('up'))`,
    ]);
    await once(child.stdout, 'data');
    child.kill('SIGKILL');
    await once(child, 'exit');
    await startEngine(ports);
    expect(await readdir(join(ports.dataDir, 'run'))).not.toContain('feedfacefeedface.sock');
  });
});

describe('of programs that start at the same moment on one folder', () => {
  const start = `
    const { createEngine, SYSTEM_PORTS } = await import(${JSON.stringify(join(import.meta.dirname, '../../src/engine/index.ts'))});
    const [dataDir, at] = process.argv.slice(1);
    while (Date.now() < Number(at));
    const engine = await createEngine({ ...SYSTEM_PORTS, dataDir, version: '0', log() {} });
    console.log(engine.ok ? 'won' : engine.error.code);
    process.stdin.resume();`;

  it('at most one wins, also over the sockets of killed ones', async () => {
    const rounds = process.env.FERRY_LONG ? 30 : 4;
    const { dataDir } = await testPorts();
    let wins = 0;
    for (let round = 0; round < rounds; round++) {
      const at = Date.now() + 700;
      const children = Array.from({ length: 5 }, () =>
        spawn(process.execPath, ['--input-type=module', '-e', start, dataDir, String(at)], {
          stdio: ['pipe', 'pipe', 'inherit'],
        }),
      );
      const said = await Promise.all(
        children.map(async (child) => String((await once(child.stdout, 'data'))[0]).trim()),
      );
      expect(said.filter((word) => word === 'won').length).toBeLessThanOrEqual(1);
      expect(said.filter((word) => word !== 'won' && word !== 'data.in_use')).toEqual([]);
      wins += said.filter((word) => word === 'won').length;
      for (const child of children) child.kill('SIGKILL');
      await Promise.all(children.map((child) => child.exitCode ?? child.signalCode ?? once(child, 'exit')));
    }
    expect(wins).toBeGreaterThan(0);
  }, 600_000);
});
