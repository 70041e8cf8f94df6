// One interface and family of it: asks now and then, hears, announces, and notices when it is deaf or can't be opened at
// all. What it drives, an instance of a multicast library, may fail and is then opened anew.
import { createMdnsSocket, type MdnsSocket, type RemoteInfo } from '../net/mdns-socket.ts';
import type { Clock, Log } from '../ports.ts';
import { announcementIn, textOf } from './announcement.ts';
import type { Announcement, Heard } from './heard.ts';
import type { Interest } from './interest.ts';
import { MdnsGuard } from './mdns-guard.ts';
import { isAnswer, isOurQuestion, type Shore } from './mdns-records.ts';
import { Turns } from './mdns-turns.ts';

const MDNS_PORT = 5353;

/** The least between two questions, however much changes. */
const ASK_APART_MS = 1000;
/** Longer than whoever looks waits between two questions, each of which makes news of what it is answered. */
const NEWS_MS = 9000;
/** By then a question of our own is back, if anything is heard at all. */
const ECHO_MS = 500;
/** What couldn't be opened is tried again: whoever holds the port may go. */
const AGAIN_MS = 3000;
const GOODBYE_MS = 500;

const NEVER = Number.NEGATIVE_INFINITY;

export type Family = 'ipv4' | 'ipv6';
export type MdnsState = 'opening' | 'open' | 'port taken' | 'no multicast' | { readonly error: string };

export interface Published {
  readonly said: Announcement;
  readonly port: number;
  /** Both drawn by lot. */
  readonly instance: string;
  readonly host: string;
}

/** A service as it was heard; nothing of it is checked. */
export interface HeardService {
  readonly instance: string;
  readonly text: unknown;
  readonly from: string;
  readonly addresses: readonly string[];
  readonly port: number;
}

/** What an instance needs, and whom it tells. */
export interface InstanceNeeds {
  readonly shore: Shore;
  readonly family: Family;
  readonly socket: MdnsSocket;
  readonly port: number;
  readonly clock: Clock;
  readonly log: Log;
  readonly onReady: () => void;
  readonly onFailed: (error: NodeJS.ErrnoException) => void;
  readonly onMulticast: (isPossible: boolean) => void;
  readonly onHeard: (service: HeardService) => void;
  readonly onGone: (instance: string) => void;
}

export interface Instance {
  /** With a number by which the question is known when it comes back. */
  ask(questionId: number): void;
  /** What is heard from now on is news, though it was heard before. */
  listenAnew(): void;
  /** Instead of what was announced, for which goodbye is said first; `said` when that is out. */
  announce(what: { readonly text: Record<string, string> } & Omit<Published, 'said'>): void;
  /** Calls when goodbye is said, or at once if there is nothing to be said it for. */
  withdraw(said: () => void): void;
  close(): void;
}

export type OpenInstance = (needs: InstanceNeeds) => Instance;

export interface StationNeeds {
  readonly clock: Clock;
  readonly random: (byteCount: number) => Uint8Array;
  readonly log: Log;
  readonly onHeard: (heard: Heard) => void;
  readonly onGone: (instance: string, via: string) => void;
  /** 5353 unless a test keeps to itself. */
  readonly port?: number;
  readonly open: OpenInstance;
  readonly isOwn: (instance: string) => boolean;
}

export interface InterfaceHealth {
  readonly via: string;
  readonly family: Family;
  readonly state: MdnsState;
  /** Whether the last question of our own was heard by ourselves; null before it could be. */
  readonly isHeard: boolean | null;
}

export class Station {
  readonly #shore: Shore;
  readonly #family: Family;
  readonly #needs: StationNeeds;
  readonly #guard: MdnsGuard;
  readonly #turns: Turns;
  #state: MdnsState = 'opening';
  #instance: Instance | null = null;
  #isReady = false;
  #published: Published | null = null;
  #askedAt = NEVER;
  #listenedAt = NEVER;
  #questionId = 0;
  #isHeard: boolean | null = null;
  #misses = 0;
  #logged = '';
  #cancelNext: () => void = () => undefined;
  #cancelAsk: () => void = () => undefined;
  #cancelEcho: () => void = () => undefined;

