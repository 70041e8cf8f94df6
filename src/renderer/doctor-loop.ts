// Looks again and again while "Can't see a device?" is shown: one look at a time, with a pause after each.
import type { DoctorReport } from '../contract/doctor.ts';
import type { ErrorInfo } from '../contract/errors.ts';
import type { Bridge } from '../contract/window.ts';
import { ask } from './ask.ts';

export interface Looked {
  /** Of the last look that worked; null before the first. */
  readonly report: DoctorReport | null;
  /** Why the last look didn't work. */
  readonly problem: ErrorInfo | null;
}

export interface DoctorLoop {
  /** At once, or as soon as the look under way is over, which may have missed what was just done. */
  again(): void;
  stop(): void;
}

const PAUSE_MS = 5000;

export function startDoctor(bridge: Bridge, onLooked: (looked: Looked) => void): DoctorLoop {
  let report: DoctorReport | null = null;
  let isLooking = false;
  let isAskedFor = false;
  let hasStopped = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  async function look(): Promise<void> {
    clearTimeout(timer);
    isLooking = true;
    const answer = await ask(bridge, 'doctor.run');
    isLooking = false;
    if (hasStopped) return;
    if (answer.ok) report = answer.value;
    onLooked({ report, problem: answer.ok ? null : answer.error });
    if (isAskedFor) {
      isAskedFor = false;
      await look();
    } else {
      timer = setTimeout(() => void look(), PAUSE_MS);
    }
  }

  void look();
  return {
    again() {
      if (isLooking) isAskedFor = true;
      else if (!hasStopped) void look();
    },
    stop() {
      hasStopped = true;
      clearTimeout(timer);
    },
  };
}
