// The sheet of the pairing that is under way: it opens, follows its stages and closes by itself.
import type { ReactNode } from 'react';
import type { State } from '../../contract/state.ts';
import type { Bridge, ShellFacts } from '../../contract/window.ts';

export interface PairingSheetsProps {
  readonly bridge: Bridge;
  readonly state: State;
  readonly platform: ShellFacts['platform'];
}

export function PairingSheets(_props: PairingSheetsProps): ReactNode {
  return null;
}
