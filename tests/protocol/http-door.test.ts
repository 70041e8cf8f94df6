// The door that all have in common that let others in by HTTP: what is asked over one connection, one thing after another.
import { expect, it, onTestFinished } from 'vitest';
import { SYSTEM_PORTS } from '../../src/engine/index.ts';
import { Door } from '../../src/engine/interop/http/door.ts';
import { PAGE_LIMITS as limits } from '../../src/engine/interop/page/limits.ts';
import { callDoor, written } from '../support/localsend-door.ts';

/** Says the path that is asked for; it is done with each once that is said so, if at all. */
async function openDoor(isSaidAtOnce: boolean) {
  const finish: (() => void)[] = [];
  const door = new Door<object>({
    port: 0,
    host: '127.0.0.1',
    tls: null,
    limits,
    clock: SYSTEM_PORTS.clock,
    isNeighbour: () => true,
    visitorOf: () => ({}),
    isWelcome: () => true,
    answer: async ({ request, response }) => {
      if (isSaidAtOnce) response.end(request.url);
      await new Promise<void>((resolve) => finish.push(resolve));
      return () => void response.end(request.url);
    },
    onRefused: () => undefined,
    onFailed: () => undefined,
  });
  await door.listen();
  onTestFinished(() => door.close());
  const line = await callDoor(door.port, { isPlain: true });
  return { finish, line, ask: (path: string) => line.say(written(`GET ${path}`, { host: 'a' })) };
}

it('answers what is asked right after an answer, though something of that is still to be done here', async () => {
  const { finish, line, ask } = await openDoor(true);
  await ask('/one');
  await expect.poll(line.heard).toContain('/one');
  await ask('/two');
  // It has come: to a third there is no answer.
  await new Promise((resolve) => setImmediate(resolve));
  expect(line.heard()).not.toContain('/two');
  finish.shift()?.();
  await expect.poll(line.heard).toContain('/two');
  expect(line.socket.destroyed).toBe(false);
});

it('holds one of those, and none before an answer', async () => {
  const after = await openDoor(true);
  await after.ask('/one');
  await expect.poll(after.line.heard).toContain('/one');
  await after.ask('/two');
  await after.ask('/three');
  expect(await after.line.closed).not.toContain('/two');
  const before = await openDoor(false);
  await before.ask('/one');
  await before.ask('/two');
  expect(await before.line.closed).toBe('');
});
