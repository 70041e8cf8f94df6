import { describe, expect, it } from 'vitest';
import {
  isSasReading,
  type SasEffect,
  type SasEvent,
  type SasState,
  startSas,
  stepSas,
} from '../../../../src/engine/pairing/sas-machine.ts';
import { explore } from './explore.ts';
import { COMMON_EVENTS, faultOf, kindsSent, typesOf } from './samples.ts';

const EVENTS: readonly SasEvent[] = [
  ...COMMON_EVENTS,
  { type: 'agreed' },
  { type: 'declined' },
  { type: 'revealRight' },
  { type: 'revealWrong' },
  { type: 'same' },
  { type: 'different' },
  { type: 'confirmationRight' },
  { type: 'confirmationWrong' },
];

const ALIKE = ['deviceClosed', 'timedOut', 'canceled', 'malformed', 'received closed'];
const nameOf = (event: SasEvent): string => {
  if (event.type !== 'received') return event.type;
  const { message } = event;
  return message.kind === 'start' ? `received start ${message.role} ${message.form}` : `received ${message.kind}`;
};

function expectedIn(state: SasState): readonly string[] {
  switch (state.name) {
    case 'waitingForAgreement':
      return ['received start displayer sas'];
    case 'waitingForNonce':
      return ['received sasNonce'];
    case 'askedToCompare':
      return ['agreed', 'declined'];
    case 'waitingForCommitment':
      return ['received sasCommit'];
    case 'waitingForReveal':
      return ['received sasReveal'];
    case 'checkingReveal':
      return ['revealRight'];
    case 'comparing':
      return ['different', ...(state.isSameHere ? [] : ['same']), ...(state.isSameThere ? [] : ['received confirm'])];
    case 'checkingConfirmation':
      return ['confirmationRight'];
    case 'ended':
      return [];
  }
}

describe.each(['typer', 'displayer'] as const)('the comparison by eye as the %s', (role) => {
  it('does in every sequence of events what it may', () => {
    let proven = 0;
    explore<SasState, SasEvent, SasEffect>(startSas(role), stepSas, EVENTS, 10, ({ events, states, effects }) => {
      const [before, after] = [states.at(-2) as SasState, states.at(-1) as SasState];
      const [event, did] = [events.at(-1) as SasEvent, effects.at(-1) ?? []];
      const check = (isRight: boolean, what: string) => {
        if (!isRight) throw new Error(`${what}: ${events.map(nameOf).join(', ')} => ${after.name}`);
      };
      const fault = faultOf(before, event, after, did);
      check(fault === '', fault);
      if (before.name === 'ended') return;
      const end = after.name === 'ended' ? after.end.kind : null;
      if (!ALIKE.includes(nameOf(event))) {
        check((end === 'violation') !== expectedIn(before).includes(nameOf(event)), 'violation or not');
      }
      const names = events.map(nameOf);
      const all = typesOf(effects.flat());
      if (end === 'proven') {
        proven++;
        check(names.includes('same') && names.includes('confirmationRight'), 'both persons said so');
        // What follows on the connection is somebody else's to read: the end came with a record, or without reading.
        check(event.type !== 'same' || !isSasReading(before), 'a read left behind');
      }
      // The order that the commitment rests on.
      if (all.includes('sendReveal'))
        check(all.indexOf('sendCommitment') < all.indexOf('sendReveal'), 'committed first');
      if (all.includes('sendNonce')) check(names.includes('received sasCommit'), 'their commitment first');
      if (all.includes('showPictures') && role === 'displayer') check(names.includes('revealRight'), 'checked first');
      check(all.filter((type) => type === 'sendConfirmation').length <= 1, 'one confirmation');
      check(!all.includes('sendConfirmation') || names.includes('same'), 'its person said so');
      check(
        kindsSent(did).every((kind) => kind === 'closed' || kind === 'start'),
        'kind',
      );
    });
    // Either person may be the first to say it.
    expect(proven).toBe(2);
  });
});
