import { describe, expect, it } from 'vitest';
import type { Settings } from '../../../src/contract/settings.ts';
import { isPause, OwnVisibility } from '../../../src/engine/own-visibility.ts';
import { FakeClock } from '../../support/fake-clock.ts';

const MINUTE = 60_000;

function scene(setting: Settings['visibility'] = 'paired') {
  const clock = new FakeClock();
  const modes: string[] = [];
  const own = new OwnVisibility({
    clock,
    setting: () => setting,
    onChange: () => {
      modes.push(own.wished.mode);
      own.awaitEnd();
    },
  });
  return { clock, own, modes };
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

  it('isn’t paused where it is nobody for good', () => {
    const { own } = scene('nobody');
    expect(own.wished).toEqual({ mode: 'nobody', until: null });
    expect(isPause(own.wished)).toBe(false);
  });
});
