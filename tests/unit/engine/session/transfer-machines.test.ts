// Both machines of a transfer, joined by a connection that can be lost, with people who change their minds: everything
// that can happen to them is tried, and what they must never do is looked for in each state.
import { describe, expect, it } from 'vitest';
import { resumeReceive, stepReceive } from '../../../../src/engine/session/receive-machine.ts';
import { type SendState, stepSend } from '../../../../src/engine/session/send-machine.ts';
import { RULES } from './model.ts';
import { DESK_RULES, type DeskRule, type Rules } from './model-parts.ts';
import { type Bounds, play, walk } from './model-steps.ts';

const BOUNDS: readonly Bounds[] = process.env.FERRY_LONG
  ? [
      { total: 4, each: 1 },
      { total: 3, each: 3 },
    ]
  : [
      { total: 3, each: 1 },
      { total: 2, each: 2 },
    ];

describe('two devices and one transfer', () => {
  it.each(BOUNDS)(
    'come to one end, whatever happens between: $total mishaps, $each of a kind',
    (bounds) => {
      const { states, ends, fault } = walk(RULES, bounds);
      if (fault !== null) throw new Error(fault);
      expect(states).toBeGreaterThan(20_000);
      expect(ends).toContain('done, ended done');
      expect(ends).toContain('declined, ended declined');
      expect(ends).toContain('canceledThere, ended canceledHere');
      expect(ends).toContain('canceledHere, ended canceledThere');
      // Its result was on its way when the sender's person gave it up: each side is in one end, and stays there.
      expect(ends).toContain('canceledHere, ended done');
      // What was begun on one side is never done on one side only.
      expect([...ends].filter((end) => end.startsWith('done') && !end.endsWith('done'))).toEqual([]);
    },
    600_000,
  );

  it('need nothing but each other where nothing happens', () => {
    const { ends, fault } = walk(RULES, { total: 0, each: 0 });
    expect([...ends, fault]).toEqual(['done, ended done', null]);
  });
});

const LIST = ['connects', '-> offer', '<- list', '-> entries', 'has the whole list'];
const ACCEPTED = [...LIST, 'accepts', 'has made its place'];
const BEGINNING = [...LIST, 'accepts'];
const SENDING = [...ACCEPTED, 'answers', '<- answer 1 of 1 accepted'];
const BEGUN = [...SENDING, '<- ack of 1', '<- have of 1 wanted', '-> begin 1 of 1', 'sends content'];
const FINISHING = [...BEGUN, '-> content 1 of 1', 'has sent all', '-> end 1 of 1'];
const STOPPED = ['senderStops', 'the sender resumes'];

/** Each was a fault once, found by the walk. */
const FOUND: readonly (readonly [string, readonly string[]])[] = [
  [
    'goes on, and nobody is asked again, where the connection is lost while its place is made',
    [...BEGINNING, 'lose', 'the sender notices the loss', 'the receiver notices the loss', 'connects', '-> offer'],
  ],
  ['goes on where its sender stops it while its place is made', [...BEGINNING, ...STOPPED, '-> hold', '-> offer']],
  [
    'is done on both sides where the connection is lost while that is written down',
    [...FINISHING, 'settles', 'lose', 'the receiver notices the loss', 'writes that it is done'],
  ],
  [
    'is done where it is written down only after it was offered again, and accepted',
    [
      ...[...FINISHING, 'settles', 'lose', 'the sender notices the loss', 'the receiver notices the loss'],
      ...['connects', '-> offer', 'answers', '<- ask', '<- answer 1 of 1 accepted', 'writes that it is done'],
    ],
  ],
  [
    'goes on where a list was asked for by an offer that was withdrawn and made again',
    ['connects', '-> offer', 'senderStops', '-> hold', 'the sender resumes', '<- list', '-> offer', '<- list'],
  ],
  [
    'goes on where the list comes twice for that',
    [
      ...['connects', '-> offer', ...STOPPED, '<- list', '-> hold', '-> offer', '-> entries', 'has the whole list'],
      ...['accepts', 'has made its place', ...STOPPED, '<- list', '-> hold', '-> offer', '-> entries'],
    ],
  ],
  [
    'goes on where it was stopped and resumed while something was heard of it',
    [...SENDING, ...STOPPED, '<- ack of 1', '<- have of 1 wanted'],
  ],
  [
    'goes on where the answer to an offer comes after the next one',
    [...ACCEPTED, 'answers', ...STOPPED, '-> hold', '<- answer 1 of 1 accepted', '-> offer', 'answers'],
  ],
  ['is held before it was answered', [...ACCEPTED, 'trouble', '<- hold']],
  ['is held again where what was mended is missing still', [...SENDING, 'trouble', '<- ack of 1', 'mended', 'trouble']],
  ['is stopped by its receiver before it was answered', [...ACCEPTED, 'receiverStops', '<- hold']],
  [
    'is done where its receiver stops it while that is written down',
    [...FINISHING, 'settles', 'receiverStops', '<- ack of 1', '<- hold', 'writes that it is done'],
  ],
  [
    'goes on where both stop it and resume within the time of a message',
    [
      ...[...ACCEPTED, 'answers', ...STOPPED, '<- answer 1 of 1 accepted', '<- ack of 1', '<- have of 1 wanted'],
      ...['sends content', '-> hold', 'receiverStops', 'the receiver resumes', '-> offer', '-> begin 1 of 1'],
    ],
  ],
  ['is resumed by its receiver while it flows', [...BEGUN, 'receiverStops', 'the receiver resumes']],
];

