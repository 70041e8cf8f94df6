import { expect, it } from 'vitest';
import { commitmentOf, isCommitted, sasOf, sasTag } from '../../../../src/engine/pairing/sas.ts';

const bytes = (fill: number): Uint8Array => new Uint8Array(32).fill(fill);
const nonces = { typer: bytes(1), displayer: bytes(2) };

it('cuts seven pictures and three groups of digits from the same bits', () => {
  // Computed with Python's hmac and hashlib; docs/PROTOCOL.md carries them.
  const { pictures, groups } = sasOf(bytes(3), nonces);
  expect(pictures).toEqual([34, 23, 16, 0, 29, 61, 27]);
  expect(groups).toEqual(['5398', '5097', '8147']);
  const bits = (list: readonly number[], width: number) => list.map((n) => n.toString(2).padStart(width, '0')).join('');
  const fromPictures = bits(pictures, 6);
  const fromGroups = bits(
    groups.map((group) => Number(group) - 1000),
    13,
  );
  expect(fromPictures.startsWith(fromGroups)).toBe(true);
});

it('depends on the channel, on both nonces and on their order', () => {
  const all = [
    sasOf(bytes(3), nonces),
    sasOf(bytes(4), nonces),
    sasOf(bytes(3), { ...nonces, typer: bytes(5) }),
    sasOf(bytes(3), { ...nonces, displayer: bytes(5) }),
    sasOf(bytes(3), { typer: bytes(2), displayer: bytes(1) }),
  ].map(({ pictures }) => pictures.join());
  expect(new Set(all).size).toBe(5);
});

it('commits to the nonce and the channel', () => {
  const commitment = commitmentOf(bytes(3), bytes(1));
  expect(Buffer.from(commitment).toString('hex')).toBe(
    '20a629a5a686d173d5099127b8a935c41fc1650684746b136da2165343e79fb7',
  );
  expect(isCommitted(commitment, bytes(3), bytes(1))).toBe(true);
  expect(isCommitted(commitment, bytes(3), bytes(2))).toBe(false);
  expect(isCommitted(commitment, bytes(4), bytes(1))).toBe(false);
});

it('has a tag for each role', () => {
  expect(sasTag(bytes(3), nonces, 'typer')).not.toEqual(sasTag(bytes(3), nonces, 'displayer'));
});
