// Whether somebody answers at a place: a connection that is made and ended, and says nothing. Enough to see that a device
// was switched off; who it is, it can't tell.
import { connect } from 'node:net';
import type { Clock } from '../ports.ts';
import type { Place } from './dial.ts';

const PROBE_MS = 2000;

export function isAnswering({ address, port }: Place, clock: Clock): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: address, port });
    const done = (isThere: boolean): void => {
      cancel();
      socket.destroy();
      resolve(isThere);
    };
    const cancel = clock.after(PROBE_MS, () => done(false));
    socket.once('connect', () => done(true));
    socket.once('error', () => done(false));
  });
}
