import { describe, expect, it } from 'vitest';
import { HaveQueue } from '../../../../src/engine/transfer/have-queue.ts';
import type { HaveItem } from '../../../../src/engine/wire/transfer-messages.ts';

const item = (index: number, tagBytes = 0): HaveItem => ({
  ...{ index, what: 'check', length: 1, offset: 0 },
  tags: new Uint8Array(tagBytes),
});

describe('what a receiver has said ahead of the content', () => {
  it('is given in order, however much of it there is', () => {
    const queue = new HaveQueue();
    const given: number[] = [];
    for (let index = 0; index < 5000; index++) {
      queue.add([item(index, 16)]);
      if (index % 2 === 0) continue;
      given.push(queue.first?.index ?? -1);
      queue.pass();
    }
    for (; queue.first !== undefined; queue.pass()) given.push(queue.first.index);
    expect(given).toEqual(Array.from({ length: 5000 }, (_, index) => index));
  });

  it('is looked through for one that is a little further on, and no further', () => {
    const queue = new HaveQueue();
    queue.add([item(3), { ...item(5), what: 'unwanted', length: 4 }, item(12)]);
    expect([2, 3, 4, 5, 8, 9, 12, 13].filter((index) => queue.isSilentOf(index))).toEqual([2, 4, 9, 13]);
    for (let times = 0; times < 3; times++) queue.pass();
    queue.add(Array.from({ length: 1000 }, () => item(20)));
    expect([19, 20, 21].filter((index) => queue.isSilentOf(index))).toEqual([19]);
  });

  it('is too much by what it takes, not by what it brings: in the smallest portions, too', () => {
    const queue = new HaveQueue();
    const page = Array.from({ length: 1000 }, (_, index) => item(index, 16));
    let pages = 0;
    while (queue.add(page)) pages++;
    expect(pages).toBeLessThan(500);
    while (queue.first !== undefined) queue.pass();
    expect(queue.add(page)).toBe(true);
  });
});
