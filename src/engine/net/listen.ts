// The way in: listens on the agreed port, lets nobody near who isn't a neighbour, and hands on whoever has shaken hands.
import { createServer, type Server, type Socket } from 'node:net';
import { isEqual } from '../crypto/hash.ts';
import { errnoOf } from '../errors.ts';
import { Channel } from '../noise/channel.ts';
import type { FirstMessage, Means } from '../noise/handshake.ts';
import { respond } from '../noise/handshake.ts';
import { type LaneRoot, respondLane } from '../noise/lane-handshake.ts';
import { StreamTransport } from '../noise/transport.ts';
import type { Clock, Interfaces } from '../ports.ts';
import { Admission, type Guest } from './admission.ts';
import type { LaneGuest } from './lane-doors.ts';
import { crowdOf, isOnLink, type Neighbours, neighbourhood, plainAddress } from './on-link.ts';

/** Below every system's range of passing ports, so that no outgoing connection holds it. */
export const AGREED_PORT = 26_810;

/** From the connection to the first message, and to the end of the handshake. */
const FIRST_MESSAGE_MS = 2000;
const HANDSHAKE_MS = 5000;
const NEIGHBOURS_MS = 1000;

export interface ListenOptions {
  /** Asked for each caller: a device that was reset has another key from then on. */
  readonly means: () => Means;
  readonly clock: Clock;
  readonly interfaces: () => Interfaces;
  /** Also those that would usually be left out. */
  readonly chosenInterfaces?: () => readonly string[];
  /** This port and no other; without it the agreed one, or a free one where that is taken. */
  readonly port?: number;
  readonly host?: string;
  /** Whether devices that don't show the tag of a paired one are answered at all; the address with its zone, if it has one. */
  readonly answersStrangers: (address: string) => boolean;
  /** The key of the paired device whose tag this is; null where it is nobody's. */
  readonly knownBy: (first: FirstMessage) => Uint8Array | null;
  readonly versionFloor: (remoteKey: Uint8Array) => number;
  readonly onChannel: (channel: Channel, from: Arrival) => void;
  /** What a ticket opens; it is used up by this. */
  readonly laneGuest?: (ticket: Uint8Array, lane: number) => LaneGuest<Channel> | null;
  readonly onRefused?: (reason: string) => void;
}

export interface Arrival {
  readonly address: string;
  /**
   * It counts as a stranger no longer, who has to make room for others: our person has turned to it, or it has proven
   * itself.
   */
  settle(): void;
}

export interface Listening {
  readonly port: number;
  /** False where the agreed port was taken: others only find this device by what it announces. */
  readonly isAgreedPort: boolean;
  /** Connections that have not proven themselves yet. */
  readonly waiting: number;
  close(): Promise<void>;
}

export async function listen(options: ListenOptions): Promise<Listening> {
  const admission = new Admission();
  const sockets = new Set<Socket>();
  const gate: Gate = { admission, tags: new SeenTags(), neighbours: lookedUp(options) };
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    void receive(socket, options, gate);
  });
  const isAgreedPort = await bind(server, options);
  // A server that fails later (out of descriptors) fails for that one caller.
  server.on('error', (error) => options.onRefused?.(errnoOf(error)));
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    isAgreedPort,
    get waiting() {
      return admission.size;
    },
    close: () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of sockets) socket.destroy();
      return closed;
    },
  };
}

/** Node sets SO_REUSEADDR by itself, so that a port is free again at once after a restart. */
async function bind(server: Server, { port, host }: ListenOptions): Promise<boolean> {
  const wanted = port ?? AGREED_PORT;
  try {
    await tryPort(server, wanted, host);
    return wanted === AGREED_PORT;
  } catch (error) {
    if (port !== undefined || !['EADDRINUSE', 'EACCES'].includes(errnoOf(error))) throw error;
    await tryPort(server, 0, host);
    return false;
  }
}

