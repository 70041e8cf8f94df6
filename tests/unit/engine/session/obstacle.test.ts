import { describe, expect, it } from 'vitest';
import { ferryError } from '../../../../src/engine/errors.ts';
import { refusalOf } from '../../../../src/engine/session/obstacle.ts';

const noRoom = Object.assign(new Error('ENOSPC'), { code: 'ENOSPC' });

describe('why something can’t be taken', () => {
  it('is a full disk, be it where it was to go or where Ferry keeps its own', () => {
    const full = { verdict: 'diskFull', numbers: { neededBytes: 9, freeBytes: 0 } };
    expect(refusalOf(noRoom, 9)).toEqual(full);
    expect(refusalOf(ferryError('data.disk_full', { path: '/own' }, noRoom), 9)).toEqual(full);
    const numbers = { neededBytes: 7, freeBytes: 3 };
    expect(refusalOf(ferryError('transfer.disk_full', numbers), 9)).toEqual({ verdict: 'diskFull', numbers });
  });

  it('is else a folder, of which no more is said', () => {
    for (const error of [ferryError('transfer.folder_gone', { folder: 'Photos' }), new Error('what nobody expected')])
      expect(refusalOf(error, 9)).toEqual({ verdict: 'folderTrouble' });
  });
});
