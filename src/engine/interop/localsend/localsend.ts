// LocalSend as a whole: this device as other LocalSend apps see it. It is there while somebody may be received from or is
// looked for, and says of this device no more than its name.
import type { NetworkInterfaceInfo } from 'node:os';
import { isDeepStrictEqual } from 'node:util';
import { InTurn } from '../../../base/in-turn.ts';
import type { DeviceKind } from '../../../contract/devices.ts';
import type { GuestComparison } from '../../../contract/nearby.ts';
import type { Settings } from '../../../contract/settings.ts';
import type { Visibility } from '../../../contract/state.ts';
import { errnoOf, reasonOf } from '../../errors.ts';
import { isOnLink, neighbourhood } from '../../net/on-link.ts';
import type { Clock, Interfaces, Log } from '../../ports.ts';
import { type Fingerprint, fingerprintIn, type OwnCertificate } from './certificate.ts';
import { Client } from './client.ts';
import { Discovery, type Remembered } from './discovery.ts';
import { guestCalls } from './guest-calls.ts';
import { type GuestRow, guestKey } from './guests-near.ts';
import type { Handlers, Refusal, Visitor } from './handlers.ts';
import { type DeviceType, type InfoAnswer, type PeerInfo, PROTOCOL_VERSION } from './messages.ts';
import { openMulticast } from './multicast.ts';
import type { OwnCertificateFile } from './own-certificate.ts';
import { Pins } from './pins.ts';
import { type DeskNeeds, ReceiveDesk } from './receive-desk.ts';
import { SendOut } from './send-out.ts';
import { type LocalSendServer, openServer } from './server.ts';
import { verifyPictures, verifyText } from './verify.ts';

/** How long the other side may take to hear that our person has stopped what it sends. */
const CANCEL_MS = 3000;
/** People read it under the name. Those that have Ferry, too, have a better way to each other. */
const MODEL = 'Ferry';
const NOT_WELCOME: Refusal = { status: 403, message: 'Rejected' };
const OK: Refusal = { status: 200, message: '' };

/** A device that is near. */
export interface Neighbour extends GuestRow {
  /** What stands for it wherever devices are known by keys. */
  readonly key: Uint8Array;
}

export interface LocalSendNeeds extends Pick<DeskNeeds, 'offered' | 'random' | 'clock'> {
  readonly certificates: OwnCertificateFile;
  readonly settings: () => Pick<Settings, 'localSendPort' | 'localSendGroup' | 'localSendPin'>;
  /** It is to be there now, for everybody. */
  readonly isWanted: () => boolean;
  /** Something is taken from whoever is let in, of those that are paired or of others. */
  readonly takesFrom: (isPaired: boolean) => boolean;
  /** What is under way may go on, though nobody else is let in. */
  readonly isAllowed: () => boolean;
  readonly name: () => string;
  readonly kind: DeviceKind;
  readonly visibility: () => Visibility['mode'];
  /** Whether a stranger at this address is answered. */
  readonly visibleTo: (address: string) => boolean;
  /** Those that its person here has compared and kept. */
  readonly paired: () => ReadonlySet<string>;
  /** And where they were. */
  readonly remembered: () => readonly Remembered[];
  /** The one address that this device listens on; null for all. */
  readonly address: () => string | null;
  /** Those that this device is reached by. */
  readonly interfaces: () => Interfaces;
  /** Somebody wants to know who is near. */
  readonly isLooking: () => boolean;
  readonly onDevices: (rows: readonly Neighbour[]) => void;
  readonly clock: Clock;
  readonly log: Log;
}

/** Whether others can come to it now. */
interface Standing {
  /** Null where it isn't open. */
  readonly port: number | null;
  /** Why it couldn't be opened: the system's name for it, or ''; null where nothing has failed. */
  readonly failure: string | null;
}

/** What it was opened with: it is opened anew with anything else. */
interface Opening {
  readonly port: number;
  readonly group: string;
  readonly address: string | null;
}

interface Parts {
  readonly client: Client;
  readonly discovery: Discovery;
  readonly desk: ReceiveDesk;
  readonly sendOut: SendOut;
}

interface Opened extends Parts {
  readonly opening: Opening;
  /** Ours. */
  readonly fingerprint: Fingerprint;
  readonly server: LocalSendServer;
}

export class LocalSend {
  readonly #needs: LocalSendNeeds;
  readonly #jobs = new InTurn();
  /** Beyond what is opened and shut: whoever has guessed too often stays out. */
  readonly #pins: Pins;
  #opened: Opened | null = null;
  #isOpening = false;
  /** Why it couldn't be opened last. */
  #failure: { readonly cause: string; readonly reason: string } | null = null;
  #isClosed = false;

