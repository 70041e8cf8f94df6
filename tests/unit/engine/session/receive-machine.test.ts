import { describe, expect, it } from 'vitest';
import {
  type ReceiveEffect,
  type ReceiveEvent,
  type ReceiveState,
  resumeReceive,
  startReceive,
  stepReceive,
  type Trouble,
} from '../../../../src/engine/session/receive-machine.ts';
import { ANSWER_MS } from '../../../../src/engine/session/send-machine.ts';
import type { TransferMessage } from '../../../../src/engine/wire/transfer-messages.ts';
import { everyStep, nameOf, SAMPLES, sample } from './samples.ts';

const received = (message: TransferMessage): ReceiveEvent => ({ type: 'received', message });
function content(round: number, isByLane = false): ReceiveEvent {
  return { type: 'content', round, isByLane };
}
const CONTENT = content(1);
const trouble: Trouble = { reason: 'diskFull', numbers: { neededBytes: 2, freeBytes: 1 } };
const refusal = { verdict: 'notUnderstood' } as const;

const LOCAL = ['offeredAgain', 'listWhole', 'accepted', 'placed', 'mended'] as const;
const EVENTS: readonly ReceiveEvent[] = [
  ...LOCAL.map((type) => ({ type })),
  ...[1, 2, 3].flatMap((round) => [content(round), content(round, true)]),
  ...(['malformed', 'lost', 'timedOut', 'userCanceled'] as const).map((type) => ({ type })),
  { type: 'declined', why: null },
  { type: 'declined', why: refusal },
  { type: 'refused', refusal },
  { type: 'troubled', trouble },
  { type: 'settled', isWhole: true },
  { type: 'settled', isWhole: false },
  ...SAMPLES.map(received),
];

const SENDS = ['askForList', 'refuse', 'decline', 'startRound', 'hold', 'cancelThere'];
/** What touches the disk. */
const TAKES = ['startRound', 'takeContent', 'settle', 'sayResult', 'hold'];

const roundOf = (state: ReceiveState): number => ('round' in state ? state.round : 0);
const isAccepted = ({ name }: ReceiveState): boolean => !['listing', 'asking', 'ended'].includes(name);
const isAway = (state: ReceiveState): boolean => state.name === 'away' || (state.name === 'beginning' && state.isAway);
const typesOf = (effects: readonly ReceiveEffect[]): string[] => effects.map(({ type }) => type);

/** What may come in a state; all else is a violation. */
function isDue(state: ReceiveState, event: ReceiveEvent): boolean {
  const isBegun = state.name === 'receiving' && state.isBegun;
  const round = roundOf(state);
  if (event.type === 'offeredAgain') return isAccepted(state);
  if (event.type === 'content') {
    if (!isAccepted(state)) return false;
    // Of the round it is in, unless it overtakes what that begins or ends with.
    if (event.round === round) return isBegun || ['finishing', 'held'].includes(state.name) || event.isByLane;
    return event.round < round;
  }
  if (event.type !== 'received') return event.type !== 'malformed';
  const { message } = event;
  switch (message.kind) {
    case 'hold':
    case 'cancel':
    case 'gone':
    case 'thumb':
      return true;
    case 'entries':
      return state.name !== 'asking';
    case 'begin':
      return state.name === 'held' || (state.name === 'receiving' && !isBegun && message.round <= round);
    case 'end':
      if (state.name === 'held' || (state.name === 'receiving' && message.round < round)) return true;
      return isBegun && message.round === round;
    default:
      return false;
  }
}

/** Of an offer that is new. */
function upon(...events: readonly ReceiveEvent[]): readonly [ReceiveState, readonly ReceiveEffect[]] {
  return events.reduce<readonly [ReceiveState, readonly ReceiveEffect[]]>(
    ([state], event) => stepReceive(state, event),
    startReceive(),
  );
}
const ASKING: readonly ReceiveEvent[] = [received(sample('entries')), { type: 'listWhole' }];
const BEGINNING: readonly ReceiveEvent[] = [...ASKING, { type: 'accepted' }];
const ANSWERED: readonly ReceiveEvent[] = [...BEGINNING, { type: 'placed' }];
const BEGUN: readonly ReceiveEvent[] = [...ANSWERED, received(sample('begin'))];
const FINISHING: readonly ReceiveEvent[] = [...BEGUN, CONTENT, received(sample('end'))];
const HELD: readonly ReceiveEvent[] = [...BEGUN, { type: 'troubled', trouble }];
const NO_WAIT = { type: 'wait', ms: null };
const STOP = { type: 'stopRound' };
const VIOLATION = { type: 'violation' };

