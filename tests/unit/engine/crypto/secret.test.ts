import { format, inspect } from 'node:util';
import { expect, it } from 'vitest';
import { Secret } from '../../../../src/engine/crypto/secret.ts';

it('shows nothing of itself, however it is printed', () => {
  const secret = new Secret(Uint8Array.of(222, 173, 190, 239));
  for (const text of [
    `${secret}`,
    JSON.stringify({ secret }),
    inspect({ a: [secret] }, { depth: 9, showHidden: true }),
    format('%o %s', secret, secret),
  ]) {
    expect(text).toContain('[secret]');
    expect(text).not.toMatch(/222|dead|3q2\+7w/i);
  }
});

it('keeps a copy of its own, and wipes it', () => {
  const bytes = Uint8Array.of(1, 2, 3);
  const secret = new Secret(bytes);
  bytes.fill(9);
  expect([...secret.reveal()]).toEqual([1, 2, 3]);
  secret.wipe();
  expect([...secret.reveal()]).toEqual([0, 0, 0]);
});