  constructor(needs: LocalSendNeeds) {
    this.#needs = needs;
    this.#pins = new Pins({
      asked: () => needs.settings().localSendPin,
      isPaired: (fingerprint) => needs.paired().has(fingerprint),
      clock: needs.clock,
    });
  }

  /** Something may be otherwise now: a setting, the name, who may see this device, the networks. */
  refresh(): void {
    // Also where it is being opened this moment, and isn't wanted any more.
    if (this.#isOpening || !this.#isRight()) void this.#jobs.run(() => this.#change()).catch(() => undefined);
    this.#opened?.server.dropUnwelcome();
    this.#opened?.discovery.use(this.#interfaces());
  }

  /** Somebody begins to look. */
  attend(): void {
    this.#opened?.discovery.attend();
  }

  /** A person asks for more than what is heard. */
  async search(): Promise<void> {
    await this.#opened?.discovery.search();
  }

  get standing(): Standing {
    return { port: this.#opened?.server.port ?? null, failure: this.#failure?.reason ?? null };
  }

  /** What goes to guests; null while it isn't there. */
  get sendOut(): SendOut | null {
    return this.#opened?.sendOut ?? null;
  }

  /** Null while it isn't there. */
  comparison({ fingerprint, version }: Pick<Neighbour, 'fingerprint' | 'version'>): GuestComparison | null {
    const other = fingerprintIn(fingerprint);
    if (this.#opened === null || other === null) return null;
    const text = verifyText(this.#opened.fingerprint, other);
    return { text, pictures: verifyPictures(text, version) };
  }

  /** Another certificate from now on, by which nobody knows this device. */
  reset(): Promise<void> {
    return this.#jobs.run(async () => {
      await this.#shut();
      await this.#needs.certificates.renew();
      await this.#change();
    });
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#jobs.run(() => this.#shut());
    await this.#needs.certificates.settled();
  }

  #wanted(): Opening | null {
    const { settings, isWanted, isAllowed, address } = this.#needs;
    if (this.#isClosed) return null;
    const { localSendPort: port, localSendGroup: group } = settings();
    if (isWanted()) return { port, group, address: address() };
    const opened = this.#opened;
    return isAllowed() && opened !== null && underWay(opened).length > 0 ? opened.opening : null;
  }

  #isRight(): boolean {
    return isDeepStrictEqual(this.#wanted(), this.#opened?.opening ?? null);
  }

  async #change(): Promise<void> {
    if (this.#isRight()) return;
    await this.#shut();
    const wanted = this.#wanted();
    if (wanted === null) return;
    this.#isOpening = true;
    try {
      this.#opened = await this.#open(wanted);
    } catch (error) {
      this.#sayWhy(error);
      return;
    } finally {
      this.#isOpening = false;
    }
    this.#failure = null;
    this.#opened.discovery.use(this.#interfaces());
    if (this.#needs.isLooking()) this.attend();
  }

  /** It is tried again whenever something has changed: what fails for the same reason fills no log. */
  #sayWhy(error: unknown): void {
    const cause = String(error);
    if (this.#failure?.cause !== cause) this.#needs.log('warn', 'localsend.not_opened', { cause });
    this.#failure = { cause, reason: reasonOf(error) };
  }

  async #open(opening: Opening): Promise<Opened> {
    const { certificates, clock, log, random, offered } = this.#needs;
    const certificate = await certificates.certificate();
    const client = new Client({ certificate, clock, log });
    const desk = new ReceiveDesk({
      offered,
      refusalOf: (visitor, pin) => this.#pins.refusalOf(visitor, pin),
      isPaired: (fingerprint) => this.#needs.paired().has(fingerprint),
      random,
      clock,
      cancelThere: async (place, pin, sessionId) => {
        const asked = { method: 'POST', path: '/api/localsend/v2/cancel', query: { sessionId } } as const;
        await client.request(place, asked, { pin, timeoutMs: CANCEL_MS }).catch(() => undefined);
      },
      onIdle: () => this.refresh(),
    });
    const own = (): PeerInfo & { readonly fingerprint: string; readonly port: number } => ({
      ...this.#own(certificate),
      port: server.port,
      protocol: 'https',
    });
    const calls = guestCalls((place, asked, options) => client.request(place, asked, options), own);
    const discovery = new Discovery({
      openMulticast: (needs) => openMulticast({ ...needs, group: opening.group }),
      clock,
      log,
      own,
      visibility: this.#needs.visibility,
      isPinned: (fingerprint) => this.#needs.paired().has(fingerprint),
      isLooking: this.#needs.isLooking,
      remembered: this.#needs.remembered,
      ...calls,
      onDevices: (rows) => this.#needs.onDevices(rows.filter(({ model }) => model !== MODEL).map(asNeighbour)),
    });
    const sendOut = new SendOut({ client, own, onIdle: () => this.refresh() });
    const parts = { client, discovery, desk, sendOut };
    const server = await this.#listen(opening, certificate, this.#handlers(certificate, parts), parts);
    log('info', 'localsend.opened', { port: server.port });
    return { opening, fingerprint: certificate.fingerprint, server, ...parts };
  }

  async #listen(
    { port, address }: Opening,
    certificate: OwnCertificate,
    handlers: Handlers,
    parts: Parts,
  ): Promise<LocalSendServer> {
    const { clock, log } = this.#needs;
    const options = {
      certificate,
      ...(address === null ? {} : { host: address }),
      onlyFingerprints: () => this.#welcome(parts),
      isNeighbour: (from: string) => this.#isNear(from, parts),
      handlers,
      clock,
      log,
    };
    try {
      return await openServer({ ...options, port });
    } catch (error) {
      if (errnoOf(error) !== 'EADDRINUSE') throw error;
      // Such as by the official app: what is announced says where this one is.
      return await openServer({ ...options, port: 0 });
    }
  }

  #handlers(certificate: OwnCertificate, { desk, discovery, sendOut }: Parts): Handlers {
    const info = (): InfoAnswer => this.#own(certificate);
    const isSelf = ({ fingerprint }: Visitor): boolean => fingerprint === certificate.fingerprint;
    return {
      info,
      register: (visitor, said) => {
        if (isSelf(visitor) || !this.#mayBegin(visitor)) return NOT_WELCOME;
        discovery.registered(visitor, said);
        return info();
      },
      mayOffer: (visitor) => (this.#mayOffer(visitor) ? desk.mayOffer(visitor) : NOT_WELCOME),
      mayBeHeard: (visitor, bytes) => desk.mayBeHeard(visitor, bytes),
      // To read that may have taken minutes.
      prepareUpload: async (visitor, asked, pin, signal) =>
        this.#mayOffer(visitor) ? await desk.prepareUpload(visitor, asked, pin, signal) : NOT_WELCOME,
      upload: (visitor, ids, body) => desk.upload(visitor, ids, body),
      cancel: (visitor, sessionId) => {
        const { address, fingerprint } = visitor;
        return sendOut.canceledBy(address, fingerprint, sessionId) ? OK : desk.cancel(visitor, sessionId);
      },
    };
  }

  #own({ fingerprint }: OwnCertificate): InfoAnswer & { readonly fingerprint: string } {
    const { name, kind } = this.#needs;
    return {
      alias: name(),
      version: PROTOCOL_VERSION,
      deviceModel: MODEL,
      deviceType: TYPES[kind] ?? 'desktop',
      fingerprint,
      hasDownloads: false,
    };
  }

  /** Null for everybody. Whoever was let in may bring to an end what it has begun; and whoever is sent something, that. */
  #welcome(parts: Parts): ReadonlySet<string> | null {
    const { isWanted, visibility, paired } = this.#needs;
    if (isWanted() && visibility() === 'everyone') return null;
    const begun = underWay(parts).flatMap(({ fingerprint }) => fingerprint ?? []);
    return new Set([...(isWanted() ? paired() : []), ...begun]);
  }

  /** To begin something. */
  #mayBegin(visitor: Visitor): boolean {
    const { isWanted, visibility } = this.#needs;
    return isWanted() && (visibility() === 'everyone' || this.#isPaired(visitor));
  }

  #mayOffer(visitor: Visitor): boolean {
    return this.#mayBegin(visitor) && this.#needs.takesFrom(this.#isPaired(visitor));
  }

  #isPaired({ fingerprint }: Visitor): boolean {
    return fingerprint !== null && this.#needs.paired().has(fingerprint);
  }

  #isNear(address: string, parts: Parts): boolean {
    const used = this.#used();
    const mayCome = this.#mayCome(address) || underWay(parts).some((each) => each.address === address);
    return mayCome && isOnLink(address, neighbourhood(used, Object.keys(used)));
  }

  #interfaces(): Interfaces {
    const isSeen = ({ address, internal }: NetworkInterfaceInfo): boolean => !internal && this.#mayCome(address);
    const used = Object.entries(this.#used());
    return Object.fromEntries(used.filter(([, addresses]) => addresses?.some(isSeen)));
  }

  /** Nobody comes to an address of another one than was asked for. */
  #used(): Interfaces {
    const { interfaces, address } = this.#needs;
    const only = address();
    if (only === null) return interfaces();
    const isMeant = (addresses: Interfaces[string]): boolean =>
      addresses?.some((each) => each.address === only) ?? false;
    return Object.fromEntries(Object.entries(interfaces()).filter(([, addresses]) => isMeant(addresses)));
  }

  /** Where strangers are answered, it is only where their person trusts the network; paired ones come from anywhere. */
  #mayCome(address: string): boolean {
    const { visibility, visibleTo } = this.#needs;
    return visibility() === 'paired' || visibleTo(address);
  }

  async #shut(): Promise<void> {
    const opened = this.#opened;
    this.#opened = null;
    if (opened === null) return;
    opened.discovery.close();
    opened.desk.close();
    await opened.sendOut.close();
    await opened.server.close();
    opened.client.close();
    this.#needs.onDevices([]);
  }
}

/** With whom something goes on. */
const underWay = ({ desk, sendOut }: Pick<Parts, 'desk' | 'sendOut'>) => [...desk.visitors, ...sendOut.addressees];

const asNeighbour = (row: GuestRow): Neighbour => ({ ...row, key: guestKey(row) });

const TYPES: Partial<Record<DeviceKind, DeviceType>> = { server: 'server', phone: 'mobile', tablet: 'mobile' };
