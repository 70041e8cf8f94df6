// How far a call to a place gets, and by which address of this computer it would leave: for the doctor, who asks why.
import { createSocket } from 'node:dgram';
import { connect, isIPv4 } from 'node:net';
import { errnoOf } from '../errors.ts';
import type { Clock } from '../ports.ts';
import type { Place } from './dial.ts';

/** Longer than a system looks for a neighbour that isn't there, which takes Linux three seconds. */
const REACH_MS = 4000;

/**
 * answers: somebody there said yes or no. away: the network says that there is no such neighbour. silent: nothing came
 * back at all.
 */
export type Reach = 'answers' | 'away' | 'silent';

const AWAY = ['EHOSTUNREACH', 'EHOSTDOWN', 'ENETUNREACH', 'EADDRNOTAVAIL'];

/** Makes a connection and ends it, without a word. */
export function reachOf({ address, port }: Place, clock: Clock): Promise<Reach> {
  return new Promise((resolve) => {
    const socket = connect({ host: address, port });
    const done = (reach: Reach): void => {
      cancel();
      socket.destroy();
      resolve(reach);
    };
    const cancel = clock.after(REACH_MS, () => done('silent'));
    socket.once('connect', () => done('answers'));
    socket.once('error', (error) => {
      const errno = errnoOf(error);
      done(errno === 'ECONNREFUSED' ? 'answers' : AWAY.includes(errno) ? 'away' : 'silent');
    });
  });
}

/** The own address that the system would send from, as its routes are; null where there is no way. Sends nothing. */
export function sourceFor(address: string): Promise<string | null> {
  return new Promise((resolve) => {
    const socket = createSocket(isIPv4(address) ? 'udp4' : 'udp6');
    const done = (source: string | null): void => {
      socket.close();
      resolve(source);
    };
    socket.once('error', () => done(null));
    socket.once('connect', () => done(socket.address().address));
    // Any port: nobody is told of it.
    socket.connect(9, address);
  });
}
