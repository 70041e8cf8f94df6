// The sheet that shows a code, as its person meets it.
import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import type { ShownPairing } from '../../../../src/contract/transfers.ts';
import { Pairings } from '../../../../src/engine/session/pairings.ts';
import { FakeClock } from '../../../support/fake-clock.ts';

function pairings() {
  const rows = new Map<string, ShownPairing | null>();
  const made = new Pairings({
    clock: new FakeClock(),
    random: (count) => randomBytes(count),
    log: () => undefined,
    qrText: (secret) => Buffer.from(secret).toString('hex'),
    mayAsk: () => true,
    onChange: (id, row) => rows.set(id, row),
    onSheetOver: () => undefined,
  });
  return { made, rowOf: (id: string) => rows.get(id) };
}

test('another code takes the place of the one that is shown, in the same row', () => {
  const { made, rowOf } = pairings();
  const id = made.show({ purpose: 'pair', transferId: null });
  const before = rowOf(id);
  made.renew(id);
  const after = rowOf(id);
  expect(after?.stage).toBe('waiting');
  expect(after?.code).toMatch(/^\d{6}$/);
  // Of a code, one in a million is the same again; of what the QR holds, none.
  expect(after?.qr).not.toBe(before?.qr);
});

test('no other code is shown once the sheet is closed', () => {
  const { made } = pairings();
  const id = made.show({ purpose: 'pair', transferId: null });
  made.endOf(id);
  expect(() => made.renew(id)).toThrow();
});
