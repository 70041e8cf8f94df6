import { expect, it } from 'vitest';
import { patiently } from '../../../../src/engine/transfer/patience.ts';

const systemError = (code: string): Error => Object.assign(new Error(code), { code });

it('does at once what can be done at once', () => {
  expect(patiently(() => 7)).toBe(7);
});

it('[85] tries again while too many files are open', async () => {
  let tries = 0;
  const done = patiently(() => {
    if (++tries < 4) throw systemError('EMFILE');
    return tries;
  });
  expect(await done).toBe(4);
});

it('doesn’t wait for what won’t pass', async () => {
  expect(() => patiently(() => raise('ENOSPC'))).toThrow('ENOSPC');
  let tries = 0;
  await expect(patiently(() => raise(tries++ === 0 ? 'EMFILE' : 'EIO'))).rejects.toThrow('EIO');
});

function raise(code: string): never {
  throw systemError(code);
}
