// What the tray image says at a glance.
import type { State } from '../contract/state.ts';

export type Attention = 'idle' | 'busy' | 'needs-you';

export function attentionOf(state: State): Attention {
  return Object.keys(state.notices).length > 0 ? 'needs-you' : 'idle';
}
