// How the announcements fare, as the doctor's judge has it.
import type { InterfaceHealth } from '../discovery/mdns-station.ts';
import type { MulticastFacts } from './facts.ts';

/** None of one that is still being opened. */
export function multicastFacts({ via, state, isHeard }: InterfaceHealth): readonly MulticastFacts[] {
  const isEchoed = isHeard === true;
  if (state === 'opening') return [];
  if (state === 'open') return [{ via, state, reason: '', isEchoed }];
  if (state === 'port taken') return [{ via, state: 'portTaken', reason: '', isEchoed }];
  return [{ via, state: 'refused', reason: state === 'no multicast' ? '' : state.error, isEchoed }];
}
