import { describe, expect, it } from 'vitest';
import {
  startTyper,
  stepTyper,
  type TyperEffect,
  type TyperEvent,
  type TyperState,
} from '../../../../src/engine/pairing/typer-machine.ts';
import { explore } from './explore.ts';
import { COMMON_EVENTS, faultOf, kindsSent, typesOf } from './samples.ts';

const EVENTS: readonly TyperEvent[] = [
  ...COMMON_EVENTS,
  { type: 'typed' },
  { type: 'read' },
  { type: 'shareInvalid' },
  { type: 'confirmationRight' },
  { type: 'confirmationWrong' },
];

/** By the form that it goes by now. */
const EXPECTED = (form: 'code' | 'qr'): Readonly<Record<string, readonly string[]>> => ({
  waitingForDisplayer: ['typed', `received start displayer ${form}`],
  waitingForCode: form === 'code' ? ['typed', 'read'] : ['typed'],
  waitingForShare: ['received share'],
  waitingForConfirmation: ['received confirm', 'received wrong'],
  checkingConfirmation: ['confirmationRight'],
});
const ALIKE = ['deviceClosed', 'timedOut', 'canceled', 'malformed', 'received closed'];
const nameOf = (event: TyperEvent): string => {
  if (event.type !== 'received') return event.type;
  const { message } = event;
  return message.kind === 'start' ? `received start ${message.role} ${message.form}` : `received ${message.kind}`;
};

describe.each(['code', 'qr'] as const)('the typer of a %s', (form) => {
  it.each([0, 1, 2])('does in every sequence of events what it may, with %i guesses spent before', (spent) => {
    const expected = EXPECTED(form);
    const reached = explore<TyperState, TyperEvent, TyperEffect>(
      startTyper(form, spent),
      stepTyper,
      EVENTS,
      12,
      (walked) => {
        const { events, states, effects } = walked;
        const [before, after] = [states.at(-2) as TyperState, states.at(-1) as TyperState];
        const [event, did] = [events.at(-1) as TyperEvent, effects.at(-1) ?? []];
        const check = (isRight: boolean, what: string) => {
          if (!isRight) throw new Error(`${what}: ${events.map(nameOf).join(', ')} => ${after.name}`);
        };
        const fault = faultOf(before, event, after, did);
        check(fault === '', fault);
        const end = after.name === 'ended' ? after.end.kind : null;
        if (before.name !== 'ended' && !ALIKE.includes(nameOf(event))) {
          const may = EXPECTED(before.form)[before.name] ?? [];
          check((end === 'violation') !== may.includes(nameOf(event)), 'violation or not');
        }
        check(end !== 'proven' || before.name === 'checkingConfirmation' || before.name === 'ended', 'proven');
        // A guess is written down before it goes out, and each follows from typing.
        const all = typesOf(effects.flat());
        const places = all.flatMap((type, at) => (type === 'prove' ? [at] : []));
        check(
          places.every((at) => all[at - 1] === 'countGuess'),
          'counted first',
        );
        check(
          places.length <= events.filter(({ type }) => type === 'typed' || type === 'read').length,
          'no try by itself',
        );
        check(places.length <= 3 - spent, 'three in all');
        check(form === 'code' || places.length <= 1, 'one for a QR');
        check(all.filter((type) => type === 'sendShare').length <= places.length + 1, 'shares');
        check(
          kindsSent(did).every((kind) => kind === 'closed' || (kind === 'start' && event.type === 'read')),
          'sends by itself only that it ends',
        );
      },
    );
    expect([...reached].sort()).toEqual([...Object.keys(expected), 'ended'].sort());
  });
});

it('gives no guess away once three were, on whichever connections', () => {
  expect(startTyper('code', 3)).toEqual([{ name: 'ended', end: { kind: 'wrong' } }, []]);
});

it('counts down by its own count where the other device promises more', () => {
  let [state] = startTyper('code', 1);
  const asked: unknown[] = [];
  const go = (event: TyperEvent) => {
    const [next, effects] = stepTyper(state, event);
    state = next;
    for (const effect of effects) if (effect.type === 'askForCode') asked.push(effect.triesLeft);
  };
  const message = (message: Parameters<typeof go>[0] & { type: 'received' }) => go(message);
  message({ type: 'received', message: { kind: 'start', role: 'displayer', form: 'code' } });
  for (let at = 0; at < 2; at++) {
    go({ type: 'typed' });
    message({ type: 'received', message: { kind: 'share', point: new Uint8Array(32) } });
    message({ type: 'received', message: { kind: 'wrong', triesLeft: 2 } });
  }
  expect(asked).toEqual([null, 1]);
  expect(state).toEqual({ name: 'ended', end: { kind: 'wrong' } });
});
