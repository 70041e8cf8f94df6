// Who is near by LocalSend, and that this device is: says so when somebody may want to know, answers whoever says so, and
// asks again for as long as somebody looks. Whoever says something is only ever called where the datagram came from. At
// rest it listens, and nothing more.
import { isDeepStrictEqual } from 'node:util';
import type { Visibility } from '../../../contract/state.ts';
import { atBeat } from '../../beat.ts';
import { Pace } from '../../discovery/mdns-pace.ts';
import { isOnLink, type Neighbours, neighbourhood, plainAddress } from '../../net/on-link.ts';
import type { Clock, Interfaces, Log } from '../../ports.ts';
import { Bursts } from './announce-bursts.ts';
import { CallTurns } from './call-turns.ts';
import { type Fingerprint, fingerprintIn } from './certificate.ts';
import { type GuestIdentity, type GuestPlace, type GuestRow, GuestsNear } from './guests-near.ts';
import {
  type Announcement,
  DEFAULT_PORT,
  encodeAnnouncement,
  type InfoAnswer,
  type PeerInfo,
  readAnnouncement,
} from './messages.ts';
import type { Multicast, OpenMulticast, Source } from './multicast.ts';
import { callAll, hostsToScan } from './scan.ts';

/** Also of a phone that has to wake up. */
const CALL_MS = 2000;
const SCAN_CALL_MS = 500;
/** Whoever is heard in that time spares the whole network a scan. */
const GRACE_MS = 1000;
const PUBLISH_MS = 100;
const MOST_REMEMBERED = 32;

export interface Answered {
  readonly info: InfoAnswer;
  /** Of the certificate; null where the answer came by plain HTTP. */
  readonly fingerprint: Fingerprint | null;
}

/** Rejects where nobody answers, or somebody who isn't pinned; always soon after the signal. */
export type Call = (place: GuestPlace, pin: Fingerprint | null, signal: AbortSignal) => Promise<Answered>;

export interface Remembered {
  readonly place: GuestPlace;
  readonly fingerprint: Fingerprint;
}

export interface Caller {
  readonly address: string;
  /** Of the certificate that it showed. */
  readonly fingerprint: Fingerprint | null;
}

export interface DiscoveryNeeds {
  readonly openMulticast: OpenMulticast;
  readonly clock: Clock;
  readonly log: Log;
  /** What is said of this device; null while nobody can call it. */
  readonly own: () => Omit<Announcement, 'isAsking'> | null;
  /** everyone: it announces itself and answers. paired: it answers those who are pinned. nobody: it isn't there. */
  readonly visibility: () => Visibility['mode'];
  readonly isPinned: (fingerprint: string) => boolean;
  /** Somebody wants to know who is near. */
  readonly isLooking: () => boolean;
  readonly remembered: () => readonly Remembered[];
  readonly register: Call;
  readonly info: Call;
  readonly onDevices: (rows: readonly GuestRow[]) => void;
}

type Own = NonNullable<ReturnType<DiscoveryNeeds['own']>>;

export class Discovery {
  readonly #needs: DiscoveryNeeds;
  readonly #near: GuestsNear;
  readonly #turns: CallTurns;
  readonly #bursts: Bursts;
  readonly #calls = new Set<AbortController>();
  #pace: Pace;
  #multicast: Multicast | null = null;
  #interfaces: Interfaces = {};
  #neighbours: Neighbours = neighbourhood({});
  /** What was announced last; null where nothing is. */
  #announced: object | null = null;
  #searching: Promise<void> | null = null;
  #rows: readonly GuestRow[] = [];
  #cancelPublish: (() => void) | null = null;
  #cancelBeat: (() => void) | null = null;
  #isClosed = false;

  constructor(needs: DiscoveryNeeds) {
    this.#needs = needs;
    this.#near = new GuestsNear(needs.isPinned);
    this.#turns = new CallTurns(needs.clock.now());
    this.#bursts = new Bursts(needs.clock, () => this.#announce(true));
    this.#pace = new Pace(needs.clock);
  }

  /** The interfaces on which this device may be seen; on all others nothing is said, and nobody heard. */
  use(interfaces: Interfaces): void {
    const [before, now] = [this.#neighbours, neighbourhood(interfaces, Object.keys(interfaces))];
    this.#interfaces = interfaces;
    this.#neighbours = now;
    // A place on no network of ours at all was typed: it stays.
    const isLeft = (host: string): boolean => isOnLink(host, before) && !isOnLink(host, now);
    this.#near.keepOnly(
      () => true,
      ({ host }) => !isLeft(host),
    );
    this.refresh();
  }

