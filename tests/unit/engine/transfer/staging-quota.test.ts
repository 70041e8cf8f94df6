import { expect, it } from 'vitest';
import { beyondQuota, quotaOf } from '../../../../src/engine/transfer/staging-quota.ts';

const GIB = 1024 ** 3;
const staged = (id: string, bytes: number, at: number) => ({ id, bytes, at });

it('lets unfinished transfers keep a tenth of a disk, and never more than 20 GiB', () => {
  expect(quotaOf(100 * GIB)).toBe(10 * GIB);
  expect(quotaOf(8000 * GIB)).toBe(20 * GIB);
});

it('[84] gives up the oldest first, and no more than it must', () => {
  const all = [staged('new', 4, 30), staged('old', 4, 10), staged('older', 4, 5), staged('empty', 0, 1)];
  expect(beyondQuota(all, 12)).toEqual([]);
  expect(beyondQuota(all, 8).map(({ id }) => id)).toEqual(['older']);
  expect(beyondQuota(all, 3).map(({ id }) => id)).toEqual(['older', 'old', 'new']);
});
