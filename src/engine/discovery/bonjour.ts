// The only importer of bonjour-service, whose defects end here: one instance of it on one interface and family, which says
// only what belongs to that interface, ends no process and keeps no list without bounds.
import { Bonjour, type Browser, type Service } from 'bonjour-service';
import { type Mdns, type MdnsNeeds, openStations } from './mdns.ts';
import { Pace } from './mdns-pace.ts';
import type { Answer, MdnsRecord } from './mdns-records.ts';
import type { Instance, InstanceNeeds, OpenInstance } from './mdns-station.ts';

export type { Announced, Mdns, MdnsNeeds } from './mdns.ts';
export type { InterfaceHealth, MdnsState } from './mdns-station.ts';

const TYPE = 'ferry';
const QUESTIONS = [{ name: `_${TYPE}._tcp.local`, type: 'PTR' }];
const GROUPS = { ipv4: '224.0.0.251', ipv6: 'ff02::fb' } as const;
/** bonjour-service keeps all it hears and compares each with all: a list that is full is begun anew. */
const MOST_SERVICES = 256;

export type OpenMdns = (needs: MdnsNeeds) => Mdns;

export const openMdns: OpenMdns = (needs) => openStations(needs, openInstance);

/** What multicast-dns gives, which bonjour-service keeps to itself. */
interface Multicast {
  on(event: string, listener: (error: NodeJS.ErrnoException) => void): void;
  query(packet: object): void;
  respond(packet: readonly MdnsRecord[] | Answer, then?: unknown): void;
}

const openInstance: OpenInstance = (needs) => {
  const { shore, family, socket, port, log } = needs;
  const options = {
    socket,
    port,
    type: family === 'ipv4' ? 'udp4' : 'udp6',
    ip: GROUPS[family],
    // Without one it would say everything by the default route's interface alone, or by none.
    interface: family === 'ipv4' ? shore.first('ipv4') : `::%${shore.zone}`,
    // Bound to the interface's address it would hear nothing: what is for a group isn't for that address.
    bind: family === 'ipv4' ? '0.0.0.0' : '::',
  };
  const onUnsaid = (error: Error): void => log('debug', 'mdns.unsaid', { via: shore.name, error: error.message });
  // Its types know half of its options.
  return new BonjourInstance(new Bonjour(options as object, onUnsaid), needs);
};

class BonjourInstance implements Instance {
  readonly #bonjour: Bonjour;
  readonly #needs: InstanceNeeds;
  readonly #query: (packet: object) => void;
  readonly #pace: Pace;
  #service: Service | null = null;
  /** The one that hears, and the one before it, which still notices goodbyes. */
  #browsers: readonly Browser[] = [];
  #isClosed = false;

  constructor(bonjour: Bonjour, needs: InstanceNeeds) {
    this.#bonjour = bonjour;
    this.#needs = needs;
    this.#pace = new Pace(needs.clock);
    const { mdns } = (bonjour as unknown as { readonly server: { readonly mdns: Multicast } }).server;
    this.#query = mdns.query.bind(mdns);
    // A browser asks when it begins; we ask when it is time.
    mdns.query = () => undefined;
    this.#speak(mdns);
    // Nobody else listens for these, and an error that nobody listens for ends the process.
    mdns.on('error', needs.onFailed);
    mdns.on('warning', ({ syscall }) => {
      // Others are about packets that couldn't be read, which say nothing about this interface.
      if (syscall === 'addMembership' || syscall === 'setMulticastInterface') needs.onMulticast(false);
    });
    mdns.on('networkInterface', () => needs.onMulticast(true));
    mdns.on('ready', needs.onReady);
  }

  ask(questionId: number): void {
    this.#query({ id: questionId, questions: QUESTIONS });
  }

  announce({ instance, host, port, text }: Parameters<Instance['announce']>[0]): void {
    // One service of a type at a time: when one of two ends, it never again answers for the other.
    this.withdraw(() => undefined);
    // The name is a lot, and nobody asks whether somebody has it: whoever does would lose it, since bonjour-service then
    // says goodbye for that name.
    this.#service = this.#bonjour.publish({ name: instance, host, port, type: TYPE, txt: text, probe: false });
  }

  withdraw(said: () => void): void {
    this.#pace.close();
    const service = this.#service;
    this.#service = null;
    if (service === null) {
      said();
      return;
    }
    service.stop(said);
    // Where it wasn't out yet, bonjour-service would take it for announced when it is, and repeat it for good.
    service.destroyed = true;
  }

  listenAnew(): void {
    const [current, ...old] = this.#browsers;
    for (const browser of old) browser.stop();
    const browser = this.#bonjour.find({ type: TYPE });
    this.#browsers = current === undefined ? [browser] : [browser, current];
    const hear = ({ name, txt, port, addresses = [], referer }: Service): void => {
      if (this.#browsers[0] === browser && referer !== undefined)
        this.#needs.onHeard({ instance: name, text: txt, from: referer.address, addresses, port });
      if (browser.services.length >= MOST_SERVICES) this.#forget(browser);
    };
    browser.on('up', hear);
    browser.on('srv-update', hear);
    browser.on('txt-update', hear);
    browser.on('down', ({ name }) => this.#needs.onGone(name));
  }

  close(): void {
    this.#isClosed = true;
    this.#pace.close();
    for (const browser of this.#browsers) browser.stop();
    try {
      this.#bonjour.destroy();
    } catch {
      // It never came to be open.
    }
  }

  #speak(mdns: Multicast): void {
    const { shore } = this.#needs;
    const respond = mdns.respond.bind(mdns);
    mdns.respond = (packet, then) => {
      if (!('answers' in packet)) {
        respond(shore.ownRecords(packet), then);
        return;
      }
      const answer = shore.ownAnswer(packet);
      this.#pace.say(answer.answers.map(({ type, name }) => `${type} ${name}`).join(), () => {
        if (!this.#isClosed) respond(answer, then);
      });
    };
  }

  #forget(full: Browser): void {
    full.stop();
    this.#browsers = this.#browsers.filter((browser) => browser !== full);
    if (this.#browsers.length === 0) this.listenAnew();
  }
}
