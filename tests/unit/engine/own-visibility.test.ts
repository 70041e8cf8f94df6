import { describe, expect, it } from 'vitest';
import type { Settings } from '../../../src/contract/settings.ts';
import { isPause, OwnVisibility } from '../../../src/engine/own-visibility.ts';
import { FakeClock } from '../../support/fake-clock.ts';

const MINUTE = 60_000;

function scene(setting: Settings['visibility'] = 'paired', until: number | null = null, clock = new FakeClock()) {
  const kept: (number | null)[] = [];
  const modes: string[] = [];
  const own = new OwnVisibility({
    clock,
    setting: () => setting,
    pause: { until, keep: (now) => kept.push(now) },
    onChange: () => {
      modes.push(own.wished.mode);
      own.awaitEnd();
    },
  });
  return { clock, own, modes, kept };
}

describe('who may see this device', () => {
  it('is nobody during a pause, which ends by itself on time', () => {
    const { clock, own, modes } = scene();
    own.pause(30);
    expect(own.wished).toEqual({ mode: 'nobody', until: clock.now() + 30 * MINUTE });
    expect(own.isPaused).toBe(true);
    clock.pass(30 * MINUTE - 1);
    expect(modes).toEqual(['nobody']);
    clock.pass(1);
    expect(modes).toEqual(['nobody', 'paired']);
    expect(clock.waiting).toBe(0);
  });

  it('is as before after a computer has slept through the end of a pause', () => {
    const { clock, own } = scene();
    own.pause(30);
    clock.sleep(31 * MINUTE);
    expect(own.isPaused).toBe(false);
    expect(own.wished).toEqual({ mode: 'paired' });
  });

  it('is looked after by somebody while a window is open, and for the ten minutes that were asked for', () => {
    const { clock, own } = scene();
    expect(own.isAttended).toBe(false);
    own.attended(true);
    clock.pass(60 * MINUTE);
    expect(own.isAttended).toBe(true);
    own.attended(false);
    expect(own.isAttended).toBe(false);
    own.everyoneForTenMinutes();
    clock.pass(10 * MINUTE - 1);
    expect(own.isAttended).toBe(true);
    clock.pass(1);
    expect(own.isAttended).toBe(false);
  });

  it('is as before once its person ends the pause, chooses anew, or wants to be found', () => {
    const { own } = scene('whileOpen');
    own.attended(true);
    own.pause(30);
    own.pause(null);
    expect(own.wished).toEqual({ mode: 'everyone', until: null });
    own.pause(30);
    own.forgetMoment();
    expect(own.isPaused).toBe(false);
    own.pause(30);
    own.everyoneForTenMinutes();
    expect(own.wished).toMatchObject({ mode: 'everyone' });
    own.dispose();
  });

  it('is nobody from the start where a former run has left a pause, for as long as a pause can be at most', () => {
    const clock = new FakeClock();
    const { own } = scene('paired', clock.now() + 30 * MINUTE, clock);
    expect(own.wished).toEqual({ mode: 'nobody', until: clock.now() + 30 * MINUTE });
    expect(scene('paired', clock.now() - 1, clock).own.isPaused).toBe(false);
    const far = scene('paired', clock.now() + 1000 * 24 * 60 * MINUTE, clock).own;
    expect(far.wished).toEqual({ mode: 'nobody', until: clock.now() + 24 * 60 * MINUTE });
  });

  it('is kept as long as a pause lasts, however that ends', () => {
    const { own, kept, clock } = scene();
    own.pause(30);
    own.pause(null);
    own.pause(60);
    own.everyoneForTenMinutes();
    own.pause(30);
    own.forgetMoment();
    const [half, hour] = [clock.now() + 30 * MINUTE, clock.now() + 60 * MINUTE];
    expect(kept).toEqual([half, null, hour, null, half, null]);
    own.dispose();
  });

  it('isn’t paused where it is nobody for good', () => {
    const { own } = scene('nobody');
    expect(own.wished).toEqual({ mode: 'nobody', until: null });
    expect(isPause(own.wished)).toBe(false);
  });
});