describe('a transfer', () => {
  it.each(FOUND)('%s', (_what, steps) => {
    const { sender, receiver, wrong } = play(RULES, ...steps);
    expect([sender.name, receiver.name, wrong]).toEqual(['ended done', 'ended done', null]);
  });

  it('is asked for once more where it came damaged, and is done then', () => {
    const { sender, receiver } = play(RULES, ...BEGUN, 'damage');
    expect([sender.name, receiver.name, receiver.content]).toEqual(['ended done', 'ended done', 'here']);
  });

  it('ends once on each side where a cancel and the result cross', () => {
    const { sender, receiver } = play(RULES, ...FINISHING, 'settles', 'writes that it is done', 'senderCancels');
    expect([sender.name, receiver.name]).toEqual(['ended canceledHere', 'ended done']);
  });

  it('ends for a receiver on another connection, too, when it was discarded here', () => {
    const steps = ['connects', '-> offer', 'senderRestarts', 'connects', 'senderCancels', '-> gone'];
    const { sender, receiver } = play(RULES, ...steps);
    expect([sender.name, receiver.name]).toEqual(['ended canceledHere', 'ended gone']);
  });
});

const BRIEF: Bounds = { total: 2, each: 2 };

/** As they were before, or as they could be by a slip. */
const WRONG: readonly (readonly [string, Partial<Rules>])[] = [
  [
    'a receiver that forgets what is written down when the connection is lost',
    {
      stepReceive: (state, event) =>
        event.type === 'settled' && state.name === 'away' ? [state, []] : stepReceive(state, event),
    },
  ],
  [
    'a receiver that forgets its person’s yes when the connection is lost before there is a place',
    {
      stepReceive: (state, event) =>
        event.type === 'lost' && state.name === 'beginning'
          ? [{ name: 'ended', end: { kind: 'withdrawn' } }, []]
          : stepReceive(state, event),
    },
  ],
  [
    'a receiver that counts its rounds from one for each offer',
    { stepReceive: (state, event) => stepReceive(event.type === 'offeredAgain' ? resumeReceive() : state, event) },
  ],
  [
    'a receiver that takes what was sent for the round before',
    {
      stepReceive: (state, event) =>
        stepReceive(
          state,
          state.name === 'receiving' && event.type === 'content'
            ? { ...event, round: state.round, isByLane: true }
            : event,
        ),
    },
  ],
  [
    'a receiver that says nothing when it is done',
    { stepReceive: (state, event) => without('sayResult', stepReceive(state, event)) },
  ],
  [
    'a sender that takes a late result for a fault',
    { stepSend: (state, event) => (isHeard(state, event, 'sending', 'result') ? VIOLATION : stepSend(state, event)) },
  ],
  [
    'a sender that takes a second hold for a fault',
    { stepSend: (state, event) => (isHeard(state, event, 'held', 'hold') ? VIOLATION : stepSend(state, event)) },
  ],
  [
    'a sender that doesn’t offer again when it is asked to',
    { stepSend: (state, event) => (isHeard(state, event, 'held', 'ask') ? [state, []] : stepSend(state, event)) },
  ],
];

const VIOLATION: ReturnType<typeof stepSend> = [{ name: 'away' }, [{ type: 'violation' }]];

const isHeard = (state: SendState, event: Parameters<typeof stepSend>[1], name: SendState['name'], kind: string) =>
  state.name === name && event.type === 'received' && event.message.kind === kind;

const without = (type: string, [state, effects]: ReturnType<typeof stepReceive>): ReturnType<typeof stepReceive> => [
  state,
  effects.filter((effect) => effect.type !== type),
];

describe('the walk', () => {
  it.each(WRONG)('finds %s', (_what, machines) => {
    expect(walk({ ...RULES, ...machines }, BRIEF).fault).not.toBeNull();
  });

  it.each(Object.entries(DESK_RULES))('finds what comes of it without %s: %s', (rule) => {
    expect(walk({ ...RULES, without: new Set([rule as DeskRule]) }, BRIEF).fault).not.toBeNull();
  });
});
