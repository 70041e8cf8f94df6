import { expect, it } from 'vitest';
import { Closers } from '../../../src/base/closers.ts';

it('closes in reverse order, once, and all of it even when one fails', async () => {
  const closers = new Closers();
  const closed: string[] = [];
  closers.add(() => void closed.push('first'));
  closers.add(() => {
    throw new Error('second fails');
  });
  closers.add(async () => void closed.push('third'));
  await expect(closers.closeAll()).rejects.toThrow('second fails');
  expect(closed).toEqual(['third', 'first']);
  await closers.closeAll();
  expect(closed).toEqual(['third', 'first']);
});
