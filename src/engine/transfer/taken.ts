// What a person has taken of an offer, as it is shown from then on: by its names, and as what kind of thing.
import { setImmediate as breathe } from 'node:timers/promises';
import type { FileKind } from '../../contract/transfers.ts';
import { isActiveType } from '../disk/active-types.ts';
import { entriesIn } from '../wire/manifest.ts';
import type { Choice } from './choice.ts';
import { CommonKind } from './file-kind.ts';
import type { Page } from './manifest-file.ts';

const MOST_NAMES = 5;

export interface Taken {
  /** The first that lie at the top. */
  readonly names: readonly string[];
  readonly kind: FileKind;
  readonly hasActiveTypes: boolean;
}

export async function takenOf(pages: readonly Page[], choice: Choice): Promise<Taken> {
  const names: string[] = [];
  const common = new CommonKind();
  let hasActiveTypes = false;
  for (const { first, page } of pages) {
    let index = first;
    for (const { kind, depth, name } of entriesIn(page)) {
      if (!choice.isChosen(index++)) continue;
      if (depth === 0 && names.length < MOST_NAMES) names.push(name);
      if (kind === 'folder') continue;
      common.add(name);
      hasActiveTypes ||= isActiveType(name);
    }
    await breathe();
  }
  return { names, kind: common.kind, hasActiveTypes };
}
