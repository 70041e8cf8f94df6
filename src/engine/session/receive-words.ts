// What a receiver says of a transfer, as messages.
import type { Amount } from '../transfer/choice.ts';
import type { Incoming } from '../transfer/incoming.ts';
import type { IncomingRow } from '../transfer/kept-transfers.ts';
import {
  type HoldReason,
  MOST_OUTCOMES,
  type Outcome,
  type TransferMessage,
  type Verdict,
} from '../wire/transfer-messages.ts';
import type { Numbers } from './send-machine.ts';

export const NO_NUMBERS: Numbers = { neededBytes: 0, freeBytes: 0 };
const NO_COUNTS = { files: 0, skipped: 0, alreadyThere: 0 };

export const answer = (id: Uint8Array, verdict: Verdict, round = 0, numbers = NO_NUMBERS): TransferMessage => ({
  kind: 'answer',
  id,
  verdict,
  round,
  ...numbers,
});

export const hold = (id: Uint8Array, reason: HoldReason, numbers = NO_NUMBERS): TransferMessage => ({
  kind: 'hold',
  id,
  reason,
  ...numbers,
});

export function result(id: Uint8Array, incoming: Incoming | null, leftOut: Amount): TransferMessage {
  const { files, skipped, alreadyThere } = incoming?.journal.counts ?? NO_COUNTS;
  return { kind: 'result', id, files, skipped, alreadyThere, notWanted: leftOut.files };
}

/** All of it is here since before. */
export function resultOf(id: Uint8Array, done: NonNullable<IncomingRow['done']>): TransferMessage {
  const { files, skipped, alreadyThere, notWanted = 0 } = done;
  return { kind: 'result', id, files, skipped, alreadyThere, notWanted };
}

interface Acked {
  readonly id: Uint8Array;
  readonly incoming: Incoming;
  readonly credit: number;
  readonly safeBytes: number;
  readonly leftOut: Amount;
  /** All records of the round below this one have come. */
  readonly placed: number;
  readonly arrived: number;
}

/** One, or as many as the outcomes need. */
export function acks(
  { id, incoming, credit, safeBytes, leftOut, placed, arrived }: Acked,
  outcomes: readonly Outcome[],
) {
  const { settledTo: settledUpTo, counts } = incoming.journal;
  const { files: notWanted, bytes: notWantedBytes } = leftOut;
  const ack = {
    kind: 'ack',
    id,
    settledUpTo,
    credit,
    safeBytes,
    files: counts.files,
    notWanted,
    notWantedBytes,
    placed,
    arrived,
  } as const;
  const messages: TransferMessage[] = [];
  for (let at = 0; at === 0 || at < outcomes.length; at += MOST_OUTCOMES)
    messages.push({ ...ack, outcomes: outcomes.slice(at, at + MOST_OUTCOMES) });
  return messages;
}
