// What came out of a pipe is kept until it is safe at the other end, and not a byte more.
import { describe, expect, it } from 'vitest';
import { StreamSource } from '../../../../src/engine/transfer/stream-source.ts';

const bytesAt = (source: StreamSource, offset: number, length: number): string =>
  Buffer.concat(source.at(offset, length)).toString();

/** As much as is asked for. */
function* letters(count: number): Generator<Buffer> {
  for (let at = 0; at < count; at++) yield Buffer.from(String.fromCharCode(97 + (at % 26)).repeat(3));
}

describe('a stream', () => {
  it('is kept up to its limit, and taken on as far as it is settled', async () => {
    const source = new StreamSource(8);
    const filling = source.fill(oneByOne(letters(5)));
    await expect.poll(() => source.bytes).toBe(8);
    expect(bytesAt(source, 0, 8)).toBe('aaabbbcc');
    source.settle(4);
    await expect.poll(() => source.bytes).toBe(12);
    // Round the end of what it is kept in.
    expect(source.at(4, 8)).toHaveLength(2);
    expect(bytesAt(source, 4, 8)).toBe('bbcccddd');
    expect(source.isWhole).toBe(false);
    source.settle(12);
    await filling;
    expect([source.bytes, source.isWhole]).toEqual([15, true]);
    expect(bytesAt(source, 12, 3)).toBe('eee');
  });

  it('says so of what is gone, and of what hasn’t come', async () => {
    const source = new StreamSource(8);
    await source.fill(oneByOne(letters(2)));
    source.settle(3);
    expect(() => source.at(2, 1)).toThrow('transfer.stream_lost');
    expect(() => source.at(5, 2)).toThrow('transfer.stream_lost');
    expect(bytesAt(source, 3, 3)).toBe('bbb');
    expect(source.at(6, 0)).toHaveLength(1);
  });

  it('believes in no more than there is, and never goes back', async () => {
    const source = new StreamSource(8);
    await source.fill(oneByOne(letters(2)));
    source.settle(1000);
    source.settle(0);
    expect(() => source.at(5, 1)).toThrow();
    expect(source.at(6, 0)).toBeDefined();
  });

  it('tells whoever sends it of more, and of its end', async () => {
    const source = new StreamSource(8);
    const told: string[] = [];
    source.onMore = () => told.push(`${source.bytes}${source.isWhole ? ', whole' : ''}`);
    await source.fill(oneByOne(letters(2)));
    expect(told).toEqual(['3', '6', '6, whole']);
  });

  it('takes no more once it is closed, also where it waits for room', async () => {
    const source = new StreamSource(4);
    const filling = source.fill(oneByOne(letters(100)));
    await expect.poll(() => source.bytes).toBe(4);
    source.close();
    await filling;
    expect([source.bytes, source.isWhole]).toEqual([4, false]);
    expect(() => source.at(0, 4)).toThrow('transfer.stream_lost');
  });

  it('gives again what it brought', async () => {
    const source = new StreamSource(8);
    await source.fill(oneByOne(letters(2)));
    const content = { kind: 'content', index: 0, offset: 2, length: 3, isLast: false } as const;
    const end = { kind: 'end', index: 0, size: 6, digest: Buffer.alloc(16) } as const;
    const again: (readonly [number, string])[] = [];
    for await (const { segments, content: bytes } of source.again([[content], [end]]))
      again.push([segments.length, Buffer.concat(bytes).toString()]);
    expect(again).toEqual([
      [1, 'abb'],
      [1, ''],
    ]);
  });
});

async function* oneByOne(content: Iterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield* content;
}
