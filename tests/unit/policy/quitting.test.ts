import { expect, it } from 'vitest';
import type { State } from '../../../src/contract/state.ts';
import { TRANSFER_STAGES, type TransferStage } from '../../../src/contract/transfers.ts';
import { unfinishedWork } from '../../../src/policy/quitting.ts';

const of = (...stages: readonly TransferStage[]): State['transfers'] =>
  // Nothing but the stage is looked at.
  Object.fromEntries(stages.map((stage, at) => [at, { stage }])) as unknown as State['transfers'];

it('counts what quitting breaks off and the next start goes on with, and nothing that waits or is over', () => {
  const counted = TRANSFER_STAGES.filter((stage) => unfinishedWork(of(stage)) === 1);
  expect(counted).toEqual(['preparing', 'connecting', 'waitingForAnswer', 'moving', 'checking']);
  expect(unfinishedWork(of('moving', 'checking', 'done', 'waitingForDevice'))).toBe(2);
});
