// The two calls by which LocalSend devices learn of each other: one says who this device is and is told who the other is,
// the other only asks.
import type { Fingerprint } from './certificate.ts';
import type { Answered, Call } from './discovery.ts';
import type { GuestPlace } from './guests-near.ts';
import { encodePeerInfo, type PeerInfo, readInfo } from './messages.ts';

const PATH = '/api/localsend/v2';
const MOST_BYTES = 64 * 1024;

interface Asked {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly json?: object;
}

interface AskOptions {
  readonly pin: Fingerprint | null;
  /** Null: the signal says when it has been long enough. */
  readonly timeoutMs: null;
  readonly signal: AbortSignal;
  readonly mostBytes: number;
}

interface Answer {
  readonly status: number;
  readonly json: unknown;
  readonly fingerprint: Fingerprint | null;
}

/** As the client of LocalSend asks. */
export type Ask = (place: GuestPlace, asked: Asked, options: AskOptions) => Promise<Answer>;

/** `own` is null while nobody can call this device: then it doesn't call either. */
export function guestCalls(ask: Ask, own: () => PeerInfo | null): { readonly register: Call; readonly info: Call } {
  const call = async (asked: Asked, ...[place, pin, signal]: Parameters<Call>): Promise<Answered> => {
    const { status, json, fingerprint } = await ask(place, asked, {
      pin,
      timeoutMs: null,
      signal,
      mostBytes: MOST_BYTES,
    });
    const info = status === 200 ? readInfo(json) : null;
    if (info === null) throw new Error(`no device: ${status}`);
    return { info, fingerprint };
  };
  return {
    register: async (...where) => {
      const said = own();
      if (said === null) throw new Error('not there');
      return await call({ method: 'POST', path: `${PATH}/register`, json: encodePeerInfo(said) }, ...where);
    },
    info: (...where) => call({ method: 'GET', path: `${PATH}/info` }, ...where),
  };
}
