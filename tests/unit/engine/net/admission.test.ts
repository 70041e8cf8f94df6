import { describe, expect, it } from 'vitest';
import { Admission, type Guest, LIMITS } from '../../../../src/engine/net/admission.ts';
import { crowdOf } from '../../../../src/engine/net/on-link.ts';

const guest = (source: string, gone: string[] = []): Guest => ({
  source,
  crowd: crowdOf(source),
  evict: () => gone.push(source),
});

describe('who may wait', () => {
  it('is told apart by whole addresses, and by /64 only where there is no room', () => {
    expect(crowdOf('fe80::1111')).toBe(crowdOf('fe80::2222'));
    expect(crowdOf('2001:db8:1:2:3:4:5:6')).toBe('2001:db8:1:2');
    expect(crowdOf('::ffff:192.0.2.7')).toBe('192.0.2.7');
    const gone: string[] = [];
    const admission = new Admission();
    admission.arrived(guest('fe80::aaaa', gone));
    for (let index = 0; index < LIMITS.perSource; index++) admission.arrived(guest('fe80::bbbb', gone));
    expect(gone).toEqual([]);
    admission.arrived(guest('fe80::bbbb', gone));
    expect(gone).toEqual(['fe80::bbbb']);
  });

  it('makes room out of the crowd that takes most of it', () => {
    const gone: string[] = [];
    const admission = new Admission();
    admission.arrived(guest('192.0.2.7', gone));
    for (let index = 1; index < LIMITS.strangers; index++)
      admission.arrived(guest(`fe80::${index.toString(16)}`, gone));
    admission.arrived(guest('192.0.2.8', gone));
    expect(gone).toEqual(['fe80::1']);
    expect(admission.size).toBe(LIMITS.strangers);
  });

  it('may shake hands forty times at once, then twenty times a second; paired devices are counted apart', () => {
    const admission = new Admission();
    const strangers = guest('192.0.2.7');
    admission.arrived(strangers);
    const takes = (now: number): number => {
      let count = 0;
      while (admission.mayShakeHands(strangers, false, now)) count++;
      return count;
    };
    expect(takes(0)).toBe(LIMITS.burst);
    expect(takes(1000)).toBe(LIMITS.handshakesPerSecond);
    const friend = guest('192.0.2.8');
    admission.arrived(friend);
    expect(admission.mayShakeHands(friend, true, 1000)).toBe(true);
  });

  it('stays counted after the handshake, until it has gone', () => {
    const gone: string[] = [];
    const admission = new Admission();
    const guests = Array.from({ length: LIMITS.metPerSource + 1 }, () => guest('192.0.2.7', gone));
    for (const each of guests) {
      admission.arrived(each);
      admission.shookHands(each);
    }
    expect([gone.length, admission.size]).toEqual([1, LIMITS.metPerSource]);
    for (const each of guests) admission.left(each);
    expect(admission.size).toBe(0);
  });
});
