// Starts transfers and stays until each has its end: what sending and going on with one have in common.
import type { ErrorInfo, Outcome } from '../contract/errors.ts';
import type { TransferId } from '../contract/transfers.ts';
import { worst } from './exit-codes.ts';
import { follow } from './following.ts';
import type { PairingRules } from './pairings.ts';
import { Pins } from './pins.ts';
import type { Opened } from './with-ferry.ts';

interface Plan extends Pick<PairingRules, 'isOurs' | 'howToType'> {
  /** Each with its id, or why it didn't begin. */
  readonly start: () => Promise<readonly Outcome<TransferId>[]>;
}

export async function followToEnd(opened: Opened, { start, ...rules }: Plan): Promise<number> {
  const { output, first } = opened;
  const { attendance, transfers, pairings } = follow(opened, { ...rules, keep: 'never' });

  const pins = new Pins(opened, attendance, transfers);
  const failed = new Map<string, ErrorInfo>();
  for (const outcome of await start()) {
    if (outcome.ok) transfers.watch(outcome.value, first.transfers[outcome.value]);
    // Several receivers, and one thing wrong with what is sent: said once.
    else failed.set(JSON.stringify(outcome.error), outcome.error);
  }
  const exits = [...failed.values()].map((error) => output.fail(error));

  return attendance.until((state) => {
    pairings.look(state);
    // The engine ends a transfer that has lost its pairing.
    for (const error of pairings.givenUp.splice(0)) transfers.expectEnd(error);
    pins.look(state);
    transfers.look(state);
    return transfers.areOver ? worst([...exits, ...transfers.exits]) : null;
  });
}
