import { describe, expect, it } from 'vitest';
import { errorInfo } from '../../../src/contract/errors.ts';
import type { PairingStage, TransferStage } from '../../../src/contract/transfers.ts';
import { PAIRING_STAGES, TRANSFER_STAGES } from '../../../src/contract/transfers.ts';
import { attentionOf, isBusy, waitingForPerson } from '../../../src/policy/attention.ts';
import { pairingRow, rowsOf, transferRow } from '../../support/shown-rows.ts';

describe('the tray image', () => {
  it('says what each stage of a transfer is', () => {
    const of = (stage: TransferStage) => attentionOf(rowsOf([transferRow(1, { stage })]));
    expect(TRANSFER_STAGES.filter((stage) => of(stage) === 'needs-you')).toEqual(['waitingForPin', 'asking']);
    expect(TRANSFER_STAGES.filter((stage) => of(stage) === 'busy')).toEqual(['preparing', 'moving', 'checking']);
    expect(isBusy(rowsOf([transferRow(1)]))).toBe(false);
  });

  it('says that it needs its person for what of a pairing only that person can do', () => {
    const of = (stage: PairingStage) => attentionOf(rowsOf([], [pairingRow('a', { stage })]));
    expect(PAIRING_STAGES.filter((stage) => of(stage) === 'needs-you')).toEqual(['asked', 'typing', 'comparing']);
  });

  it('is idle with nothing, and needs its person before it is busy', () => {
    expect(attentionOf(rowsOf([]))).toBe('idle');
    const both = rowsOf([transferRow(1), transferRow(2, { stage: 'moving' })], [pairingRow('a')]);
    expect(attentionOf(both)).toBe('needs-you');
    expect(waitingForPerson(both)).toBe(2);
    const noticed = { ...both, notices: { a: { id: 'a', at: 0, error: errorInfo('local.gone', {}) } } };
    expect(waitingForPerson(noticed)).toBe(3);
  });
});