function tryPort(server: Server, port: number, host = '::'): Promise<void> {
  return new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    // '::' takes IPv4 as well; a computer without IPv6 has only the other.
    server.listen({ port, host, exclusive: true, ipv6Only: false }, () => {
      server.off('error', reject);
      resolve();
    });
  }).catch((error: unknown) => {
    if (host !== '::' || !['EAFNOSUPPORT', 'EADDRNOTAVAIL'].includes(errnoOf(error))) throw error;
    return tryPort(server, port, '0.0.0.0');
  });
}

/** What every caller of one listener is held against. */
interface Gate {
  readonly admission: Admission;
  readonly tags: SeenTags;
  readonly neighbours: () => Neighbours;
}

async function receive(socket: Socket, options: ListenOptions, { admission, tags, neighbours }: Gate): Promise<void> {
  socket.on('error', () => socket.destroy());
  const address = socket.remoteAddress ?? '';
  const { clock } = options;
  const guest: Guest = { source: plainAddress(address), crowd: crowdOf(address), evict: () => socket.destroy() };
  const leave = (): void => admission.left(guest);
  let hasSpoken = false;
  const opened: { lane: LaneGuest<Channel> | null } = { lane: null };
  const cancels = [
    clock.after(FIRST_MESSAGE_MS, () => (hasSpoken ? undefined : socket.destroy())),
    clock.after(HANDSHAKE_MS, () => socket.destroy()),
  ];
  try {
    if (!isOnLink(address, neighbours())) throw new Error('not on link');
    admission.arrived(guest);
    socket.once('close', leave);
    let expected: Uint8Array | null = null;
    const takeTicket = (ticket: Uint8Array, lane: number): LaneRoot | null => {
      hasSpoken = true;
      const found = options.laneGuest?.(ticket, lane) ?? null;
      if (found === null) return null;
      opened.lane = found;
      socket.once('close', found.left);
      return admission.mayOpenLane(guest, clock.now()) ? found.root : null;
    };
    const transport = new StreamTransport(socket, { readsByItself: true, copies: true });
    const means = options.means();
    const established = await respond(transport, means, {
      lane: (flight) => respondLane(transport, means, flight, takeTicket),
      admits: (first) => {
        hasSpoken = true;
        expected = options.knownBy(first);
        // A tag that was seen before is somebody's recording.
        const isKnown = expected !== null && tags.isNew(first.tag);
        if (!isKnown && (expected !== null || !options.answersStrangers(address))) return false;
        return admission.mayShakeHands(guest, isKnown, clock.now());
      },
      // A tag can be lent; the key behind it can't.
      mayBe: (remoteKey) => expected === null || isEqual(expected, remoteKey),
      versionFloor: options.versionFloor,
    });
    if (opened.lane !== null) return opened.lane.enter(new Channel(established, { isBulk: true }));
    if (expected === null) admission.shookHands(guest);
    else leave();
    options.onChannel(new Channel(established), { address, settle: leave });
  } catch (error) {
    options.onRefused?.(error instanceof Error ? error.message : 'failed');
    socket.destroy();
    leave();
    opened.lane?.left();
  } finally {
    for (const cancel of cancels) cancel();
  }
}

/** The system is asked for its networks once a second at most: a flood of callers must not make us ask for each. */
function lookedUp({ clock, interfaces, chosenInterfaces }: ListenOptions): () => Neighbours {
  let found: { readonly at: number; readonly list: Neighbours } | null = null;
  return () => {
    const now = clock.now();
    if (found === null || now - found.at > NEIGHBOURS_MS || now < found.at)
      found = { at: now, list: neighbourhood(interfaces(), chosenInterfaces?.()) };
    return found.list;
  };
}

/** The tags of paired devices that have been used, as many as anybody could dial in a day. */
class SeenTags {
  static readonly #most = 16_384;
  readonly #seen = new Set<string>();

  isNew(tag: Uint8Array): boolean {
    const text = Buffer.from(tag).toString('base64');
    if (this.#seen.has(text)) return false;
    this.#seen.add(text);
    const [oldest] = this.#seen;
    if (this.#seen.size > SeenTags.#most && oldest !== undefined) this.#seen.delete(oldest);
    return true;
  }
}
