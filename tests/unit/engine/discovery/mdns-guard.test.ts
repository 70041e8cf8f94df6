import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MdnsGuard } from '../../../../src/engine/discovery/mdns-guard.ts';

const NEIGHBOUR = '192.0.2.7';
const guard = (): MdnsGuard => new MdnsGuard((address) => address.startsWith('192.0.2.'), 0);

/** A question for our service; `claims` are the four counts of its head. */
function packet({ about = '_ferry', claims = [1, 0, 0, 0], bytes = 0 } = {}): Buffer {
  const head = Buffer.alloc(12);
  claims.forEach((count, index) => {
    head.writeUInt16BE(count, 4 + 2 * index);
  });
  const name = Buffer.concat([about, '_tcp', 'local', ''].flatMap((l) => [Buffer.of(l.length), Buffer.from(l)]));
  return Buffer.concat([head, name, Buffer.of(0, 12, 0, 1), Buffer.alloc(bytes)]);
}

describe('what comes in by multicast', () => {
  it('is admitted from a neighbour when it is about us', () => {
    expect(guard().judge(packet(), NEIGHBOUR, 0)).toBe('admitted');
    expect(guard().judge(packet({ about: 'ferry-0123456789abcdef' }), NEIGHBOUR, 0)).toBe('admitted');
  });

  it.each([
    ['about a printer', packet({ about: '_ipp' }), 'not about us'],
    ['nothing', Buffer.alloc(0), 'misshapen'],
    ['less than a head', packet().subarray(0, 11), 'misshapen'],
    ['[71] larger than a frame', packet({ bytes: 1500 }), 'misshapen'],
    ['[71] as large as can be', packet({ bytes: 65_000 }), 'misshapen'],
    ['[71] claims to hold 4 times 65,535 records', packet({ claims: [65535, 65535, 65535, 65535] }), 'misshapen'],
    ['claims more than a frame can hold', packet({ claims: [0, 65, 0, 0] }), 'misshapen'],
  ] as const)('is dropped before it is decoded: %s', (_what, datagram, verdict) => {
    expect(guard().judge(datagram, NEIGHBOUR, 0)).toBe(verdict);
  });

  it('is dropped from elsewhere', () => {
    for (const from of ['198.51.100.1', '127.0.0.1', '8.8.8.8', 'fe80::1%eth0', 'nonsense']) {
      expect(guard().judge(packet(), from, 0)).toBe('from elsewhere');
    }
  });

  it('[70] is dropped when its sender has said too much, and let in again a little later', () => {
    const stands = guard();
    const verdicts = Array.from({ length: 10_000 }, () => stands.judge(packet(), NEIGHBOUR, 0));
    expect(verdicts.filter((verdict) => verdict === 'admitted')).toHaveLength(20);
    expect(stands.judge(packet(), NEIGHBOUR, 200)).toBe('too much');
    expect(stands.judge(packet(), NEIGHBOUR, 250)).toBe('admitted');
    expect(stands.judge(packet(), NEIGHBOUR, 251)).toBe('too much');
  });

  it('[70] costs nobody else anything when one sender floods', () => {
    const stands = guard();
    for (let at = 0; at < 10_000; at += 1) stands.judge(packet(), NEIGHBOUR, at);
    expect(stands.judge(packet(), '192.0.2.8', 10_000)).toBe('admitted');
  });

  it('is not counted against a sender when it isn’t about us: its printer may say what it likes', () => {
    const stands = guard();
    for (let index = 0; index < 1000; index += 1) stands.judge(packet({ about: '_ipp' }), NEIGHBOUR, 0);
    expect(stands.judge(packet(), NEIGHBOUR, 0)).toBe('admitted');
  });

  it('[70] is bounded however many senders are made up', () => {
    const stands = new MdnsGuard(() => true, 0);
    let admitted = 0;
    for (let index = 0; index < 50_000; index += 1) {
      if (stands.judge(packet(), `fe80::${index.toString(16)}`, index / 5) === 'admitted') admitted += 1;
    }
    // Ten seconds: the burst, and eight in each.
    expect(admitted).toBe(64 + 10 * 8 - 1);
  });

  it('[70] is still admitted from those who were there before senders were made up', () => {
    const stands = new MdnsGuard(() => true, 0);
    let heard = 0;
    for (let second = 0; second < 600; second += 1) {
      for (let index = 0; index < 20; index += 1) stands.judge(packet(), `fe80::${second}:${index}`, second * 1000);
      if (second % 9 === 0 && stands.judge(packet(), NEIGHBOUR, second * 1000) === 'admitted') heard += 1;
    }
    // The first time it was a newcomer itself, behind twenty others.
    expect(heard).toBe(67);
  });

  it('gives nothing to whoever waits for the clock to be set back', () => {
    const stands = guard();
    for (let index = 0; index < 30; index += 1) stands.judge(packet(), NEIGHBOUR, 1_000_000);
    expect(stands.judge(packet(), NEIGHBOUR, 0)).toBe('too much');
    expect(stands.judge(packet(), NEIGHBOUR, 250)).toBe('admitted');
  });

  it('[71] is never thrown over, whatever its bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 2000 }), fc.string(), fc.integer(), (bytes, from, now) => {
        guard().judge(Buffer.from(bytes), from, now);
      }),
    );
  });
});
