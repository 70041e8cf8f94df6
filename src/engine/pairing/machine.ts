// What the machines of pairing share: how they end, and what can happen to each of them at any moment.
import type { ClosedReason, PairMessage } from '../wire/pair-messages.ts';

/** How long one side waits for what its person, or the other one's, does. */
export const PERSON_MS = 10 * 60_000;
/** How long for what a device answers by itself. */
export const STEP_MS = 5000;
/** Of one code typed, by the one who types. */
export const TYPED_TRIES = 3;

export type PairingEnd =
  /** Both know the same; nothing is pinned by that. */
  | { readonly kind: 'proven' }
  /** Wrong, and no try is left on this connection. */
  | { readonly kind: 'wrong' }
  /** The person found other pictures. */
  | { readonly kind: 'different' }
  /** The device there isn't the one whose key the QR has. */
  | { readonly kind: 'otherDevice' }
  /** The other device doesn't go on, for that reason. */
  | { readonly kind: 'refusedByDevice'; readonly reason: ClosedReason }
  /** This one didn't. */
  | { readonly kind: 'refusedHere'; readonly reason: ClosedReason }
  | { readonly kind: 'canceled' }
  | { readonly kind: 'timedOut' }
  | { readonly kind: 'deviceClosed' }
  /** The other device did what no Ferry does. It gets no reason, only the end of the connection. */
  | { readonly kind: 'violation' };

export interface Ended {
  readonly name: 'ended';
  readonly end: PairingEnd;
}

export type CommonEvent =
  | { readonly type: 'received'; readonly message: PairMessage }
  /** A record that is no message of pairing. */
  | { readonly type: 'malformed' }
  | { readonly type: 'deviceClosed' }
  | { readonly type: 'timedOut' }
  | { readonly type: 'canceled' };

export type CommonEffect =
  | { readonly type: 'send'; readonly message: PairMessage }
  /** One deadline at a time: a new one replaces that before. */
  | { readonly type: 'wait'; readonly ms: number };

export type Step<State, Effect> = readonly [State, readonly Effect[]];

export const send = (message: PairMessage): CommonEffect => ({ type: 'send', message });
export const wait = (ms: number): CommonEffect => ({ type: 'wait', ms });
export const ended = (end: PairingEnd, ...effects: readonly CommonEffect[]): Step<Ended, CommonEffect> => [
  { name: 'ended', end },
  effects,
];

/** The one way for everything that isn't expected. */
export const violation = (): Step<Ended, never> => [{ name: 'ended', end: { kind: 'violation' } }, []];

export const closing = (reason: ClosedReason): CommonEffect => send({ kind: 'closed', reason });

/** What each machine answers alike in every state; null for what is its own. */
export function commonStep(event: { readonly type: string } | CommonEvent): Step<Ended, CommonEffect> | null {
  if (!isCommon(event)) return null;
  switch (event.type) {
    case 'deviceClosed':
      return ended({ kind: 'deviceClosed' });
    case 'timedOut':
      return ended({ kind: 'timedOut' }, closing('canceled'));
    case 'canceled':
      return ended({ kind: 'canceled' }, closing('canceled'));
    case 'malformed':
      return violation();
    case 'received':
      return event.message.kind === 'closed' ? ended({ kind: 'refusedByDevice', reason: event.message.reason }) : null;
  }
}

const COMMON: ReadonlySet<string> = new Set<CommonEvent['type']>([
  'received',
  'malformed',
  'deviceClosed',
  'timedOut',
  'canceled',
]);

const isCommon = (event: { readonly type: string }): event is CommonEvent => COMMON.has(event.type);
