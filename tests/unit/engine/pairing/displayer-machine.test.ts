import { describe, expect, it } from 'vitest';
import {
  type DisplayerEffect,
  type DisplayerEvent,
  type DisplayerState,
  startDisplayer,
  stepDisplayer,
} from '../../../../src/engine/pairing/displayer-machine.ts';
import { explore } from './explore.ts';
import { COMMON_EVENTS, faultOf, kindsSent, received, sentBy, typesOf } from './samples.ts';

const share = new Uint8Array(32).fill(8);
const tag = new Uint8Array(32).fill(9);

const EVENTS: readonly DisplayerEvent[] = [
  ...COMMON_EVENTS,
  { type: 'shown' },
  { type: 'declined' },
  { type: 'attemptBegun', share },
  { type: 'attemptRefused', reason: 'busy' },
  { type: 'shareInvalid' },
  { type: 'proofRight', tag },
  { type: 'proofWrong', triesLeft: 0 },
  { type: 'proofWrong', triesLeft: 2 },
  { type: 'proofRefused', reason: 'notShown' },
];

/** Which events a state goes on with; every other one is a violation, or answered alike in all states. */
const EXPECTED: Readonly<Record<string, readonly string[]>> = {
  askedToShow: ['shown', 'declined'],
  waitingForShare: ['received share'],
  askingForAttempt: ['attemptBegun', 'attemptRefused'],
  waitingForProof: ['received confirm'],
  checkingProof: ['proofRight', 'proofWrong', 'proofRefused'],
};
const ALIKE = ['deviceClosed', 'timedOut', 'canceled', 'malformed', 'received closed'];
const nameOf = (event: DisplayerEvent): string =>
  event.type === 'received' ? `received ${event.message.kind}` : event.type;
/** A QR in place of a code that hasn't come. */
const isChange = (state: DisplayerState, event: DisplayerEvent): boolean =>
  state.name === 'waitingForShare' &&
  state.form === 'code' &&
  event.type === 'received' &&
  event.message.kind === 'start' &&
  event.message.role === 'typer' &&
  event.message.form === 'qr';

describe.each(['code', 'qr'] as const)('the displayer of a %s', (form) => {
  it('does in every sequence of events what it may', () => {
    const reached = explore<DisplayerState, DisplayerEvent, DisplayerEffect>(
      startDisplayer(form),
      stepDisplayer,
      EVENTS,
      15,
      ({ events, states, effects }) => {
        const [before, after] = [states.at(-2) as DisplayerState, states.at(-1) as DisplayerState];
        const [event, did] = [events.at(-1) as DisplayerEvent, effects.at(-1) ?? []];
        const trace = () => `${events.map(nameOf).join(', ')} => ${after.name}`;
        const check = (isRight: boolean, what: string) => {
          if (!isRight) throw new Error(`${what}: ${trace()}`);
        };
        const fault = faultOf(before, event, after, did);
        check(fault === '', fault);
        const end = after.name === 'ended' ? after.end.kind : null;
        if (before.name !== 'ended' && !ALIKE.includes(nameOf(event))) {
          const isExpected = isChange(before, event) || (EXPECTED[before.name] ?? []).includes(nameOf(event));
          check((end === 'violation') !== isExpected, 'violation or not');
        }
        if (isChange(before, event)) {
          check('form' in after && after.form === 'qr' && kindsSent(did).join() === 'start', 'a QR from now on');
        }
        // Nothing that depends on the code but for a proof that was right, and that was counted first.
        check(kindsSent(did).includes('confirm') === (before.name === 'checkingProof' && end === 'proven'), 'tag');
        check(end !== 'proven' || before.name === 'checkingProof' || before.name === 'ended', 'proven');
        const all = typesOf(effects.flat());
        const [asked, checked] = ['askForAttempt', 'checkProof'].map(
          (one) => all.filter((type) => type === one).length,
        );
        const released = all.filter((type) => type === 'releaseAttempt').length;
        const isHeld = after.name === 'askingForAttempt' || after.name === 'waitingForProof';
        check(asked === (checked ?? 0) + released + (isHeld ? 1 : 0), 'each attempt is checked or given back, once');
        check((asked ?? 0) <= (form === 'qr' ? 1 : 3), 'attempts');
        check(
          sentBy(effects.flat()).every(({ kind }) => ['start', 'share', 'confirm', 'wrong', 'closed'].includes(kind)),
          'kind',
        );
        check(
          effects.flat().some(({ type }) => type === 'wait'),
          'a deadline',
        );
      },
    );
    expect([...reached].sort()).toEqual([...Object.keys(EXPECTED), 'ended'].sort());
  });
});

it('says nothing before its person showed the code', () => {
  const [state, effects] = startDisplayer('code');
  expect(kindsSent(effects)).toEqual([]);
  const [, shown] = stepDisplayer(state, { type: 'shown' });
  expect(sentBy(shown)).toEqual([{ kind: 'start', role: 'displayer', form: 'code' }]);
});

it('takes a second and a third try, and no fourth', () => {
  let [state] = stepDisplayer(startDisplayer('code')[0], { type: 'shown' });
  const attempts: number[] = [];
  const sent: unknown[] = [];
  for (const triesLeft of [2, 1, 2]) {
    for (const event of [
      received({ kind: 'share', point: share }),
      { type: 'attemptBegun', share },
      received({ kind: 'confirm', tag }),
      { type: 'proofWrong', triesLeft },
    ] as const) {
      const [next, effects] = stepDisplayer(state, event);
      state = next;
      for (const effect of effects) if (effect.type === 'askForAttempt') attempts.push(effect.attempt);
      sent.push(...sentBy(effects).filter(({ kind }) => kind === 'wrong'));
    }
  }
  expect(attempts).toEqual([1, 2, 3]);
  expect(sent).toEqual([2, 1, 0].map((triesLeft) => ({ kind: 'wrong', triesLeft })));
  expect(state).toEqual({ name: 'ended', end: { kind: 'wrong' } });
});
