import { describe, expect, it } from 'vitest';
import type { DeviceId } from '../../../../src/contract/devices.ts';
import { Greeter } from '../../../../src/engine/session/greeter.ts';
import { FakeClock } from '../../../support/fake-clock.ts';

const [LOW, HIGH] = ['1'.repeat(32) as DeviceId, '2'.repeat(32) as DeviceId];

function scene(own: DeviceId, call: () => Promise<void> = async () => undefined) {
  const clock = new FakeClock();
  const began = clock.now();
  const calls: number[] = [];
  const connected = new Set<DeviceId>();
  const facts = { mayCall: true };
  const greeter = new Greeter({
    ownId: () => own,
    clock,
    isConnectedTo: (id) => connected.has(id),
    mayCall: () => facts.mayCall,
    call: (_id) => {
      calls.push(clock.now() - began);
      return call();
    },
  });
  return { clock, calls, connected, facts, greeter };
}
const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('a paired device that is heard', () => {
  it('is called at once by the lower id, however often it is heard', async () => {
    const { clock, calls, connected, greeter } = scene(LOW);
    for (let times = 0; times < 10; times++) greeter.heard(HIGH);
    clock.pass(10);
    connected.add(HIGH);
    await settled();
    greeter.heard(HIGH);
    clock.pass(10_000);
    expect(calls).toEqual([0]);
  });

  it('is called by the higher id only where the other doesn’t', () => {
    const alone = scene(HIGH);
    alone.greeter.heard(LOW);
    alone.clock.pass(10_000);
    expect(alone.calls).toEqual([3000]);
    const met = scene(HIGH);
    met.greeter.heard(LOW);
    met.connected.add(LOW);
    met.clock.pass(10_000);
    expect(met.calls).toEqual([]);
  });

  it('and doesn’t answer is left alone for longer and longer', async () => {
    const { clock, calls, greeter } = scene(LOW, () => Promise.reject(new Error('nobody')));
    for (let second = 0; second < 300; second++) {
      greeter.heard(HIGH);
      clock.pass(1000);
      await settled();
    }
    expect(calls.length).toBeGreaterThan(5);
    expect(calls.length).toBeLessThan(12);
  });

  it('isn’t called where it was forgotten meanwhile, or nobody is to see this device any more', () => {
    const { clock, calls, facts, greeter } = scene(HIGH);
    greeter.heard(LOW);
    facts.mayCall = false;
    clock.pass(10_000);
    expect(calls).toEqual([]);
  });

  it('isn’t called any more once this program ends', () => {
    const { clock, calls, greeter } = scene(LOW);
    greeter.heard(HIGH);
    greeter.close();
    clock.pass(10_000);
    expect(calls).toEqual([]);
  });
});
