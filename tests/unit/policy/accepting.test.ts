import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DeviceId } from '../../../src/contract/devices.ts';
import { type Accepting, judgeOffer } from '../../../src/policy/accepting.ts';

const GIB = 1024 ** 3;
const device = { id: 'a'.repeat(32) as DeviceId, name: 'Desk', isPaired: true };

/** Everything speaks for it. */
const fine: Accepting = {
  offer: { content: 'files', device, hasActiveTypes: false, total: { files: 3, folders: 0, bytes: GIB } },
  device: { isPaired: true, isAlwaysAccepted: true, unaskedBytesToday: 0 },
  settings: { unaskedDailyBytes: 20 * GIB },
  promisedBytes: 0,
  disk: { freeBytes: 50 * GIB, totalBytes: 100 * GIB },
};

const withBytes = (bytes: number): Accepting['offer'] => ({ ...fine.offer, total: { ...fine.offer.total, bytes } });

const Bytes = fc.integer({ min: 0, max: 200 * GIB });
const AnyCase: fc.Arbitrary<Accepting> = fc.record({
  offer: fc.record({
    content: fc.constantFrom('files' as const, 'text' as const),
    device: fc.oneof(fc.constant(null), fc.record({ ...wrapped(device), isPaired: fc.boolean() })),
    hasActiveTypes: fc.boolean(),
    total: fc.record({ files: fc.nat(), folders: fc.nat(), bytes: Bytes }),
  }),
  device: fc.oneof(
    fc.constant(null),
    fc.record({ isPaired: fc.boolean(), isAlwaysAccepted: fc.boolean(), unaskedBytesToday: Bytes }),
  ),
  settings: fc.record({ unaskedDailyBytes: Bytes }),
  promisedBytes: Bytes,
  disk: fc.oneof(fc.constant(null), fc.record({ freeBytes: Bytes, totalBytes: Bytes })),
});

function wrapped<T extends object>(value: T): { [K in keyof T]: fc.Arbitrary<T[K]> } {
  const entries = Object.entries(value).map(([key, each]) => [key, fc.constant(each)]);
  return Object.fromEntries(entries) as { [K in keyof T]: fc.Arbitrary<T[K]> };
}

describe('what is taken without asking', () => {
  it('comes from a paired device that is always accepted', () => {
    expect(judgeOffer(fine)).toBe('take');
  });

  it('is nothing of a stranger, nor of a device that only this person keeps', () => {
    expect(judgeOffer({ ...fine, device: null })).toBe('notPaired');
    expect(judgeOffer({ ...fine, device: { isPaired: false, isAlwaysAccepted: true, unaskedBytesToday: 0 } })).toBe(
      'notPaired',
    );
    expect(judgeOffer({ ...fine, offer: { ...fine.offer, device: { ...device, isPaired: false } } })).toBe('notPaired');
    expect(judgeOffer({ ...fine, offer: { ...fine.offer, device: null } })).toBe('notPaired');
  });

  it('is nothing of a paired device that isn’t always accepted, but a text', () => {
    const asked = { isPaired: true, isAlwaysAccepted: false, unaskedBytesToday: 0 };
    expect(judgeOffer({ ...fine, device: asked })).toBe('notAlwaysAccepted');
    const text = { ...withBytes(1024 * 1024), content: 'text' } as const;
    expect(judgeOffer({ ...fine, device: asked, offer: text, disk: null })).toBe('take');
    expect(judgeOffer({ ...fine, device: null, offer: text })).toBe('notPaired');
  });

  it('is no text that is longer than texts are', () => {
    const asked = { isPaired: true, isAlwaysAccepted: false, unaskedBytesToday: 0 };
    const offer = { ...withBytes(1024 * 1024 + 1), content: 'text' } as const;
    expect(judgeOffer({ ...fine, device: asked, offer })).toBe('notAlwaysAccepted');
  });

  it('is never a program or a script', () => {
    expect(judgeOffer({ ...fine, offer: { ...fine.offer, hasActiveTypes: true } })).toBe('activeTypes');
  });

  it('ends at the day’s limit, to the byte', () => {
    const used = { isPaired: true, isAlwaysAccepted: true, unaskedBytesToday: 19 * GIB };
    expect(judgeOffer({ ...fine, device: used })).toBe('take');
    expect(judgeOffer({ ...fine, device: used, offer: withBytes(GIB + 1) })).toBe('dailyLimit');
  });

  it('ends where a tenth of the volume would not stay free, to the byte', () => {
    const disk = { freeBytes: 11 * GIB, totalBytes: 100 * GIB };
    expect(judgeOffer({ ...fine, disk })).toBe('take');
    expect(judgeOffer({ ...fine, disk, offer: withBytes(GIB + 1) })).toBe('littleSpace');
    expect(judgeOffer({ ...fine, disk, promisedBytes: 1 })).toBe('littleSpace');
  });

  it('is nothing where nobody knows how much is free', () => {
    expect(judgeOffer({ ...fine, disk: null })).toBe('spaceUnknown');
    expect(judgeOffer({ ...fine, offer: { ...fine.offer, isStream: true } })).toBe('sizeUnknown');
  });

  it('never breaks a limit, whatever is offered by whomever', () => {
    fc.assert(
      fc.property(AnyCase, (facts) => {
        if (judgeOffer(facts) !== 'take') return;
        const { offer, disk, promisedBytes, settings } = facts;
        expect(facts.device?.isPaired).toBe(true);
        expect(offer.device?.isPaired).toBe(true);
        if (offer.content === 'text' && offer.total.bytes <= 1024 * 1024) return;
        expect(facts.device?.isAlwaysAccepted).toBe(true);
        expect(offer.hasActiveTypes).toBe(false);
        expect((facts.device?.unaskedBytesToday ?? 0) + offer.total.bytes).toBeLessThanOrEqual(
          settings.unaskedDailyBytes,
        );
        expect(disk).not.toBeNull();
        const left = (disk?.freeBytes ?? 0) - promisedBytes - offer.total.bytes;
        expect(left).toBeGreaterThanOrEqual((disk?.totalBytes ?? 0) / 10);
      }),
    );
  });

  it('is never more for a larger offer, a fuller disk or a busier day', () => {
    fc.assert(
      fc.property(AnyCase, fc.nat(GIB), fc.nat(GIB), fc.nat(GIB), (facts, more, fuller, busier) => {
        const { offer, device: row, disk } = facts;
        const harder: Accepting = {
          ...facts,
          offer: { ...offer, total: { ...offer.total, bytes: offer.total.bytes + more } },
          device: row === null ? null : { ...row, unaskedBytesToday: row.unaskedBytesToday + busier },
          disk: disk === null ? null : { ...disk, freeBytes: disk.freeBytes - fuller },
        };
        if (judgeOffer(facts) !== 'take') expect(judgeOffer(harder)).not.toBe('take');
      }),
    );
  });
});
