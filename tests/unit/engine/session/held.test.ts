// A pause of all transfers: what it holds, and with which end that goes on.
import { expect, test } from 'vitest';
import type { Exchange } from '../../../../src/engine/session/exchange.ts';
import { Held } from '../../../../src/engine/session/held.ts';
import type { IncomingTransfers } from '../../../../src/engine/session/incoming-transfers.ts';
import type { Outgoing } from '../../../../src/engine/session/outgoing.ts';

function held() {
  const sent = [{ id: 'a', to: null, key: new Uint8Array(32), end: null, isStopped: false, isHeld: false }];
  const stopping = Promise.withResolvers<void>();
  const heard: string[] = [];
  const exchange = {
    stop: (id: string) => {
      heard.push(`stop ${id}`);
      for (const transfer of sent) transfer.isStopped = true;
      return stopping.promise;
    },
    letGo: (transfer: (typeof sent)[number]) => {
      heard.push(`let go ${transfer.id}`);
      Object.assign(transfer, { isStopped: false, isHeld: false });
    },
    hide: () => heard.push('hide'),
  };
  const made = new Held({
    exchange: exchange as unknown as Exchange,
    outgoing: { all: () => sent } as unknown as Outgoing,
    incoming: { all: () => [] } as unknown as IncomingTransfers,
  });
  return { made, heard, sent, stopped: stopping.resolve };
}

test('what moves stands still for as long as a pause lasts, and goes on with its end', async () => {
  const { made, heard, stopped } = held();
  stopped();
  await made.hold();
  made.goOn();
  expect(heard).toEqual(['stop a', 'hide', 'let go a']);
});

test('nothing goes on with the end of a pause while another has begun', async () => {
  const { made, heard, stopped } = held();
  const first = made.hold();
  // Its person ends it and begins it anew before everything stood still.
  const end = first.then(() => made.goOn());
  const second = made.hold();
  stopped();
  await Promise.all([end, second]);
  expect(heard).toEqual(['stop a', 'hide', 'hide']);
  made.goOn();
  expect(heard.at(-1)).toBe('let go a');
});

test('what a former run has left in a pause goes on with its end', () => {
  const { made, heard, sent } = held();
  for (const transfer of sent) Object.assign(transfer, { isStopped: true, isHeld: true });
  made.goOn();
  expect(heard).toEqual(['let go a']);
});