  constructor(shore: Shore, family: Family, needs: StationNeeds) {
    this.#shore = shore;
    this.#family = family;
    this.#needs = needs;
    this.#guard = new MdnsGuard((address) => shore.isNeighbour(address), needs.clock.now());
    this.#turns = new Turns(() => (needs.random(1)[0] ?? 0) / 255);
    this.#open();
  }

  health(): InterfaceHealth {
    return { via: this.#shore.name, family: this.#family, state: this.#state, isHeard: this.#isHeard };
  }

  announce(published: Published | null): void {
    this.#published = published;
    if (this.#isReady) this.#announce();
  }

  /** How often it asks from now on; whoever begins to look is asked for at once. */
  interest(next: Interest): void {
    if (this.#turns.interest(next)) this.askAnew();
  }

  /** As when it was just opened: something is otherwise than it was. */
  askAnew(): void {
    if (!this.#isReady) return;
    this.#turns.begin();
    this.#cancelNext();
    const waitMs = this.#mayAskIn();
    if (waitMs === 0) this.#askInTurn();
    else this.#cancelNext = this.#needs.clock.after(waitMs, () => this.#askInTurn());
  }

  /** Once for all who wanted to know in the same second. */
  ask(): void {
    if (!this.#isReady) return;
    this.#cancelAsk();
    const waitMs = this.#mayAskIn();
    if (waitMs === 0) this.#ask();
    else this.#cancelAsk = this.#needs.clock.after(waitMs, () => this.#ask());
  }

  /** Says goodbye, if that can be said in time. */
  async close(): Promise<void> {
    this.#cancelNext();
    this.#cancelAsk();
    this.#cancelEcho();
    this.#isReady = false;
    const instance = this.#instance;
    this.#instance = null;
    if (instance === null) return;
    await new Promise<void>((resolve) => {
      const cancel = this.#needs.clock.after(GOODBYE_MS, resolve);
      instance.withdraw(() => {
        cancel();
        resolve();
      });
    });
    instance.close();
  }

  /** Closes without a word, at once. */
  drop(): void {
    this.#cancelNext();
    this.#cancelAsk();
    this.#cancelEcho();
    this.#isReady = false;
    this.#misses = 0;
    const instance = this.#instance;
    this.#instance = null;
    instance?.close();
  }

  #mayAskIn(): number {
    const ago = this.#needs.clock.now() - this.#askedAt;
    return ago >= 0 && ago < ASK_APART_MS ? ASK_APART_MS - ago : 0;
  }

  #ask(): void {
    this.#askedAt = this.#needs.clock.now();
    const [high = 0, low = 0] = this.#needs.random(2);
    // A question without a number is anybody's.
    this.#questionId = Math.max(1, high * 256 + low);
    this.#instance?.ask(this.#questionId);
    this.#cancelEcho();
    this.#cancelEcho = this.#needs.clock.after(ECHO_MS, () => this.#missed());
  }

  #open(): void {
    const { clock, log, open, port = MDNS_PORT, isOwn, onGone } = this.#needs;
    const shore = this.#shore;
    // One that was closed has no say any more.
    const only =
      <T extends readonly unknown[]>(call: (...args: T) => void) =>
      (...args: T): void => {
        if (this.#instance === instance) call(...args);
      };
    const socket = createMdnsSocket({
      family: this.#family,
      admits: (datagram, from) => this.#admits(datagram, from),
      onFault: only((error) => {
        this.#logOnce('mdns.fault', String(error));
        if (!this.#isReady) this.#fail(error as NodeJS.ErrnoException);
      }),
    });
    this.#state = 'opening';
    const instance: Instance = open({
      shore,
      family: this.#family,
      socket,
      port,
      clock,
      log,
      onReady: only(() => this.#ready()),
      onFailed: only((error) => this.#fail(error)),
      onMulticast: only((isPossible) => this.#multicast(isPossible)),
      onHeard: only((service) => this.#hear(service)),
      onGone: only((name) => {
        if (!isOwn(name)) onGone(name, shore.name);
      }),
    });
    this.#instance = instance;
  }

  #ready(): void {
    this.#isReady = true;
    if (this.#state === 'opening') this.#state = 'open';
    this.#announce();
    this.#turns.begin();
    this.#askInTurn();
  }

  #announce(): void {
    if (this.#published === null) this.#instance?.withdraw(() => undefined);
    else this.#instance?.announce({ ...this.#published, text: textOf(this.#published.said) });
  }

  #askInTurn(): void {
    const { clock } = this.#needs;
    const { asks, pauseMs } = this.#turns.take(clock.now());
    if (asks) {
      this.#listenAnew();
      this.#ask();
    }
    this.#cancelNext = clock.after(pauseMs, () => this.#askInTurn());
  }

  #listenAnew(): void {
    this.#listenedAt = this.#needs.clock.now();
    this.#instance?.listenAnew();
  }

  #multicast(isPossible: boolean): void {
    if (!isPossible) this.#state = 'no multicast';
    else if (this.#isReady && this.#state === 'no multicast') {
      // Whoever is here couldn't be heard, and didn't hear.
      this.#openAnew();
    }
  }

  #fail(error: NodeJS.ErrnoException): void {
    this.#logOnce('mdns.failed', error.code ?? error.message);
    this.drop();
    const isTaken = error.code === 'EADDRINUSE' || error.code === 'EACCES';
    this.#state = isTaken ? 'port taken' : { error: error.code ?? error.message };
    this.#isHeard = null;
    this.#cancelNext = this.#needs.clock.after(AGAIN_MS, () => this.#open());
  }

  #hear({ instance, text, ...where }: HeardService): void {
    const said = announcementIn(text);
    if (said === null || this.#needs.isOwn(instance)) return;
    const places = this.#shore.placesOf(where);
    if (places.length > 0) this.#needs.onHeard({ instance, via: this.#shore.name, places, said });
  }

  #admits(datagram: Buffer, from: RemoteInfo): boolean {
    const isOurs = this.#questionId !== 0 && datagram.length > 1 && datagram.readUInt16BE() === this.#questionId;
    if (isOurs && this.#shore.isOwn(from.address)) {
      this.#cancelEcho();
      this.#isHeard = true;
      this.#misses = 0;
      this.#multicast(true);
      return false;
    }
    const now = this.#needs.clock.now();
    if (this.#guard.judge(datagram, from.address, now) !== 'admitted') return false;
    if (isOurQuestion(datagram)) this.#turns.othersAsked(now);
    // What somebody says whom nobody here asked for a while is news as well.
    else if (isAnswer(datagram) && Math.abs(now - this.#listenedAt) >= NEWS_MS) this.#listenAnew();
    return true;
  }

  /**
   * Our own question didn't come back. Twice in a row: an interface that is another one now under its old name and address
   * leaves the sockets on it deaf, without an error.
   */
  #missed(): void {
    this.#misses += 1;
    if (this.#misses === 1) {
      this.#ask();
      return;
    }
    const hasWorked = this.#isHeard === true;
    this.#isHeard = false;
    this.#multicast(false);
    if (hasWorked) this.#openAnew();
  }

  /** What fails again every few seconds, or with every packet of somebody's, fills no log. */
  #logOnce(event: string, error: string): void {
    if (this.#logged === `${event} ${error}`) return;
    this.#logged = `${event} ${error}`;
    this.#needs.log('warn', event, { via: this.#shore.name, error });
  }

  #openAnew(): void {
    this.drop();
    this.#open();
  }
}
