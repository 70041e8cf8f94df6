// What comes by a real connection, whose reader is held up or not.
import { createServer, IncomingMessage, request } from 'node:http';
import { type AddressInfo, Socket } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { GuardedBody } from '../../../../../src/engine/interop/http/guarded-body.ts';
import { SYSTEM_PORTS } from '../../../../../src/engine/ports.ts';
import { FakeClock } from '../../../../support/fake-clock.ts';

const SILENCE_MS = 100;

/** A body that has begun, and its sender. */
async function begun() {
  const { promise: came, resolve } = Promise.withResolvers<IncomingMessage>();
  const server = createServer(resolve).listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await new Promise((listening) => server.once('listening', listening));
  const { port } = server.address() as AddressInfo;
  const sender = request({ port, host: '127.0.0.1', method: 'POST' });
  sender.on('error', () => undefined);
  onTestFinished(() => void sender.destroy());
  sender.write('a');
  const source = await came;
  const { clock } = SYSTEM_PORTS;
  const rules = { clock, mostBytes: null, silenceMs: SILENCE_MS, bytesPerSecond: 1, behindMs: 60_000 };
  const body = new GuardedBody(source, rules);
  let text = '';
  body.on('data', (piece: Buffer) => {
    text += piece.toString();
  });
  const ended = new Promise<string>((done) => {
    body.once('end', () => done('whole')).once('error', (error) => done(error.message));
  });
  await expect.poll(() => text, { interval: 2 }).toBe('a');
  return { sender, ended, text: () => text };
}

it('what came while this program was held up isn’t missed', async () => {
  const { sender, ended, text } = await begun();
  // Timers are next after what is done there, and sockets only after those.
  await new Promise((resolve) => setImmediate(resolve));
  sender.write('b');
  const until = performance.now() + 2 * SILENCE_MS;
  while (performance.now() < until);
  await expect.poll(text, { interval: 2 }).toBe('ab');
  sender.end('c');
  expect(await ended).toBe('whole');
  expect(text()).toBe('abc');
});

it('what doesn’t come ends it', async () => {
  const { ended } = await begun();
  const began = performance.now();
  expect(await ended).toBe('the body: too slow');
  expect(performance.now() - began).toBeLessThan(20 * SILENCE_MS);
});

it('what came late once is waited for as long as anything, once more', async () => {
  const clock = new FakeClock();
  const source = new IncomingMessage(new Socket());
  const rules = { clock, mostBytes: null, silenceMs: SILENCE_MS, bytesPerSecond: 1, behindMs: 60_000 };
  const body = new GuardedBody(source, rules);
  body.on('error', () => undefined);
  body.read(0);
  clock.pass(SILENCE_MS);
  // More than fits, so that nothing is waited for until it is taken.
  source.push(Buffer.alloc(body.readableHighWaterMark));
  await nextTurn();
  clock.pass(1);
  expect(body.read()).toHaveLength(body.readableHighWaterMark);
  await nextTurn();
  clock.pass(SILENCE_MS);
  expect(body.errored).toBeNull();
  clock.pass(1);
  expect(body.errored).toMatchObject({ fault: 'too slow' });
});
