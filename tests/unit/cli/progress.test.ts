import { describe, expect, it } from 'vitest';
import { Progress, stageText } from '../../../src/cli/progress.ts';
import { textWidth } from '../../../src/cli/text-width.ts';
import type { ShownTransfer } from '../../../src/contract/transfers.ts';
import { TRANSFER_STAGES } from '../../../src/contract/transfers.ts';
import { de } from '../../../src/strings/de.ts';
import { en } from '../../../src/strings/en.ts';
import { he } from '../../../src/strings/he.ts';
import { transfer } from './fake-ferry.ts';

const total = { files: 12, folders: 1, bytes: 4_000_000_000 };
const at = (bytes: number, changed: Partial<ShownTransfer> = {}): ShownTransfer =>
  transfer({ total, done: { files: 3, bytes, skipped: 0, alreadyThere: 0, notWanted: 0 }, ...changed });

/** Moving for longer than an estimate needs. */
function moving(row: ShownTransfer): Progress {
  const progress = new Progress(row, 0);
  progress.take(row, 3000);
  return progress;
}

const full = at(1_200_000_000, { bytesPerSecond: 48_000_000, secondsLeft: 58 });

describe('the line of a terminal', () => {
  it('says who, how far, how much, how fast and how long', () => {
    expect(moving(full).bar(en, 100)).toBe(
      '↑ Studio PC  ██████░░░░░░░░░░░░░░  30%  3 of 12  1.2 of 4 GB  48 MB/s  about 1 minute left',
    );
  });

  it('points the other way for what is received', () => {
    expect(moving({ ...full, direction: 'receive' }).bar(en, 100)).toMatch(/^↓ Studio PC {2}█/);
  });

  it.each([1, 2, 5, 10, 20, 25, 30, 39, 40, 41, 60, 79, 80, 81, 100, 120, 200])(
    'is narrower than %i columns, whatever it says and in whichever language',
    (columns) => {
      const names = [
        'Leo',
        'Studio PC',
        'Mias allerliebster Arbeitsrechner',
        '工作室的電腦工作室的電腦工作室',
        '👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦',
      ];
      for (const strings of [en, de, he]) {
        for (const name of names) {
          for (const stage of TRANSFER_STAGES) {
            const device = { id: full.device?.id as never, name, isPaired: true };
            const line = moving({ ...full, device, stage }).bar(strings, columns);
            expect(textWidth(line), line).toBeLessThan(Math.max(2, columns));
            expect(line).not.toContain('\n');
          }
        }
      }
    },
  );

  it('leaves out what matters less where it is narrow, and keeps bar and percentage', () => {
    expect(moving(full).bar(en, 80)).toBe('↑ Studio PC  ██████░░░░░░░░░░░░░░  30%  1.2 of 4 GB  about 1 minute left');
    expect(moving(full).bar(en, 60)).toBe('↑ Studio PC  ███░░░░░░░  30%  3 of 12  about 1 minute left');
    expect(moving(full).bar(en, 40)).toBe('↑ Studio PC  ███░░░░░░░  30%  3 of 12');
    expect(moving(full).bar(en, 20)).toBe('↑  30%');
  });

  it('shows hidden characters of a name instead of obeying them', () => {
    const device = { id: full.device?.id as never, name: 'a\u001b[2Jb\u202ec', isPaired: false };
    expect(moving({ ...full, device }).bar(en, 120)).toContain('a<U+001B>[2Jb<U+202E>c');
  });

  it('says in words where nothing moves', () => {
    const line = (stage: ShownTransfer['stage']) => new Progress(at(0, { stage }), 0).bar(en, 100);
    expect(line('waitingForAnswer')).toBe('↑ Studio PC  Waiting for Studio PC to accept');
    expect(line('away')).toBe('↑ Studio PC  Connection lost, continuing when Studio PC is back');
    expect(line('connecting')).toBe('↑ Studio PC  Connecting…');
    expect(new Progress(at(0, { stage: 'connecting', direction: 'receive' }), 0).bar(en, 100)).toBe(
      '↓ Studio PC  Waiting for Studio PC',
    );
    expect(line('preparing')).toBe('↑ Studio PC  Preparing…');
    expect(new Progress(at(0, { stage: 'waitingForDevice', device: null }), 0).bar(en, 100)).toBe(
      '↑  Waiting for the other device',
    );
  });

  it('says that everything has come and is being checked', () => {
    expect(moving(at(4_000_000_000, { stage: 'checking' })).bar(en, 100)).toContain(
      '100%  3 of 12  4 of 4 GB  Checking…',
    );
  });
});

