import { stat } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { internalError } from '../../../src/engine/errors.ts';

it('a fault’s note names the system’s error and not the path in its text', async () => {
  const error = await stat('/srv/mia/secret plans').catch((reason: unknown) => reason);
  expect(internalError(error).info.details).toEqual({ note: 'ENOENT stat' });
  expect(internalError(new RangeError('too deep')).info.details).toEqual({ note: 'RangeError: too deep' });
  expect(internalError('no error at all').info.details).toEqual({ note: 'no error at all' });
});
