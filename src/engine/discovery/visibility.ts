// Who may find this device at a moment: the person's lasting choice, the window, "everyone for ten minutes", a pause.
import type { ShownNetwork } from '../../contract/networks.ts';
import type { Settings } from '../../contract/settings.ts';
import type { Visibility } from '../../contract/state.ts';

export const EVERYONE_FOR_MS = 10 * 60 * 1000;

export interface VisibilityFacts {
  readonly setting: Settings['visibility'];
  /** A window is open. */
  readonly isAttended: boolean;
  /** Asked for everyone until then. */
  readonly everyoneUntil: number | null;
  /** What is under way waits, and nobody sees this device, until then. */
  readonly pausedUntil: number | null;
}

export function visibilityAt(facts: VisibilityFacts, now: number): Visibility {
  if (facts.pausedUntil !== null && now < facts.pausedUntil) return { mode: 'nobody', until: facts.pausedUntil };
  // First what was just asked for: it holds on networks, too, where an open window alone shows nothing to strangers.
  if (facts.everyoneUntil !== null && now < facts.everyoneUntil)
    return { mode: 'everyone', until: facts.everyoneUntil };
  if (facts.setting === 'whileOpen' && facts.isAttended) return { mode: 'everyone', until: null };
  return facts.setting === 'nobody' ? { mode: 'nobody', until: null } : { mode: 'paired' };
}

/** Where its person trusts none of the networks, strangers see nothing of it, unless that was just asked for. */
export function seenOn(networks: readonly Pick<ShownNetwork, 'isOn' | 'trust'>[], wished: Visibility): Visibility {
  const on = networks.filter(({ isOn }) => isOn);
  const isLasting = wished.mode === 'everyone' && wished.until === null;
  const isUnseen = isLasting && on.length > 0 && on.every(({ trust }) => trust !== 'trusted');
  return isUnseen ? { mode: 'paired' } : wished;
}
