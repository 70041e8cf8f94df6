import type { CommonEffect, CommonEvent, PairingEnd } from '../../../../src/engine/pairing/machine.ts';
import type { PairMessage } from '../../../../src/engine/wire/pair-messages.ts';

const bytes = (length: number, fill = 7): Uint8Array => new Uint8Array(length).fill(fill);

export const received = (message: PairMessage): CommonEvent => ({ type: 'received', message });

/** One of each kind, and of each value that a machine may tell apart. */
export const MESSAGES: readonly PairMessage[] = [
  { kind: 'start', role: 'typer', form: 'code' },
  { kind: 'start', role: 'typer', form: 'qr' },
  { kind: 'start', role: 'displayer', form: 'code' },
  { kind: 'start', role: 'displayer', form: 'qr' },
  { kind: 'start', role: 'displayer', form: 'sas' },
  { kind: 'share', point: bytes(32, 1) },
  { kind: 'confirm', tag: bytes(32, 2) },
  { kind: 'wrong', triesLeft: 0 },
  { kind: 'wrong', triesLeft: 2 },
  { kind: 'closed', reason: 'busy' },
  { kind: 'sasCommit', commitment: bytes(32, 3) },
  { kind: 'sasNonce', nonce: bytes(32, 4) },
  { kind: 'sasReveal', nonce: bytes(32, 5) },
  { kind: 'keep', announceKey: bytes(32), signingKey: bytes(32), signature: bytes(64) },
  { kind: 'forget' },
];

export const COMMON_EVENTS: readonly CommonEvent[] = [
  ...MESSAGES.map(received),
  { type: 'malformed' },
  { type: 'deviceClosed' },
  { type: 'timedOut' },
  { type: 'canceled' },
];

type AnyEffect = CommonEffect | { readonly type: string };

export const sentBy = (effects: readonly AnyEffect[]): PairMessage[] =>
  effects.flatMap((effect) => ('message' in effect ? [effect.message] : []));

export const kindsSent = (effects: readonly AnyEffect[]): string[] => sentBy(effects).map(({ kind }) => kind);

export const typesOf = (effects: readonly { readonly type: string }[]): string[] => effects.map(({ type }) => type);

type State = { readonly name: string; readonly end?: PairingEnd };

/** What holds for every machine of pairing; gives what is wrong, or nothing. */
export function faultOf(
  before: State,
  event: { readonly type: string },
  after: State,
  effects: readonly AnyEffect[],
): string {
  if (before.name === 'ended') return after === before && effects.length === 0 ? '' : 'did something after its end';
  const end = after.end?.kind;
  const sent = kindsSent(effects).join();
  switch (event.type) {
    case 'deviceClosed':
      return end === 'deviceClosed' && sent === '' ? '' : 'went on with nobody';
    case 'timedOut':
      return end === 'timedOut' && sent === 'closed' ? '' : 'waited on';
    case 'canceled':
      return end === 'canceled' && sent === 'closed' ? '' : 'was not canceled';
    case 'malformed':
      return end === 'violation' && sent === '' ? '' : 'took what is no message';
  }
  if (end === 'violation' && sent !== '') return 'answered a violation';
  return '';
}
