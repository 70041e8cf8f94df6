import { describe, expect, it } from 'vitest';
import { CallTurns } from '../../../../../src/engine/interop/localsend/call-turns.ts';

const placeAt = (host: string, port = 53_317) => ({ host, port, protocol: 'https' }) as const;

describe('calls that strangers cause', () => {
  it('are made once for what is said twice, and again when that is over', () => {
    const turns = new CallTurns(0);
    const end = turns.begin(placeAt('10.0.0.1'), 'A', 0);
    expect(end).not.toBeNull();
    expect(turns.begin(placeAt('10.0.0.1'), 'A', 500)).toBeNull();
    end?.();
    expect(turns.begin(placeAt('10.0.0.1'), 'A', 1000)).not.toBeNull();
  });

  it('are two at a time to one host, and eight in a row, then one a second, though it has a thousand names', () => {
    const turns = new CallTurns(0);
    const open = Array.from({ length: 1000 }, (_, index) => turns.begin(placeAt('10.0.0.1'), `F${index}`, 0));
    expect(open.filter((end) => end !== null)).toHaveLength(2);
    for (const end of open) end?.();
    let made = 2;
    for (let index = 0; index < 1000; index += 1) {
      const end = turns.begin(placeAt('10.0.0.1'), `F${index}`, index * 10);
      if (end !== null) made += 1;
      end?.();
    }
    // Ten seconds.
    expect(made).toBe(8 + 9);
    expect(turns.begin(placeAt('10.0.0.2'), 'honest', 10_000)).not.toBeNull();
  });

  it('are sixteen at a time in all', () => {
    const turns = new CallTurns(0);
    const open = Array.from({ length: 100 }, (_, index) => turns.begin(placeAt(`10.0.0.${index}`), 'A', 0));
    expect(open.filter((end) => end !== null)).toHaveLength(16);
  });

  it('are few to hosts that nobody had heard of, however many are made up', () => {
    const turns = new CallTurns(0);
    let made = 0;
    for (let index = 0; index < 10_000; index += 1) {
      const end = turns.begin(placeAt(`fe80::${index.toString(16)}%eth0`), 'A', index);
      if (end !== null) made += 1;
      end?.();
    }
    expect(made).toBeLessThanOrEqual(48 + 10 * 8);
  });
});
