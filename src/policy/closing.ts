// What closing the window means: the person's choice, once there is one.
import type { Settings } from '../contract/settings.ts';

export type OnClose = 'ask' | 'keep' | 'quit';

/**
 * A stand-in browser window has closed by the time we hear of it and nothing could bring it back, so it always quits.
 */
export function onWindowClose(whenClosed: Settings['whenClosed'], isStandIn: boolean): OnClose {
  return isStandIn ? 'quit' : whenClosed;
}
