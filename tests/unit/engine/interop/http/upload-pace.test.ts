import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { type BodyRules, GuardedBody } from '../../../../../src/engine/interop/http/guarded-body.ts';
import { UPLOAD_PACE } from '../../../../../src/engine/interop/http/upload-pace.ts';
import { FakeClock } from '../../../../support/fake-clock.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const { uploadSilenceMs: silenceMs, uploadBytesPerSecond: bytesPerSecond, uploadBehindMs: behindMs } = UPLOAD_PACE;

/** `isRead`: whoever it is for takes all of it at once. */
function bodyOf({ isRead, ...rules }: Partial<BodyRules> & { readonly isRead: boolean }) {
  const clock = new FakeClock();
  const source = new IncomingMessage(new Socket());
  const body = new GuardedBody(source, { clock, mostBytes: null, silenceMs, bytesPerSecond, behindMs, ...rules });
  let fault: string | null = null;
  body.on('error', ({ message }) => {
    fault = message;
  });
  if (isRead) body.resume();
  return {
    body,
    fault: () => fault,
    /** So many bytes come after so long. */
    comes: async (bytes: number, afterMs: number) => {
      await turn();
      clock.pass(afterMs);
      await turn();
      if (bytes > 0) source.push(Buffer.alloc(bytes));
      await turn();
    },
    sleeps: (ms: number) => clock.sleep(ms),
  };
}

describe('a body that comes slowly', () => {
  it('is ended when it brings next to nothing, however regularly', async () => {
    const { comes, fault } = bodyOf({ isRead: true });
    let passed = 0;
    for (; fault() === null && passed < 60 * MINUTE; passed += 29 * SECOND) await comes(1, 29 * SECOND);
    expect(fault()).toBe('the body: too slow');
    expect(passed).toBeLessThan(behindMs + MINUTE);
  });

  it('is ended so, too, after a part of it that came quickly', async () => {
    const { comes, fault } = bodyOf({ isRead: true });
    for (let count = 0; count < 1000; count++) await comes(64 * 1024, 1);
    let passed = 0;
    for (; fault() === null && passed < 60 * MINUTE; passed += 29 * SECOND) await comes(1, 29 * SECOND);
    expect(passed).toBeLessThan(behindMs + MINUTE);
  });

  it('goes on at the pace that is expected, for hours', async () => {
    const { comes, fault } = bodyOf({ isRead: true });
    for (let count = 0; count < 500; count++) await comes(bytesPerSecond * 25, 25 * SECOND);
    expect(fault()).toBeNull();
  });

  it('goes on after minutes in which a network lets hardly anything through, as often as it catches up', async () => {
    const { comes, fault } = bodyOf({ isRead: true });
    for (let times = 0; times < 5; times++) {
      for (let count = 0; count < 8; count++) await comes(1, 29 * SECOND);
      for (let count = 0; count < 4; count++) await comes(64 * 1024, SECOND);
    }
    expect(fault()).toBeNull();
  });

  it('is ended after the silence that is allowed', async () => {
    const { comes, fault } = bodyOf({ isRead: true });
    await comes(1, SECOND);
    await comes(0, silenceMs - 1);
    expect(fault()).toBeNull();
    // It is looked once more.
    for (let times = 0; times < 2; times++) await comes(0, 1);
    expect(fault()).toBe('the body: too slow');
  });

  it('isn’t ended while it is this device that doesn’t read on', async () => {
    const { body, comes, fault } = bodyOf({ isRead: false });
    for (let count = 0; count < 20; count++) {
      await comes(64 * 1024, 0);
      // A full disk, or a limit.
      await comes(0, 10 * MINUTE);
      while (body.read() !== null) await turn();
    }
    expect(fault()).toBeNull();
  });

  it('isn’t ended for the hours that a computer sleeps', async () => {
    const { comes, fault, sleeps } = bodyOf({ isRead: true });
    await comes(1000, SECOND);
    sleeps(9 * 60 * MINUTE);
    await comes(1000, SECOND);
    expect(fault()).toBeNull();
  });
});
