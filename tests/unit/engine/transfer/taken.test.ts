import { describe, expect, it } from 'vitest';
import { chosenOf } from '../../../../src/engine/transfer/choice.ts';
import { takenOf } from '../../../../src/engine/transfer/taken.ts';
import type { Entry } from '../../../../src/engine/wire/manifest.ts';
import { file, folder, listOf } from '../../../support/hostile-sender.ts';

async function taken(entries: readonly Entry[], ...places: readonly number[]) {
  const { pages } = listOf(entries);
  const only = places.map((first) => ({ first, count: 1 }));
  const chosen = await chosenOf(pages, only, { entries: entries.length });
  return chosen === null ? null : takenOf(pages, chosen.choice);
}

describe('what a person has taken of an offer', () => {
  it('is called by that alone, and is of the kind that it is', async () => {
    const list = [file('a.sh'), file('b.jpg'), file('c.png'), file('d.txt')];
    expect(await taken(list, 1, 2)).toEqual({ names: ['b.jpg', 'c.png'], kind: 'picture', hasActiveTypes: false });
    expect(await taken(list, 0)).toEqual({ names: ['a.sh'], kind: 'program', hasActiveTypes: true });
    expect(await taken(list, 2, 3)).toMatchObject({ kind: 'file' });
  });

  it('is called by the folders it lies in, and by no more than five of what lies at the top', async () => {
    const list = [folder('a'), file('run.sh', 1, 1), folder('b'), folder('c', 1), file('one.jpg', 1, 2)];
    expect(await taken(list, 4)).toEqual({ names: ['b'], kind: 'picture', hasActiveTypes: false });
    const many = Array.from({ length: 9 }, (_, at) => file(`${at}`));
    expect((await taken(many, 1, 3, 4, 5, 6, 7, 8))?.names).toEqual(['1', '3', '4', '5', '6']);
  });
});
