// One message of every kind, for those who try the machines with all of them.
import type { TransferMessage } from '../../../../src/engine/wire/transfer-messages.ts';

const id = new Uint8Array(16).fill(7);
const none = { neededBytes: 0, freeBytes: 0 };

const KINDS = [
  'offer',
  'list',
  'entries',
  'have',
  'ack',
  'begin',
  'end',
  'result',
  'hold',
  'cancel',
  'ask',
  'gone',
  'thumb',
] as const satisfies readonly TransferMessage['kind'][];
const VERDICTS = ['accepted', 'declined', 'diskFull', 'notReceiving', 'notUnderstood', 'folderTrouble'] as const;
const ROUNDS = [1, 2, 3];

export function sample(kind: TransferMessage['kind'], round = 1, note = ''): TransferMessage {
  switch (kind) {
    case 'offer': {
      const counts = { files: 1, folders: 0, bytes: 1, entries: 1, skipped: 0 };
      return { kind, id, run: new Uint8Array(8), digest: new Uint8Array(32), names: ['a'], ...counts };
    }
    case 'entries':
      return { kind, id, first: 0, page: Uint8Array.of(0) };
    case 'answer': {
      const verdict = VERDICTS.find((one) => one === note) ?? 'accepted';
      return { kind, id, verdict, round: verdict === 'accepted' ? round : 0, ...none };
    }
    case 'have':
      return { kind, id, upTo: 1, items: [] };
    case 'ack':
      return { kind, id, settledUpTo: 0, credit: 1, safeBytes: 0, outcomes: [], files: 0 };
    case 'begin':
      return { kind, id, round };
    case 'end':
      return { kind, id, round, records: 1 };
    case 'result':
      return { kind, id, files: 1, skipped: 2, alreadyThere: 3 };
    case 'hold':
      return { kind, id, reason: 'stoppedByPerson', ...none };
    case 'cancel':
      return { kind, id, reason: 'byPerson' };
    case 'thumb':
      return { kind, id, index: 0, jpeg: Uint8Array.of(0xff, 0xd8, 0xff, 0xe0, 0xff, 0xd9) };
    case 'list':
    case 'ask':
    case 'gone':
      return { kind, id };
  }
}

/** Each kind, each round, each verdict. */
export const SAMPLES: readonly TransferMessage[] = [
  ...KINDS.flatMap((kind) =>
    kind === 'begin' || kind === 'end' ? ROUNDS.map((round) => sample(kind, round)) : [sample(kind)],
  ),
  ...VERDICTS.flatMap((verdict) =>
    verdict === 'accepted' ? ROUNDS.map((round) => sample('answer', round)) : [sample('answer', 0, verdict)],
  ),
];

/** Of an event, as a failed expectation shows it. */
export function nameOf(event: { readonly type: string; readonly message?: TransferMessage }): string {
  const { message } = event;
  if (message === undefined) return event.type;
  const round = 'round' in message && message.round > 0 ? ` ${message.round}` : '';
  return message.kind === 'answer' ? `${message.verdict}${round}` : `${message.kind}${round}`;
}

export interface Stepped<State, Event, Effect> {
  readonly before: State;
  readonly event: Event;
  readonly after: State;
  readonly effects: readonly Effect[];
}

/** Every event in every state that can be reached, the rounds kept small; gives the states' names. */
export function everyStep<State extends { readonly name: string }, Event, Effect>(
  starts: readonly State[],
  step: (state: State, event: Event) => readonly [State, readonly Effect[]],
  eventsIn: readonly Event[],
  visit: (stepped: Stepped<State, Event, Effect>) => void,
): ReadonlySet<string> {
  const seen = new Set<string>();
  const open: State[] = [];
  const reach = (state: State): void => {
    const key = JSON.stringify(state);
    const isLate = 'round' in state && Number(state.round) > MOST_ROUND;
    if (seen.has(key) || isLate) return;
    seen.add(key);
    open.push(state);
  };
  starts.forEach(reach);
  const names = new Set<string>();
  for (let before = open.shift(); before !== undefined; before = open.shift()) {
    names.add(before.name);
    for (const event of eventsIn) {
      const [after, effects] = step(before, event);
      visit({ before, event, after, effects });
      reach(after);
    }
  }
  return names;
}

/** One more than there are messages of. */
const MOST_ROUND = 4;
