import { describe, expect, it } from 'vitest';
import {
  ANSWER_MS,
  type SendEffect,
  type SendEvent,
  type SendState,
  startSend,
  stepSend,
} from '../../../../src/engine/session/send-machine.ts';
import type { TransferMessage } from '../../../../src/engine/wire/transfer-messages.ts';
import { everyStep, nameOf, SAMPLES, sample } from './samples.ts';

const received = (message: TransferMessage): SendEvent => ({ type: 'received', message });
const error = { code: 'internal', details: { note: '' } } as const;

const EVENTS: readonly SendEvent[] = [
  { type: 'linked' },
  { type: 'lost' },
  { type: 'malformed' },
  { type: 'timedOut' },
  { type: 'userCanceled' },
  { type: 'failed', error },
  ...[1, 2, 3].map((round) => ({ type: 'allSent', round, records: 4 }) as const),
  ...SAMPLES.map(received),
];

const REFUSALS = ['declined', 'diskFull', 'notReceiving', 'notUnderstood', 'folderTrouble'];
const ALWAYS = ['hold', 'cancel', 'gone', 'ask'];
/** What may be heard in a state; all else is a violation. `accepted` of a later round than the state's. */
const DUE: Readonly<Record<string, readonly string[]>> = {
  offered: [...ALWAYS, ...REFUSALS, 'accepted', 'list', 'have', 'ack', 'result'],
  waitingForAnswer: [...ALWAYS, ...REFUSALS, 'accepted', 'list'],
  sending: [...ALWAYS, 'accepted', 'have', 'ack', 'result'],
  sent: [...ALWAYS, 'accepted', 'have', 'ack', 'result'],
  held: [...ALWAYS, 'accepted', 'result'],
};
const SENDS = ['offer', 'sendList', 'begin', 'startContent', 'end', 'cancelThere'];

const roundOf = (state: SendState): number => ('round' in state ? state.round : 0);
const typesOf = (effects: readonly SendEffect[]): string[] => effects.map(({ type }) => type);

function isDue(state: SendState, message: TransferMessage): boolean {
  const kind = message.kind === 'answer' ? message.verdict : message.kind;
  const isLater = message.kind !== 'answer' || message.verdict !== 'accepted' || message.round > roundOf(state);
  return isLater && (DUE[state.name] ?? []).includes(kind);
}

/** From the start, with what was asked for in the last step. */
function upon(...events: readonly SendEvent[]): readonly [SendState, readonly SendEffect[]] {
  return events.reduce<readonly [SendState, readonly SendEffect[]]>(
    ([state], event) => stepSend(state, event),
    [startSend(), []],
  );
}
const LINKED: SendEvent = { type: 'linked' };
const accepted = (round: number): SendEvent => received(sample('answer', round));
const SENDING: readonly SendEvent[] = [LINKED, received(sample('list')), accepted(1)];
const SENT: readonly SendEvent[] = [...SENDING, { type: 'allSent', round: 1, records: 4 }];
const NO_WAIT = { type: 'wait', ms: null };
const STOP = { type: 'stopContent' };

