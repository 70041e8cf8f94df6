import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decodePairMessage,
  encodePairMessage,
  isPairType,
  PAIR_TYPES,
  type PairMessage,
} from '../../../../src/engine/wire/pair-messages.ts';

const bytes = (length: number, fill = 7): Uint8Array => new Uint8Array(length).fill(fill);

const SAMPLES: readonly PairMessage[] = [
  ...(['typer', 'displayer'] as const).flatMap((role) =>
    (['code', 'qr', 'sas'] as const).map((form) => ({ kind: 'start', role, form }) as const),
  ),
  { kind: 'share', point: bytes(32) },
  { kind: 'confirm', tag: bytes(32) },
  ...[0, 1, 2].map((triesLeft) => ({ kind: 'wrong', triesLeft }) as const),
  ...(['canceled', 'declined', 'notShown', 'triesUsed', 'pausedForSafety', 'busy', 'different'] as const).map(
    (reason) => ({ kind: 'closed', reason }) as const,
  ),
  { kind: 'sasCommit', commitment: bytes(32) },
  { kind: 'sasNonce', nonce: bytes(32) },
  { kind: 'sasReveal', nonce: bytes(32) },
  { kind: 'keep', announceKey: bytes(32, 1), signingKey: bytes(32, 2), signature: bytes(64, 3) },
  { kind: 'forget' },
];

describe('the pairing messages', () => {
  it.each(SAMPLES.map((message) => [message.kind, message] as const))(
    'come back as they went: %s',
    (_kind, message) => {
      const { type, body } = encodePairMessage(message);
      expect(decodePairMessage(type, body)).toEqual(message);
    },
  );

  it('have the layout of the specification', () => {
    const hex = (message: PairMessage): string => {
      const { type, body } = encodePairMessage(message);
      return `${type.toString(16)} ${Buffer.from(body).toString('hex')}`;
    };
    expect(hex({ kind: 'start', role: 'displayer', form: 'qr' })).toBe('10 0202');
    expect(hex({ kind: 'share', point: bytes(32) })).toBe(`11 ${'07'.repeat(32)}`);
    expect(hex({ kind: 'confirm', tag: bytes(32) })).toBe(`12 ${'07'.repeat(32)}`);
    expect(hex({ kind: 'wrong', triesLeft: 2 })).toBe('13 02');
    expect(hex({ kind: 'closed', reason: 'pausedForSafety' })).toBe('14 05');
    expect(hex({ kind: 'sasCommit', commitment: bytes(32) })).toBe(`15 ${'07'.repeat(32)}`);
    expect(hex({ kind: 'sasNonce', nonce: bytes(32) })).toBe(`16 ${'07'.repeat(32)}`);
    expect(hex({ kind: 'sasReveal', nonce: bytes(32) })).toBe(`17 ${'07'.repeat(32)}`);
    expect(hex(SAMPLES.find(({ kind }) => kind === 'keep') ?? { kind: 'forget' })).toBe(
      `18 ${'01'.repeat(32)}${'02'.repeat(32)}${'03'.repeat(64)}`,
    );
    expect(hex({ kind: 'forget' })).toBe('19 ');
  });

  it('are refused with a byte less or a byte more', () => {
    for (const message of SAMPLES) {
      const { type, body } = encodePairMessage(message);
      expect(decodePairMessage(type, Buffer.concat([body, Buffer.of(0)]))).toBeNull();
      if (body.length > 0) expect(decodePairMessage(type, body.subarray(0, -1))).toBeNull();
    }
  });

  it.each([
    ['a role of 0', 0x10, [0, 1]],
    ['a role of 3', 0x10, [3, 1]],
    ['a form of 0', 0x10, [1, 0]],
    ['a form of 4', 0x10, [1, 4]],
    ['three tries left', 0x13, [3]],
    ['a reason of 0', 0x14, [0]],
    ['a reason of 8', 0x14, [8]],
    ['a type below', 0x0f, []],
    ['the first type that is not used', 0x1a, []],
    ['the last type of the range', 0x1f, []],
  ])('are refused with %s', (_what, type, body) => {
    expect(decodePairMessage(type, Uint8Array.from(body))).toBeNull();
  });

  it('decode whatever comes to null or to what encodes to the same bytes', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 255 }), fc.uint8Array({ maxLength: 140 }), (type, body) => {
        const message = decodePairMessage(type, body);
        if (message === null) return;
        const again = encodePairMessage(message);
        expect(again.type).toBe(type);
        expect(Buffer.from(again.body)).toEqual(Buffer.from(body));
      }),
      { numRuns: 2000 },
    );
  });

  it('keep no memory of the buffer they were read from', () => {
    const buffer = Buffer.alloc(32, 7);
    const message = decodePairMessage(PAIR_TYPES.share, buffer);
    buffer.fill(0);
    expect(message).toEqual({ kind: 'share', point: bytes(32) });
  });

  it('own the types from 0x10 to 0x1f', () => {
    expect([0x0f, 0x10, 0x1f, 0x20].map(isPairType)).toEqual([false, true, true, false]);
    expect(Object.values(PAIR_TYPES).every(isPairType)).toBe(true);
  });
});