describe('the receiver of a transfer', () => {
  it('does in every state, at every event, what it may', () => {
    const reached = everyStep<ReceiveState, ReceiveEvent, ReceiveEffect>(
      [startReceive()[0], resumeReceive()],
      stepReceive,
      EVENTS,
      ({ before, event, after: next, effects }) => {
        const types = typesOf(effects);
        const check = (isRight: boolean, what: string): void => {
          if (!isRight)
            throw new Error(
              `${what}: ${JSON.stringify(before)}, ${nameOf(event)} => ${JSON.stringify(next)} [${types}]`,
            );
        };
        if (before.name === 'ended') return check(next === before && types.length === 0, 'did something after its end');
        check(types.includes('violation') === !isDue(before, event), 'a violation or not');
        const isGone = types.includes('violation') || ['lost', 'timedOut'].includes(event.type);
        // What was accepted outlives its connections; what wasn't doesn't.
        if (isGone && isAccepted(before)) check(isAway(next) && roundOf(next) === 0, 'a connection that is gone');
        if (isGone && !isAccepted(before))
          check(next.name === 'ended' && next.end.kind === 'withdrawn', 'an offer that is gone');
        if (isGone) check(!types.some((one) => SENDS.includes(one)), 'says something where nobody hears it');
        if (event.type === 'userCanceled') check(next.name === 'ended', 'went on');
        check(types.includes('drop') === (event.type === 'timedOut'), 'drop');
        check(!types.includes('cancelThere') || event.type === 'userCanceled', 'cancel');
        // One deadline, in one state, and never left running.
        const waits = effects.flatMap((effect) => (effect.type === 'wait' ? [effect.ms] : []));
        check(waits.length <= 1, 'waits twice');
        if (next !== before && before.name === 'listing') check(waits.length === 1, 'left a wait');
        if (next.name !== 'listing') check((waits[0] ?? null) === null, 'waits for nothing');
        if (isAway(before) && event.type !== 'offeredAgain')
          check(!types.some((one) => SENDS.includes(one)), 'says something where nobody hears it');
        // Nothing before its person has said yes, and that only when the list was whole.
        const takes = types.filter((one) => TAKES.includes(one));
        if (!isAccepted(before)) check(takes.length === 0, 'takes what was not accepted');
        check(types.includes('makePlace') === (event.type === 'accepted' && before.name === 'asking'), 'a place');
        // What was accepted is never asked about again.
        if (isAccepted(before)) check(isAccepted(next) || next.name === 'ended', 'accepted no more');
        if (before.name === 'beginning' && !['beginning', 'ended'].includes(next.name))
          check(event.type === 'placed', 'goes on without a place');
        if (isAccepted(next) && !isAccepted(before)) check(event.type === 'accepted', 'accepted by nobody');
        check(types.includes('askPerson') === (next.name === 'asking' && next !== before), 'asks');
        // Rounds: each later than the one before, and none left running.
        const started = effects.flatMap((effect) => (effect.type === 'startRound' ? [effect.round] : []));
        check(
          started.every((round) => round === roundOf(before) + 1 && round === roundOf(next)),
          'which round',
        );
        if (roundOf(next) !== roundOf(before) && next.name !== 'ended' && !isGone) check(started.length === 1, 'round');
        const runs = before.name === 'receiving' || before.name === 'finishing';
        const isRunning = next.name === 'receiving' || next.name === 'finishing';
        if (runs && (!isRunning || started.length > 0)) check(types.includes('stopRound'), 'a round runs on');
        if (types.includes('takeContent'))
          check(
            event.type === 'content' &&
              event.round === roundOf(before) &&
              (before.name === 'finishing' || (before.name === 'receiving' && (before.isBegun || event.isByLane))),
            'takes what was not begun',
          );
        check(types.includes('settle') === (next.name === 'finishing' && next !== before), 'settles');
        const isDone = next.name === 'ended' && next.end.kind === 'done';
        check(isDone === (event.type === 'settled' && event.isWhole && isAccepted(before)), 'done');
        check(isDone === types.includes('sayResult'), 'result');
      },
    );
    expect([...reached].sort()).toEqual(
      ['asking', 'away', 'beginning', 'ended', 'finishing', 'held', 'listing', 'receiving'].sort(),
    );
  });

  it('asks for the list, then its person, then for the content, and says when it has all of it', () => {
    expect(startReceive()).toEqual([{ name: 'listing' }, [{ type: 'askForList' }, { type: 'wait', ms: ANSWER_MS }]]);
    expect(upon(...ASKING)).toEqual([{ name: 'asking' }, [NO_WAIT, { type: 'askPerson' }]]);
    expect(upon(...BEGINNING)).toEqual([{ name: 'beginning', isAway: false }, [{ type: 'makePlace' }]]);
    expect(upon(...ANSWERED)).toEqual([
      { name: 'receiving', round: 1, isBegun: false },
      [STOP, NO_WAIT, { type: 'startRound', round: 1 }],
    ]);
    expect(upon(...BEGUN, CONTENT)[1]).toEqual([{ type: 'takeContent' }]);
    expect(upon(...FINISHING)).toEqual([{ name: 'finishing', round: 1 }, [{ type: 'settle', round: 1, records: 1 }]]);
    expect(upon(...FINISHING, { type: 'settled', isWhole: true })).toEqual([
      { name: 'ended', end: { kind: 'done' } },
      [STOP, NO_WAIT, { type: 'sayResult' }],
    ]);
  });

  it('waits for a long list as long as it keeps coming', () => {
    expect(upon(received(sample('entries')))[1][0]).toEqual({ type: 'wait', ms: ANSWER_MS });
    expect(upon(received(sample('entries')), { type: 'timedOut' })).toEqual([
      { name: 'ended', end: { kind: 'withdrawn' } },
      [STOP, NO_WAIT, { type: 'drop' }],
    ]);
  });

  it('ends the connection at content before its person has answered, and takes nothing of it', () => {
    for (const events of [[], ASKING])
      expect(upon(...events, CONTENT)).toEqual([
        { name: 'ended', end: { kind: 'withdrawn' } },
        [STOP, NO_WAIT, VIOLATION],
      ]);
  });

  it('ends the connection at content that was not begun, and keeps what was accepted', () => {
    expect(upon(...ANSWERED, CONTENT)).toEqual([{ name: 'away', round: 0 }, [STOP, NO_WAIT, VIOLATION]]);
    expect(upon(...BEGUN, content(2))[1]).toContainEqual(VIOLATION);
    expect(upon(...FINISHING, content(2, true))[1]).toContainEqual(VIOLATION);
  });

  it('takes what comes by a lane before the round is begun there, and after it was ended', () => {
    expect(upon(...ANSWERED, content(1, true))).toEqual([upon(...ANSWERED)[0], [{ type: 'takeContent' }]]);
    expect(upon(...FINISHING, content(1, true))).toEqual([upon(...FINISHING)[0], [{ type: 'takeContent' }]]);
  });

  it('passes over what a lane brings late, of what its sender’s person has stopped', () => {
    const away = [...BEGUN, received(sample('hold'))];
    expect(upon(...away, content(1, true))).toEqual([{ name: 'away', round: 1 }, []]);
    expect(upon(...away, content(1))[1]).toContainEqual(VIOLATION);
    expect(upon(...away, content(2, true))[1]).toContainEqual(VIOLATION);
  });

  it('passes over what is still on its way of the round before', () => {
    const again = [...FINISHING, { type: 'settled', isWhole: false }] as const;
    for (const event of [CONTENT, received(sample('begin')), received(sample('end'))])
      expect(upon(...again, event)).toEqual([{ name: 'receiving', round: 2, isBegun: false }, []]);
    expect(upon(...again, received(sample('begin', 2)))[0]).toEqual({ name: 'receiving', round: 2, isBegun: true });
    expect(upon(...again, received(sample('begin', 3)))[1]).toContainEqual(VIOLATION);
    expect(upon(...again, received(sample('end', 2)))[1]).toContainEqual(VIOLATION);
  });

  it('keeps a yes while its place is made, whatever becomes of the connection', () => {
    const lost = [...BEGINNING, { type: 'lost' }] as const;
    expect(upon(...lost)[0]).toEqual({ name: 'beginning', isAway: true });
    expect(upon(...BEGINNING, received(sample('hold')))[0]).toEqual({ name: 'beginning', isAway: true });
    expect(upon(...lost, { type: 'placed' })).toEqual([{ name: 'away', round: 0 }, []]);
    expect(upon(...lost, { type: 'offeredAgain' }, { type: 'placed' })).toEqual(upon(...ANSWERED));
    expect(upon(...lost, { type: 'placed' }, { type: 'offeredAgain' })).toEqual(upon(...ANSWERED));
    expect(upon(...lost, { type: 'refused', refusal })).toEqual([
      { name: 'ended', end: { kind: 'refused', refusal } },
      [STOP, NO_WAIT],
    ]);
    expect(upon(...BEGINNING, { type: 'refused', refusal })[1]).toContainEqual({ type: 'refuse', refusal });
    expect(upon(...BEGINNING, CONTENT)).toEqual([{ name: 'beginning', isAway: true }, [STOP, NO_WAIT, VIOLATION]]);
    expect(upon(...BEGINNING, { type: 'userCanceled' }, { type: 'placed' })[0]).toEqual({
      name: 'ended',
      end: { kind: 'canceledHere' },
    });
  });

  it('asks once more for what came damaged', () => {
    expect(upon(...FINISHING, { type: 'settled', isWhole: false })).toEqual([
      { name: 'receiving', round: 2, isBegun: false },
      [STOP, NO_WAIT, { type: 'startRound', round: 2 }],
    ]);
  });

  it('holds while something is in the way, passes over what still comes, and goes on in a new round', () => {
    expect(upon(...HELD)).toEqual([{ name: 'held', round: 1, trouble }, [STOP, { type: 'hold', trouble }]]);
    for (const event of [CONTENT, received(sample('begin')), received(sample('end'))])
      expect(upon(...HELD, event)).toEqual([upon(...HELD)[0], []]);
    expect(upon(...HELD, { type: 'mended' })[1]).toContainEqual({ type: 'startRound', round: 2 });
    expect(upon(...ANSWERED, { type: 'mended' })[1]).toEqual([]);
  });

  it('goes on with what is offered again, in a round of its own', () => {
    const again: ReceiveEvent = { type: 'offeredAgain' };
    for (const events of [ANSWERED, BEGUN, FINISHING, HELD, [...BEGUN, received(sample('hold'))]])
      expect(upon(...events, again)[0]).toEqual({ name: 'receiving', round: 2, isBegun: false });
    expect(upon(...BEGUN, { type: 'lost' }, again)[0]).toEqual({ name: 'receiving', round: 1, isBegun: false });
    expect(stepReceive(resumeReceive(), again)[0]).toEqual({ name: 'receiving', round: 1, isBegun: false });
    for (const events of [[], ASKING]) expect(upon(...events, again)[1]).toContainEqual(VIOLATION);
  });

  it('is done once that is written down, whatever came between', () => {
    const done = [{ name: 'ended', end: { kind: 'done' } }, [STOP, NO_WAIT, { type: 'sayResult' }]];
    for (const between of [
      [{ type: 'lost' }],
      [{ type: 'lost' }, { type: 'offeredAgain' }],
      [{ type: 'troubled', trouble }],
      [received(sample('hold'))],
    ] as const)
      expect(upon(...FINISHING, ...between, { type: 'settled', isWhole: true })).toEqual(done);
  });

  it('passes over what was damaged in a round that is over', () => {
    expect(upon(...FINISHING, { type: 'lost' }, { type: 'settled', isWhole: false })).toEqual([
      { name: 'away', round: 0 },
      [],
    ]);
  });

  it('tells of a cancel where somebody hears it, and obeys one', () => {
    expect(stepReceive(resumeReceive(), { type: 'userCanceled' })[1]).toEqual([STOP, NO_WAIT]);
    for (const events of [[], ASKING, BEGUN, HELD])
      expect(upon(...events, { type: 'userCanceled' })).toEqual([
        { name: 'ended', end: { kind: 'canceledHere' } },
        [STOP, NO_WAIT, { type: 'cancelThere' }],
      ]);
    expect(upon(...FINISHING, received(sample('cancel')))[0]).toEqual({
      name: 'ended',
      end: { kind: 'canceledThere' },
    });
  });

  it('is over when its sender has nothing of it any more', () => {
    for (const events of [[], ASKING, BEGUN, [...BEGUN, { type: 'lost' } as const]])
      expect(upon(...events, received(sample('gone')))[0]).toEqual({ name: 'ended', end: { kind: 'gone' } });
  });

  it('refuses what can’t be, until it was accepted', () => {
    for (const events of [[], ASKING])
      expect(upon(...events, { type: 'refused', refusal })).toEqual([
        { name: 'ended', end: { kind: 'refused', refusal } },
        [STOP, NO_WAIT, { type: 'refuse', refusal }],
      ]);
    expect(upon(...BEGUN, { type: 'refused', refusal })[1]).toEqual([]);
    const declined = { name: 'ended', end: { kind: 'declined' } };
    expect(upon(...ASKING, { type: 'declined', why: null })).toEqual([declined, [STOP, NO_WAIT, { type: 'decline' }]]);
    expect(upon(...ASKING, { type: 'declined', why: refusal })).toEqual([
      declined,
      [STOP, NO_WAIT, { type: 'refuse', refusal }],
    ]);
    expect(upon(...BEGUN, { type: 'declined', why: null })[1]).toEqual([]);
  });

  it('is withdrawn by its sender’s person before the answer, and put off after it', () => {
    for (const events of [[], ASKING])
      expect(upon(...events, received(sample('hold')))[0]).toEqual({ name: 'ended', end: { kind: 'withdrawn' } });
    for (const events of [BEGUN, HELD])
      expect(upon(...events, received(sample('hold')))).toEqual([{ name: 'away', round: 1 }, [STOP, NO_WAIT]]);
  });
});