describe('the sender of a transfer', () => {
  it('does in every state, at every event, what it may', () => {
    const reached = everyStep<SendState, SendEvent, SendEffect>(
      [startSend()],
      stepSend,
      EVENTS,
      ({ before, event, after: next, effects }) => {
        const types = typesOf(effects);
        const check = (isRight: boolean, what: string): void => {
          if (!isRight)
            throw new Error(`${what}: ${JSON.stringify(before)}, ${nameOf(event)} => ${next.name} [${types}]`);
        };
        if (before.name === 'ended') return check(next === before && types.length === 0, 'did something after its end');
        const isViolation = types.includes('violation');
        const isWrong =
          event.type === 'malformed' ||
          (event.type === 'received' && before.name !== 'away' && !isDue(before, event.message));
        check(isViolation === isWrong, 'a violation or not');
        if (isViolation) check(next.name === 'away' && !types.some((one) => SENDS.includes(one)), 'went on with it');
        if (['lost', 'timedOut'].includes(event.type)) check(next.name === 'away', 'a connection that is gone');
        if (['userCanceled', 'failed'].includes(event.type)) check(next.name === 'ended', 'went on');
        check(types.includes('drop') === (event.type === 'timedOut'), 'drop');
        check(!types.includes('cancelThere') || ['userCanceled', 'failed'].includes(event.type), 'cancel');
        // One deadline, in one state, and never left running.
        const waits = effects.flatMap((effect) => (effect.type === 'wait' ? [effect.ms] : []));
        check(waits.length <= 1, 'waits twice');
        if (next !== before && before.name === 'offered') check(waits.length === 1, 'left a wait');
        if (next !== before && next.name === 'offered') check(waits[0] === ANSWER_MS, 'no wait');
        if (next.name !== 'offered') check((waits[0] ?? null) === null, 'waits for nothing');
        if (next.name === 'away' || next.name === 'ended' || next.name === 'held')
          check(next === before || types.includes('stopContent'), 'content flows on');
        if (before.name === 'away' && event.type !== 'linked')
          check(!types.some((one) => SENDS.includes(one)), 'says something where nobody hears it');
        // Content: by an answer only, from its very round on.
        const begun = effects.flatMap((effect) =>
          effect.type === 'begin' || effect.type === 'startContent' ? [effect.round] : [],
        );
        const isAccepted = event.type === 'received' && nameOf(event).startsWith('accepted') && !isViolation;
        check(begun.length > 0 === (isAccepted && before.name !== 'away'), 'begins unasked');
        if (begun.length > 0)
          check(
            `${types}` === 'stopContent,wait,begin,startContent' && begun.every((round) => round === roundOf(next)),
            'the way a round begins',
          );
        if (next.name === 'sending' && next !== before) check(begun.length > 0, 'sends unasked');
        const heard = types.includes('hearHave') || types.includes('hearAck');
        check(!heard || before.name === 'sending' || before.name === 'sent', 'hears of no content');
        check(types.includes('end') === (before.name === 'sending' && next.name === 'sent'), 'end');
        check(types.includes('sendList') === (next.name === 'waitingForAnswer' && next !== before), 'list');
      },
    );
    expect([...reached].sort()).toEqual([...Object.keys(DUE), 'away', 'ended'].sort());
  });

  it('offers, gives its list, sends when it may, and ends when all of it is there', () => {
    expect(upon(LINKED)).toEqual([{ name: 'offered' }, [STOP, { type: 'offer' }, { type: 'wait', ms: ANSWER_MS }]]);
    expect(upon(LINKED, received(sample('list')))).toEqual([
      { name: 'waitingForAnswer' },
      [NO_WAIT, { type: 'sendList' }],
    ]);
    expect(upon(...SENDING)).toEqual([
      { name: 'sending', round: 1 },
      [STOP, NO_WAIT, { type: 'begin', round: 1 }, { type: 'startContent', round: 1 }],
    ]);
    expect(upon(...SENT)).toEqual([{ name: 'sent', round: 1 }, [{ type: 'end', round: 1, records: 4 }]]);
    expect(upon(...SENT, received(sample('result')))[0]).toEqual({
      name: 'ended',
      end: { kind: 'done', skipped: 2, alreadyThere: 3, notWanted: 0 },
    });
  });

  it('waits for a person as long as they like, and for a device half a minute', () => {
    expect(upon(LINKED, { type: 'timedOut' })).toEqual([{ name: 'away' }, [STOP, NO_WAIT, { type: 'drop' }]]);
    expect(upon(LINKED, received(sample('list')))[1]).toContainEqual(NO_WAIT);
  });

  it('offers anew on every connection, whatever it was doing', () => {
    for (const events of [[], [LINKED], SENDING, SENT, [...SENDING, received(sample('hold'))]])
      expect(upon(...events, LINKED)).toEqual(upon(LINKED));
  });

  it('takes the answer of an old round for a violation, and one of a new round for a wish', () => {
    expect(upon(...SENDING, accepted(1))).toEqual([{ name: 'away' }, [STOP, NO_WAIT, { type: 'violation' }]]);
    expect(upon(...SENT, accepted(2))[0]).toEqual({ name: 'sending', round: 2 });
    expect(upon(...SENT, accepted(2), accepted(2))[1]).toContainEqual({ type: 'violation' });
    expect(upon(...SENT, received(sample('hold')), accepted(1))[1]).toContainEqual({ type: 'violation' });
  });

  it('ends the content of an old round only once', () => {
    expect(upon(...SENDING, accepted(3), { type: 'allSent', round: 1, records: 4 })).toEqual([
      { name: 'sending', round: 3 },
      [],
    ]);
    expect(upon(...SENT, { type: 'allSent', round: 1, records: 4 })[1]).toEqual([]);
  });

  it('holds still while something is in the way there, however often that is said, and goes on when asked to', () => {
    const held = upon(...SENDING, received(sample('hold')));
    expect(held).toMatchObject([{ name: 'held', round: 1 }, [STOP, NO_WAIT]]);
    expect(upon(...SENDING, received(sample('hold')), received(sample('hold')))).toMatchObject(held);
    expect(upon(...SENDING, received(sample('hold')), accepted(2))[0]).toEqual({ name: 'sending', round: 2 });
    expect(upon(...SENDING, received(sample('hold')), received(sample('ask')))).toEqual(upon(LINKED));
  });

  it('passes over being asked for what it has offered already', () => {
    for (const events of [[LINKED], [LINKED, received(sample('list'))], SENDING, SENT])
      expect(upon(...events, received(sample('ask')))).toEqual([upon(...events)[0], []]);
  });

  it('hears that it was declined or refused until it was accepted, and not after', () => {
    for (const verdict of REFUSALS) {
      const answer = received(sample('answer', 0, verdict));
      for (const events of [[LINKED], [LINKED, received(sample('list'))]])
        expect(upon(...events, answer)[0]).toMatchObject({
          name: 'ended',
          end: verdict === 'declined' ? { kind: 'declined' } : { kind: 'refused', verdict },
        });
      for (const events of [SENDING, SENT]) expect(upon(...events, answer)[1]).toContainEqual({ type: 'violation' });
    }
  });

  it('learns from the result that an offer made again was done before', () => {
    expect(upon(...SENT, { type: 'lost' }, LINKED, received(sample('result')))[0]).toMatchObject({
      name: 'ended',
      end: { kind: 'done' },
    });
    expect(upon(LINKED, received(sample('list')), received(sample('result')))[1]).toContainEqual({
      type: 'violation',
    });
  });

  it('tells of a cancel where somebody hears it, and obeys one', () => {
    expect(upon({ type: 'userCanceled' })[1]).toEqual([STOP, NO_WAIT]);
    expect(upon(...SENDING, { type: 'userCanceled' })).toEqual([
      { name: 'ended', end: { kind: 'canceledHere' } },
      [STOP, NO_WAIT, { type: 'cancelThere' }],
    ]);
    expect(upon(...SENT, received(sample('cancel')))[0]).toEqual({ name: 'ended', end: { kind: 'canceledThere' } });
    expect(upon(...SENDING, { type: 'failed', error })[0]).toEqual({ name: 'ended', end: { kind: 'failed', error } });
  });

  it('passes over what was said to an offer that was stopped and made again', () => {
    for (const kind of ['have', 'ack'] as const)
      expect(upon(LINKED, received(sample(kind)))).toEqual([upon(LINKED)[0], []]);
    const asked = upon(LINKED, received(sample('list')));
    expect(upon(LINKED, received(sample('list')), received(sample('list')))).toEqual([asked[0], []]);
  });
});
