// How the announcements fare, as the doctor's judge has it.
import type { InterfaceHealth } from '../discovery/mdns-station.ts';
import type { MulticastFacts } from './facts.ts';

/** None of one that is still being opened. */
export function multicastFacts({ via, state, isHeard }: InterfaceHealth): readonly MulticastFacts[] {
  const isEchoed = isHeard === true;
  if (typeof state === 'object') return [{ via, state: 'refused', reason: state.error, isEchoed }];
  if (state === 'port taken') return [{ via, state: 'portTaken', reason: '', isEchoed }];
  if (state === 'opening' && isHeard === null) return [];
  // Where it was said to be impossible, too, all that is known is that nothing came back.
  return [{ via, state: 'open', reason: '', isEchoed }];
}
