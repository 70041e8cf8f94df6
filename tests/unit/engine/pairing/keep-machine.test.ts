import { describe, expect, it } from 'vitest';
import {
  type Keep,
  type KeepEffect,
  type KeepEvent,
  type KeepState,
  startKeep,
  stepKeep,
} from '../../../../src/engine/pairing/keep-machine.ts';
import { explore } from './explore.ts';
import { COMMON_EVENTS, kindsSent, received, typesOf } from './samples.ts';

const bytes = (length: number, fill: number): Uint8Array => new Uint8Array(length).fill(fill);
const ours: Keep = { kind: 'keep', announceKey: bytes(32, 1), signingKey: bytes(32, 2), signature: bytes(64, 3) };
const theirs: Keep = { kind: 'keep', announceKey: bytes(32, 4), signingKey: bytes(32, 5), signature: bytes(64, 6) };

const EVENTS: readonly KeepEvent[] = [
  ...COMMON_EVENTS.filter((event) => event.type !== 'received' || event.message.kind !== 'keep'),
  received(theirs),
  { type: 'kept', keep: ours },
  { type: 'declined' },
  { type: 'keepRight', keep: theirs },
  { type: 'keepWrong' },
];

describe.each([
  ['strangers', null, false],
  ['one that is kept here', ours, false],
  ['one that keeps us', null, true],
  ['a pair', ours, true],
] as const)('beginning as %s', (_name, keep, isKeptThere) => {
  it('pins only for its own person, and is paired only when both chose it', () => {
    explore<KeepState, KeepEvent, KeepEffect>(startKeep(keep, isKeptThere), stepKeep, EVENTS, 5, (walked) => {
      const { events, states, effects } = walked;
      const [before, after] = [states.at(-2) as KeepState, states.at(-1) as KeepState];
      const [event, did] = [events.at(-1) as KeepEvent, effects.at(-1) ?? []];
      const names = events.map((one) => (one.type === 'received' ? one.message.kind : one.type));
      const check = (isRight: boolean, what: string) => {
        if (!isRight) throw new Error(`${what}: ${names.join(', ')} => ${after.name}`);
      };
      if (before.name === 'ended') {
        check(after === before && did.length === 0, 'did something after its end');
        return;
      }
      check(typesOf(did).includes('pin') === (event.type === 'kept' && kindsSent(did).includes('keep')), 'pin');
      const choseHere = keep !== null || names.includes('kept');
      const lastThere = names.findLastIndex((name) => name === 'keepRight' || name === 'forget');
      const choseThere = lastThere === -1 ? isKeptThere : names[lastThere] === 'keepRight';
      if (after.name !== 'ended') check((after.name === 'paired') === (choseHere && choseThere), 'paired');
      check(
        typesOf(did).includes('tellPaired') === (before.name !== 'paired' && after.name === 'paired'),
        'told once, when both did',
      );
      check(names.filter((name) => name === 'keep').length <= 1 || after.name === 'ended', 'said twice');
      check(kindsSent(effects.flat()).filter((kind) => kind === 'keep').length <= 1, 'says it once');
      check(!typesOf(did).includes('learnKeys') || event.type === 'keepRight', 'keys that were not checked');
      if (['deviceClosed', 'timedOut', 'canceled'].includes(event.type)) {
        check(after.name === 'ended' && after.end === 'closed', 'went on');
      } else if (after.name === 'ended') {
        check(after.end === 'violation' && did.length === 0, 'answered a violation');
      }
      const isForeign = event.type === 'received' && !['keep', 'forget'].includes(event.message.kind);
      if (isForeign || event.type === 'malformed' || event.type === 'keepWrong')
        check(after.name === 'ended', 'took it');
    });
  });
});

it('says again at each connection that it keeps the other, with the keys of today', () => {
  expect(startKeep(ours, true)[1]).toEqual([{ type: 'send', message: ours }]);
  expect(startKeep(null, true)[1]).toEqual([]);
});
