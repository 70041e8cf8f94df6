import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { ok } from '../../../src/base/result.ts';
import { finding } from '../../../src/contract/doctor.ts';
import { failure } from '../../../src/contract/errors.ts';
import type { DoctorLoop, Looked } from '../../../src/renderer/doctor-loop.ts';
import { startDoctor } from '../../../src/renderer/doctor-loop.ts';
import { createFakeBridge, type FakeBridge } from './fake-bridge.ts';

const FINE = { findings: [finding('vpn.none', {})] };

describe('looking again and again', () => {
  let bridge: FakeBridge;
  let looked: Looked[];
  let loop: DoctorLoop;

  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    bridge = createFakeBridge();
    looked = [];
    loop = startDoctor(bridge, (each) => looked.push(each));
  });

  afterEach(() => {
    loop.stop();
    vi.useRealTimers();
  });

  test('begins at once, and goes on five seconds after each answer', async () => {
    expect(bridge.asked).toEqual(['doctor.run']);
    vi.advanceTimersByTime(60_000);
    expect(bridge.asked).toHaveLength(1);
    await bridge.answer(ok(FINE));
    expect(looked).toEqual([{ report: FINE, problem: null }]);
    vi.advanceTimersByTime(4999);
    expect(bridge.asked).toHaveLength(1);
    vi.advanceTimersByTime(1);
    expect(bridge.asked).toHaveLength(2);
  });

  test('never looks twice at once: who asks meanwhile gets the next one', async () => {
    loop.again();
    loop.again();
    expect(bridge.asked).toHaveLength(1);
    await bridge.answer(ok(FINE));
    expect(bridge.asked).toHaveLength(2);
    await bridge.answer(ok(FINE));
    expect(bridge.asked).toHaveLength(2);
  });

  test('doesn’t wait where it is asked between two looks', async () => {
    await bridge.answer(ok(FINE));
    loop.again();
    expect(bridge.asked).toHaveLength(2);
    vi.advanceTimersByTime(60_000);
    expect(bridge.asked).toHaveLength(2);
  });

  test('keeps what it found when a later look doesn’t work, and looks on', async () => {
    await bridge.answer(ok(FINE));
    vi.advanceTimersByTime(5000);
    await bridge.answer(failure('internal', { note: 'no such boat' }));
    expect(looked[1]).toMatchObject({ report: FINE, problem: { code: 'internal' } });
    vi.advanceTimersByTime(5000);
    await bridge.answer(ok(FINE));
    expect(looked[2]).toEqual({ report: FINE, problem: null });
  });

  test('says and asks nothing more once it was stopped', async () => {
    loop.stop();
    await bridge.answer(ok(FINE));
    loop.again();
    vi.advanceTimersByTime(60_000);
    expect(looked).toEqual([]);
    expect(bridge.asked).toHaveLength(1);
  });
});
