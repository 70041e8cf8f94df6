import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ShownTransfer, TransferStage } from '../../../src/contract/transfers.ts';
import { TRANSFER_STAGES } from '../../../src/contract/transfers.ts';
import { progressOf } from '../../../src/policy/shown-progress.ts';
import { rowsOf, transferRow } from '../../support/shown-rows.ts';

const row = (number: number, stage: TransferStage, bytes: number, of: number): ShownTransfer =>
  transferRow(number, {
    stage,
    total: { files: 4, folders: 0, bytes: of },
    done: { files: 1, bytes, skipped: 0, alreadyThere: 0, notWanted: 0 },
  });

describe('the progress of all transfers', () => {
  it.each<[string, readonly ShownTransfer[], ReturnType<typeof progressOf>]>([
    ['nothing', [], { is: 'none', part: 0 }],
    ['what waits for a person or a device', [row(1, 'asking', 0, 9), row(2, 'queued', 0, 9)], { is: 'none', part: 0 }],
    ['what is over', [row(1, 'done', 9, 9), row(2, 'failed', 1, 9)], { is: 'none', part: 0 }],
    ['what is only being counted', [row(1, 'preparing', 0, 0)], { is: 'uncertain', part: 0 }],
    ['by size', [row(1, 'moving', 10, 100), row(2, 'checking', 300, 300)], { is: 'running', part: 0.775 }],
    [
      'beside what is being counted',
      [row(1, 'moving', 5, 10), row(2, 'preparing', 0, 0)],
      { is: 'running', part: 0.5 },
    ],
    ['of empty files', [row(1, 'moving', 0, 0)], { is: 'running', part: 0.25 }],
    ['of more than was announced', [row(1, 'moving', 30, 10)], { is: 'running', part: 1 }],
    ['that is held', [row(1, 'away', 5, 10)], { is: 'held', part: 0.5 }],
    [
      'that is held, while another goes on',
      [row(1, 'away', 5, 10), row(2, 'moving', 0, 10)],
      { is: 'running', part: 0.25 },
    ],
    ['that is stuck', [row(1, 'paused', 5, 10), row(2, 'away', 5, 10)], { is: 'stuck', part: 0.5 }],
  ])('is that of %s', (_, rows, progress) => {
    expect(progressOf(rowsOf(rows))).toEqual(progress);
  });

  it('is a part of 1, whatever the rows are', () => {
    const any = fc.record({
      stage: fc.constantFrom(...TRANSFER_STAGES),
      bytes: fc.nat(),
      of: fc.nat(),
    });
    fc.assert(
      fc.property(fc.array(any, { maxLength: 6 }), (rows) => {
        const { part } = progressOf(rowsOf(rows.map(({ stage, bytes, of }, number) => row(number, stage, bytes, of))));
        expect(part).toBeGreaterThanOrEqual(0);
        expect(part).toBeLessThanOrEqual(1);
      }),
    );
  });
});
