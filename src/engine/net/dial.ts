// The way out: tries every place a device was heard from, a little apart, and keeps the first connection that proves
// the expected key. Whoever else answers there learns neither our key nor our name.
import { connect, type Socket } from 'node:net';
import { Channel } from '../noise/channel.ts';
import type { Means } from '../noise/handshake.ts';
import { HandshakeError, initiate } from '../noise/handshake.ts';
import { initiateLane, type LaneRoot } from '../noise/lane-handshake.ts';
import { StreamTransport } from '../noise/transport.ts';
import type { Clock } from '../ports.ts';
import { AGREED_PORT } from './listen.ts';

const STAGGER_MS = 150;
/** One place's time to connect and to shake hands. */
const PLACE_MS = 5000;
/** A system sends a first packet that was lost again only after a second. */
const AGAIN_MS = 300;
/** Read into again and again: the system's own chunks cost a new buffer each. */
const READ_BUFFER = 256 * 1024;

export interface Place {
  readonly address: string;
  readonly port: number;
}

export interface DialOptions {
  readonly means: Means;
  readonly clock: Clock;
  readonly places: readonly Place[];
  /** Whether this key is the device's; for a typed address whatever answers is. */
  readonly isExpected: (remoteKey: Uint8Array) => boolean;
  readonly tag: (parts: readonly Uint8Array[]) => Uint8Array;
  readonly versionFloor: (remoteKey: Uint8Array) => number;
}

/** What became of one place. */
export interface Miss {
  readonly place: Place;
  readonly reason: 'unreachable' | 'wrong key' | 'failed' | 'not needed';
  /** Whose key it was, where it was the wrong one. */
  readonly key: Uint8Array | null;
}

export type Dialled =
  | { readonly ok: true; readonly channel: Channel; readonly place: Place }
  | { readonly ok: false; readonly misses: readonly Miss[] };

/** The places of a device that was heard: on each address the agreed port first, then the one it announced. */
export function placesOf(addresses: readonly string[], announcedPort: number): readonly Place[] {
  const ports = [...new Set([AGREED_PORT, announcedPort])];
  return addresses.flatMap((address) => ports.map((port) => ({ address, port })));
}

export async function dial(options: DialOptions): Promise<Dialled> {
  const race = new Race();
  const attempts = options.places.map(async (place, index): Promise<Channel | Miss> => {
    if (index > 0) await wait(options.clock, index * STAGGER_MS, race);
    return race.isWon ? miss(place, 'not needed') : attempt(place, options, race);
  });
  const results = await Promise.all(attempts.map((each, index) => each.then((result) => ({ result, index }))));
  const won = results.find(({ result }) => result instanceof Channel);
  const place = won === undefined ? undefined : options.places[won.index];
  if (won?.result instanceof Channel && place !== undefined) return { ok: true, channel: won.result, place };
  return { ok: false, misses: results.flatMap(({ result }) => (result instanceof Channel ? [] : [result])) };
}

/** A further connection of the one that `root` is of, to where that leads. */
export async function dialLane(
  { means, clock, place }: Pick<DialOptions, 'means' | 'clock'> & { readonly place: Place },
  root: LaneRoot,
  lane: number,
): Promise<Channel> {
  const call = new Call(place, clock);
  const cancel = clock.after(PLACE_MS, () => call.destroy());
  try {
    return new Channel(await initiateLane(await call.answered, means, root, lane), { isBulk: true });
  } finally {
    cancel();
  }
}

/** The first to see the expected key goes on; the others end before our own key has left. */
class Race {
  readonly #runners = new Set<Call>();
  #winner: Call | null = null;
  #wakers: (() => void)[] = [];

  get isWon(): boolean {
    return this.#winner !== null;
  }

  isLostBy(call: Call): boolean {
    return this.#winner !== null && this.#winner !== call;
  }

  enter(call: Call): void {
    this.#runners.add(call);
  }

  claim(call: Call): boolean {
    if (this.#winner !== null) return false;
    this.#winner = call;
    for (const other of this.#runners) if (other !== call) other.destroy();
    for (const wake of this.#wakers.splice(0)) wake();
    return true;
  }

  onWon(wake: () => void): void {
    this.#wakers.push(wake);
  }
}

function wait(clock: Clock, ms: number, race: Race): Promise<void> {
  return new Promise((resolve) => {
    const cancel = clock.after(ms, resolve);
    race.onWon(() => {
      cancel();
      resolve();
    });
  });
}

async function attempt(place: Place, options: DialOptions, race: Race): Promise<Channel | Miss> {
  const { means, clock, isExpected, tag, versionFloor } = options;
  if (!isPort(place.port)) return miss(place, 'unreachable');
  const call = new Call(place, clock);
  race.enter(call);
  let isConnected = false;
  let shown: Uint8Array | null = null;
  const cancel = clock.after(PLACE_MS, () => call.destroy());
  try {
    const transport = await call.answered;
    isConnected = true;
    const claims = (key: Uint8Array): boolean => {
      shown = key;
      return isExpected(key) && race.claim(call);
    };
    return new Channel(await initiate(transport, means, { isExpected: claims, tag, versionFloor }));
  } catch (error) {
    const isWrong = error instanceof HandshakeError && error.reason === 'wrong key';
    if (race.isLostBy(call)) return miss(place, 'not needed');
    return isWrong ? miss(place, 'wrong key', shown) : miss(place, isConnected ? 'failed' : 'unreachable');
  } finally {
    cancel();
  }
}

const miss = (place: Place, reason: Miss['reason'], key: Uint8Array | null = null): Miss => ({ place, reason, key });

/** What was announced may be any number, and must not end the other attempts. */
const isPort = (port: number): boolean => Number.isInteger(port) && port >= 1 && port <= 65_535;

/** A connection to one place, tried once more where nothing answers soon. */
class Call {
  readonly answered: Promise<StreamTransport>;
  readonly #sockets: Socket[] = [];
  #cancel: () => void = () => undefined;

  constructor(place: Place, clock: Clock) {
    this.answered = new Promise((resolve, reject) => {
      const begin = (): void => {
        const { socket, transport } = open(place);
        this.#sockets.push(socket);
        socket.once('connect', () => {
          this.#keepOnly(socket);
          resolve(transport);
        });
        socket.once('close', () => {
          if (!this.#sockets.includes(socket)) return;
          this.destroy();
          reject(new Error('nothing answers there'));
        });
      };
      begin();
      this.#cancel = clock.after(AGAIN_MS, begin);
    });
  }

  destroy(): void {
    this.#cancel();
    for (const socket of this.#sockets) socket.destroy();
  }

  #keepOnly(kept: Socket): void {
    this.#cancel();
    for (const other of this.#sockets.splice(0, this.#sockets.length, kept)) if (other !== kept) other.destroy();
  }
}

function open({ address, port }: Place): { readonly socket: Socket; readonly transport: StreamTransport } {
  let transport: StreamTransport | null = null;
  const buffer = Buffer.allocUnsafeSlow(READ_BUFFER);
  const socket = connect({
    host: address,
    port,
    noDelay: true,
    onread: { buffer, callback: (count) => transport?.take(buffer.subarray(0, count)) ?? false },
  });
  transport = new StreamTransport(socket, { readsByItself: false, copies: true });
  return { socket, transport };
}
