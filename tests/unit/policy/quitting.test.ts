import { expect, it } from 'vitest';
import type { State } from '../../../src/contract/state.ts';
import { TRANSFER_STAGES, type TransferStage } from '../../../src/contract/transfers.ts';
import type { Way } from '../../../src/contract/vias.ts';
import { unfinishedWork } from '../../../src/policy/quitting.ts';

const of = (stages: readonly TransferStage[], way: Way = {}): State['transfers'] =>
  // Nothing but the stage and the way is looked at.
  Object.fromEntries(
    stages.map((stage) => [`${stage} ${way.via}`, { stage, ...way }]),
  ) as unknown as State['transfers'];

it('counts what quitting breaks off and the next start goes on with, and nothing that waits or is over', () => {
  const counted = TRANSFER_STAGES.filter((stage) => unfinishedWork(of([stage])).goesOn === 1);
  expect(counted).toEqual(['preparing', 'connecting', 'waitingForAnswer', 'waitingForPin', 'moving', 'checking']);
  expect(unfinishedWork(of(['moving', 'checking', 'done', 'waitingForDevice']))).toEqual({ goesOn: 2, ends: 0 });
});

it('counts apart what no start goes on with, because it doesn’t go by Ferry', () => {
  const both = { ...of(['moving', 'checking']), ...of(['moving', 'done'], { via: 'localSend' }) };
  expect(unfinishedWork(both)).toEqual({ goesOn: 2, ends: 1 });
});
