// "Receive from nearby": this device is visible for a while, and whoever waits with a code can be fetched from.
import type { ReactNode } from 'react';
import type { State } from '../../contract/state.ts';
import type { Bridge } from '../../contract/window.ts';

export interface ReceiveSheetProps {
  readonly bridge: Bridge;
  readonly state: State;
  readonly onClose: () => void;
}

export function ReceiveSheet(_props: ReceiveSheetProps): ReactNode {
  return null;
}
