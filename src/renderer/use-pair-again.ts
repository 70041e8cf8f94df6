// Pairing anew with whoever is in the place of a paired device. Which one near that is isn't guessed: where its name
// doesn't say, its person is asked.
import { useEffect, useRef, useState } from 'react';
import type { ErrorInfo } from '../contract/errors.ts';
import type { State } from '../contract/state.ts';
import type { Bridge } from '../contract/window.ts';
import { tell } from './ask.ts';
import type { Replaced } from './device-view.ts';
import { pairedAnew } from './device-view.ts';

/** Null when what follows is on the screen; else why there is nothing. */
export type PairAgain = (replaced: Replaced) => Promise<ErrorInfo | null>;

export function usePairAgain(
  bridge: Bridge,
  state: State,
): {
  /** In whose place somebody is to be chosen. */
  readonly asked: Replaced | null;
  readonly leave: () => void;
  /** The same for every patch. */
  readonly pairAgain: PairAgain;
} {
  const [asked, setAsked] = useState<Replaced | null>(null);
  const newest = useRef(state);
  useEffect(() => {
    newest.current = state;
  });
  const [{ leave, pairAgain }] = useState(() => ({
    leave: () => setAsked(null),
    pairAgain: async ({ id, name }: Replaced) => {
      const { among, isSure } = pairedAnew(newest.current, { id, name });
      const [first] = among;
      // Whoever it is, it may type our code.
      if (first === undefined) return tell(bridge, 'pairing.show');
      if (isSure) return tell(bridge, 'pairing.dial', { to: { kind: 'device', id: first.id } });
      setAsked({ id, name });
      return null;
    },
  }));
  return { asked, leave, pairAgain };
}
