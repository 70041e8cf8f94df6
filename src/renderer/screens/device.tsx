// One device: what it is called here, whether it is the one that it says, and what it may do.
import type { ReactNode } from 'react';
import type { DeviceId } from '../../contract/devices.ts';
import type { State } from '../../contract/state.ts';
import type { Bridge, ShellFacts } from '../../contract/window.ts';

export interface DeviceScreenProps {
  readonly bridge: Bridge;
  readonly state: State;
  readonly id: DeviceId;
  readonly platform: ShellFacts['platform'];
  readonly onBack: () => void;
}

export function DeviceScreen(_props: DeviceScreenProps): ReactNode {
  return null;
}