describe('progress', () => {
  it('never goes back, also where what is settled does', () => {
    const progress = new Progress(at(2_000_000_000), 0);
    progress.take(
      at(1_000_000_000, { done: { files: 1, bytes: 1_000_000_000, skipped: 0, alreadyThere: 0, notWanted: 0 } }),
      100,
    );
    expect(progress.line(en)).toBe('Studio PC: 50%, 3 of 12, 2 of 4 GB');
  });

  it('is not above all of it', () => {
    expect(new Progress(at(9_000_000_000), 0).line(en)).toContain('100%, 3 of 12, 4 of 4 GB');
  });

  it('is not whole before it is', () => {
    expect(new Progress(at(3_999_999_999), 0).line(en)).toContain('99%');
  });

  it('goes by files where they are all empty, and counts those that were there', () => {
    const row = transfer({
      total: { files: 4, folders: 0, bytes: 0 },
      done: { files: 1, bytes: 0, skipped: 0, alreadyThere: 1, notWanted: 0 },
    });
    expect(new Progress(row, 0).line(en)).toBe('Studio PC: 50%, 2 of 4');
    expect(new Progress(transfer({ total: { files: 0, folders: 1, bytes: 0 } }), 0).line(en)).toBe('Studio PC: 0%');
  });

  it('says no time left in the first three seconds of moving, nor after an interruption', () => {
    const progress = new Progress(full, 0);
    progress.take(full, 2999);
    expect(progress.line(en)).not.toContain('left');
    progress.take(full, 3000);
    expect(progress.line(en)).toContain('about 1 minute left');
    progress.take({ ...full, stage: 'away' }, 4000);
    progress.take(full, 5000);
    expect(progress.line(en)).not.toContain('left');
    progress.take({ ...full, secondsLeft: null }, 9000);
    expect(progress.line(en)).not.toContain('left');
  });

  it('is worth a line every ten percent or every ten seconds, and at most one a second', () => {
    const progress = new Progress(at(0), 0);
    progress.begin();
    const isDue = (bytes: number, now: number): boolean => {
      progress.take(at(bytes), now);
      return progress.isLineDue();
    };
    expect(isDue(400_000_000, 999)).toBe(false);
    expect(isDue(400_000_000, 1000)).toBe(true);
    expect(isDue(800_000_000, 1999)).toBe(false);
    expect(isDue(800_000_000, 2000)).toBe(true);
    expect(isDue(900_000_000, 3000)).toBe(false);
    expect(isDue(900_000_000, 11_999)).toBe(false);
    expect(isDue(900_000_000, 12_000)).toBe(true);
    expect(isDue(900_000_000, 12_001)).toBe(false);
  });

  it('is an event at most twice a second', () => {
    const progress = new Progress(at(0), 0);
    const isDue = (now: number): boolean => {
      progress.take(at(0), now);
      return progress.isEventDue();
    };
    expect([0, 499, 500, 501, 999, 1000].map(isDue)).toEqual([true, false, true, false, false, true]);
  });
});

it('has a word for every stage', () => {
  for (const stage of TRANSFER_STAGES) {
    for (const strings of [en, de, he]) expect(stageText(at(0, { stage }), strings).length, stage).toBeGreaterThan(2);
  }
  const done = at(0, { stage: 'done', done: { files: 11, bytes: 0, skipped: 1, alreadyThere: 0, notWanted: 0 } });
  expect(stageText(done, en)).toBe('Done, 1 file skipped');
  const untaken = { ...done, total: { files: 0, folders: 1, bytes: 0 }, via: 'localSend' as const };
  const leftOut = { files: 0, bytes: 0, skipped: 0, alreadyThere: 0, notWanted: 2 };
  expect(stageText({ ...untaken, done: leftOut }, en)).toBe('Studio PC (LocalSend) took nothing of it');
  expect(stageText({ ...untaken, done: { ...leftOut, skipped: 1 } }, en)).toBe('Done, 1 file skipped');
});
