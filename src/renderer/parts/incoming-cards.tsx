// What waits for an answer, pinned above Home's lists: offers of other devices, and new devices that ask for a code.
import type { ReactNode } from 'react';
import type { State } from '../../contract/state.ts';
import type { Bridge, ShellFacts } from '../../contract/window.ts';

export interface IncomingCardsProps {
  readonly bridge: Bridge;
  readonly state: State;
  readonly platform: ShellFacts['platform'];
}

export function IncomingCards(_props: IncomingCardsProps): ReactNode {
  return null;
}
