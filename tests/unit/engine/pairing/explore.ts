// Walks every sequence of events through a machine, to a depth.
export interface Walked<State, Event, Effect> {
  readonly events: readonly Event[];
  readonly states: readonly State[];
  /** What was asked for at the start, then by each event. */
  readonly effects: readonly (readonly Effect[])[];
}

/** Calls `visit` for each sequence, the short ones first; those that have ended go on for one event more. Gives the states' names. */
export function explore<State extends { readonly name: string }, Event, Effect>(
  start: readonly [State, readonly Effect[]],
  step: (state: State, event: Event) => readonly [State, readonly Effect[]],
  events: readonly Event[],
  depth: number,
  visit: (walked: Walked<State, Event, Effect>) => void,
): ReadonlySet<string> {
  const reached = new Set<string>([start[0].name]);
  let row: Walked<State, Event, Effect>[] = [{ events: [], states: [start[0]], effects: [start[1]] }];
  for (let length = 0; length < depth; length++) {
    const next: typeof row = [];
    for (const walked of row) {
      const state = walked.states.at(-1) as State;
      if (walked.states.at(-2)?.name === 'ended') continue;
      for (const event of events) {
        const [to, effects] = step(state, event);
        const one = {
          events: [...walked.events, event],
          states: [...walked.states, to],
          effects: [...walked.effects, effects],
        };
        visit(one);
        reached.add(to.name);
        next.push(one);
      }
    }
    row = next;
  }
  return reached;
}