  /** The name, the port, who may see this device or who is pinned may be otherwise now. */
  refresh(): void {
    if (this.#isClosed) return;
    const { openMulticast, clock, log } = this.#needs;
    const own = this.#own();
    if (own === null) {
      this.#shut();
      return;
    }
    this.#multicast ??= openMulticast({
      clock,
      log,
      onDatagram: (datagram, source) => this.#hear(datagram, source),
    });
    this.#multicast.use(this.#interfaces);
    const isOpen = this.#isOpen;
    if (!isOpen)
      this.#near.keepOnly(
        ({ fingerprint }) => this.#needs.isPinned(fingerprint),
        () => true,
      );
    const announced = isOpen ? { own, interfaces: this.#interfaces } : null;
    if (isOpen && !isDeepStrictEqual(announced, this.#announced)) this.#bursts.begin();
    this.#announced = announced;
    this.#publishSoon();
    this.#await();
  }

  /** Somebody begins to look: whoever is near says so, or is asked. */
  attend(): void {
    void this.#attend();
  }

  async #attend(): Promise<void> {
    this.refresh();
    if (this.#multicast === null) return;
    if (this.#isOpen) this.#bursts.begin();
    this.#ask(true);
    await this.#recall();
  }

  /** A person asks for more than what is heard. Resolves when all are called that would be. */
  search(): Promise<void> {
    this.#searching ??= this.#search().finally(() => {
      this.#searching = null;
    });
    return this.#searching;
  }

  /** Somebody registered here. */
  registered({ address, fingerprint }: Caller, info: PeerInfo): void {
    const { port, protocol, fingerprint: claimed } = info;
    if (
      claimed === null ||
      port === null ||
      !this.#isHeeded({ fingerprint: claimed, isEncrypted: protocol === 'https' })
    )
      return;
    // A mapped address is an IPv4 one; a link-local one is none without its zone.
    const host = address.includes('%') ? address : plainAddress(address);
    if (!isOnLink(host, this.#neighbours)) return;
    const place = { host, port, protocol };
    // Whoever shows another certificate than the one it speaks of, or none, has to show it where it says to be.
    if (protocol === 'https' && fingerprint === claimed) this.#met({ info, fingerprint }, place, false);
    else void this.#answer(place, { ...info, fingerprint: claimed });
  }

  rows(): readonly GuestRow[] {
    return this.#near.rows(this.#needs.clock.now());
  }

  close(): void {
    this.#isClosed = true;
    this.#shut();
    this.#cancelPublish?.();
  }

  get #isOpen(): boolean {
    return this.#needs.visibility() === 'everyone';
  }

  #own(): Own | null {
    return this.#needs.visibility() === 'nobody' ? null : this.#needs.own();
  }

  #shut(): void {
    this.#bursts.stop();
    this.#pace.close();
    this.#pace = new Pace(this.#needs.clock);
    this.#cancelBeat?.();
    this.#cancelBeat = null;
    for (const call of this.#calls) call.abort();
    this.#multicast?.close();
    this.#multicast = null;
    this.#announced = null;
    this.#near.clear();
    this.#publishSoon();
  }

  #announce(isAsking: boolean): void {
    const own = this.#own();
    if (own !== null && this.#isOpen) this.#multicast?.say(encodeAnnouncement({ ...own, isAsking }));
  }

  #hear(datagram: Uint8Array, { address }: Source): void {
    const said = readAnnouncement(datagram);
    if (said === null) return;
    const { fingerprint, port, protocol, isAsking, version } = said;
    if (!this.#isHeeded({ fingerprint, isEncrypted: protocol === 'https' })) return;
    // Since 2.2 all are called who say anything: a datagram for them would only be answered by each of them.
    const wantsDatagram = isAsking && (version.startsWith('1.') || version === '2.0' || version === '2.1');
    const answered = this.#answer({ host: address, port, protocol }, said);
    void answered.then((isMet) => {
      if (!isMet && wantsDatagram) this.#pace.say('answer', () => this.#announce(false));
    });
  }

  /** Who is pinned is never met without its certificate. */
  #isHeeded({ fingerprint, isEncrypted }: GuestIdentity): boolean {
    const { isPinned } = this.#needs;
    const own = this.#own();
    if (this.#isClosed || own === null || fingerprint === own.fingerprint) return false;
    if (isPinned(fingerprint)) return isEncrypted;
    return this.#isOpen && (!isEncrypted || fingerprintIn(fingerprint) !== null);
  }

  /** False where it should have been called, and couldn't be. */
  async #answer(place: GuestPlace, said: InfoAnswer & { readonly fingerprint: string }): Promise<boolean> {
    const { clock, register } = this.#needs;
    if (this.#near.knows(said, place, clock.now())) return true;
    const end = this.#turns.begin(place, said.fingerprint, clock.now());
    if (end === null) return true;
    const isMet = await this.#meet(register, place, said.fingerprint, CALL_MS);
    end();
    return isMet;
  }

  #ask(isAnew: boolean): void {
    for (const { fingerprint, isEncrypted, place } of this.#near.asksDue(this.#needs.clock.now(), isAnew)) {
      if (!this.#isHeeded({ fingerprint, isEncrypted })) continue;
      void this.#meet(this.#needs.info, place, fingerprint, CALL_MS).then((isMet) => {
        if (isMet) return;
        this.#near.missed(fingerprint, place);
        this.#publishSoon();
      });
    }
  }

  /** `claimed` is who it must be; null where whoever answers is met. */
  async #meet(call: Call, place: GuestPlace, claimed: string | null, limitMs: number): Promise<boolean> {
    const controller = new AbortController();
    this.#calls.add(controller);
    const cancel = this.#needs.clock.after(limitMs, () => controller.abort());
    try {
      const pin = claimed !== null && place.protocol === 'https' ? fingerprintIn(claimed) : null;
      const answered = await call(place, pin, controller.signal);
      if (controller.signal.aborted || !this.#isNamed(answered, place, claimed)) return false;
      this.#met(answered, place, true);
      return true;
    } catch (error) {
      this.#needs.log('debug', 'localsend.unanswered', { address: place.host, reason: String(error) });
      return false;
    } finally {
      cancel();
      this.#calls.delete(controller);
    }
  }

  /** Whether the certificate, what it says of itself and what was said of it are one. */
  #isNamed({ info, fingerprint }: Answered, { protocol }: GuestPlace, claimed: string | null): boolean {
    const named = protocol === 'https' ? fingerprint : info.fingerprint;
    if (named === null || (claimed !== null && named !== claimed)) return false;
    return (
      (info.fingerprint ?? named) === named && this.#isHeeded({ fingerprint: named, isEncrypted: protocol === 'https' })
    );
  }

  #met({ info, fingerprint }: Answered, place: GuestPlace, hasAnswered: boolean): void {
    const isEncrypted = place.protocol === 'https';
    const named = isEncrypted ? fingerprint : info.fingerprint;
    if (named === null) return;
    this.#near.met({ fingerprint: named, isEncrypted, info, place, hasAnswered }, this.#needs.clock.now());
    this.#publishSoon();
    this.#await();
  }

  /** Where those were that its person has kept: they may never say anything by themselves. */
  #recall(): Promise<unknown> {
    const { remembered, register, isPinned } = this.#needs;
    const known = remembered().filter(({ fingerprint }) => this.#isOpen || isPinned(fingerprint));
    const calls = known
      .slice(0, MOST_REMEMBERED)
      .map(({ place, fingerprint }) => this.#meet(register, place, fingerprint, CALL_MS));
    return Promise.all(calls);
  }

  async #search(): Promise<void> {
    const { clock, register } = this.#needs;
    const began = clock.now();
    const recalled = this.#attend();
    if (this.#multicast === null) return;
    await new Promise<void>((resolve) => clock.after(GRACE_MS, resolve));
    const isOver = (): boolean => this.#multicast === null || !this.#isOpen;
    if (!isOver() && !this.#near.hasMetSince(began)) {
      await callAll(hostsToScan(this.#interfaces), isOver, async (host) => {
        await this.#meet(register, { host, port: DEFAULT_PORT, protocol: 'https' }, null, SCAN_CALL_MS);
      });
    }
    await recalled;
  }

  /** Only while there is something to be done; and then when this computer wakes up anyway. */
  #await(): void {
    const isIdle = this.#near.size === 0 && !this.#needs.isLooking() && (this.#multicast?.isWhole ?? true);
    if (this.#cancelBeat !== null || this.#multicast === null || isIdle) return;
    this.#cancelBeat = atBeat(this.#needs.clock, () => {
      this.#cancelBeat = null;
      this.#multicast?.use(this.#interfaces);
      if (this.#needs.isLooking()) this.#ask(false);
      this.#publish();
      this.#await();
    });
  }

  /** Many are heard at once. */
  #publishSoon(): void {
    if (this.#isClosed) return;
    this.#cancelPublish ??= this.#needs.clock.after(PUBLISH_MS, () => {
      this.#cancelPublish = null;
      this.#publish();
    });
  }

  #publish(): void {
    const rows = this.rows();
    if (isDeepStrictEqual(rows, this.#rows)) return;
    this.#rows = rows;
    this.#needs.onDevices(rows);
  }
}
