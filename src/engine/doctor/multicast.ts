// What the announcing part says of itself, as the judge wants it.
import type { InterfaceHealth } from '../discovery/mdns-station.ts';
import type { MulticastFacts } from './facts.ts';

/** What is just being opened says nothing yet. */
export function multicastFacts(health: readonly InterfaceHealth[]): readonly MulticastFacts[] {
  return health.flatMap(({ via, state, isHeard }): readonly MulticastFacts[] => {
    const of = (kind: MulticastFacts['state'], reason = ''): readonly MulticastFacts[] => [
      { via, state: kind, reason, isEchoed: isHeard === true },
    ];
    if (typeof state === 'object') return of('refused', state.error);
    if (state === 'port taken') return of('portTaken');
    // It could be sent, as far as the system says, and nothing came of it.
    if (state === 'open' || isHeard === false) return of('open');
    return state === 'no multicast' ? of('refused') : [];
  });
}
