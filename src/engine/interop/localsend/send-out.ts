// What goes to other LocalSend apps: a question with the whole list, which is open for as long as the other person thinks
// about it, and a request for each file that is taken. Whoever answers there has to be who was heard, each time anew.
import { plainAddress } from '../../net/on-link.ts';
import type { GuestOffer, GuestWay, OfferOutcome, Reached, UploadOutcome, WayEnd } from '../../session/guest-way.ts';
import type { GuestFile } from '../../transfer/guest-list.ts';
import { type Fingerprint, fingerprintIn } from './certificate.ts';
import { type Answer, type Asked, type AskOptions, type Client, PinError, type Place } from './client.ts';
import type { GuestRow } from './guests-near.ts';
import type { Visitor } from './handlers.ts';
import { mediaType } from './media-type.ts';
import {
  encodePrepareUpload,
  isSince22,
  MOST_BODY_BYTES,
  type OfferedFile,
  type PeerInfo,
  readPrepareAnswer,
} from './messages.ts';

const PATH = '/api/localsend/v2';
/** Each place that it was heard at is tried for so long. */
const REACH_MS = 3000;
/** Nobody here waits for longer until it knows that it is over. */
const CANCEL_MS = 1000;

type ToGuest = Pick<GuestRow, 'fingerprint' | 'isEncrypted' | 'version' | 'places'>;

interface SendOutNeeds {
  readonly client: Pick<Client, 'request'>;
  /** What it is told of this device: where it may say that its person has stopped it. */
  readonly own: () => PeerInfo;
  /** Nothing goes out any more. */
  readonly onIdle: () => void;
}

/** Whom something goes to, and who may so say something of that. */
type Addressee = Pick<Visitor, 'address' | 'fingerprint'>;

export class SendOut {
  readonly #needs: SendOutNeeds;
  readonly #ways = new Set<Way>();

  constructor(needs: SendOutNeeds) {
    this.#needs = needs;
  }

  /** For one transfer to this device. */
  wayTo(guest: ToGuest): GuestWay {
    // It takes one at a time, and would have us ask for a while and then give up.
    const before = [...this.#ways].filter((each) => each.isTo(guest)).map(({ closed }) => closed);
    const way = new Way(this.#needs, guest, before);
    this.#ways.add(way);
    void way.closed.then(() => {
      this.#ways.delete(way);
      if (this.#ways.size === 0) this.#needs.onIdle();
    });
    return way;
  }

  get addressees(): readonly Addressee[] {
    return [...this.#ways].flatMap(({ addressees }) => addressees);
  }

  /** Whoever is at that address says that its person has stopped this: whether that was ours to hear. */
  canceledBy(address: string, fingerprint: Fingerprint | null, sessionId: string | null): boolean {
    for (const way of this.#ways) if (way.hearsCancel(address, fingerprint, sessionId)) return true;
    return false;
  }

  /** Nothing more goes this way: whoever waits for something hears so. */
  async close(): Promise<void> {
    await Promise.all(
      [...this.#ways].map((way) => {
        way.end('here');
        return way.closed;
      }),
    );
  }
}

interface Session {
  readonly id: string;
  readonly tokens: ReadonlyMap<string, string>;
}

class Way implements GuestWay {
  readonly #needs: SendOutNeeds;
  readonly #guest: ToGuest;
  readonly #pin: Fingerprint | null;
  readonly #before: readonly Promise<void>[];
  readonly #closed = Promise.withResolvers<void>();
  readonly closed = this.#closed.promise;
  readonly #canceled = new AbortController();
  /** Our person has given it up. */
  #isGivenUp = false;
  #place: Place | null = null;
  #isAsking = false;
  #session: Session | null = null;

  constructor(needs: SendOutNeeds, guest: ToGuest, before: readonly Promise<void>[]) {
    this.#needs = needs;
    this.#guest = guest;
    this.#pin = guest.isEncrypted ? fingerprintIn(guest.fingerprint) : null;
    this.#before = before;
  }

  isTo({ fingerprint, isEncrypted }: ToGuest): boolean {
    return fingerprint === this.#guest.fingerprint && isEncrypted === this.#guest.isEncrypted;
  }

  get addressees(): readonly Addressee[] {
    return this.#guest.places.map(({ host }) => ({ address: host, fingerprint: this.#pin }));
  }

  end(by: WayEnd): void {
    this.#canceled.abort(by);
  }

  get canceled(): AbortSignal {
    return this.#canceled.signal;
  }

  /** Before that no app has ever looked at one. */
  get checksHashes(): boolean {
    return isSince22(this.#guest.version);
  }

  async reach(signal: AbortSignal): Promise<Reached> {
    let found: Reached = 'unreachable';
    for (const place of this.#places) {
      const answer = await this.#ask(place, { method: 'GET', path: `${PATH}/info` }, { timeoutMs: REACH_MS, signal });
      if (answer === 'another') found = answer;
      if (typeof answer === 'string') continue;
      this.#place = place;
      return 'here';
    }
    return found;
  }

  /** The one that was found stays the first. Nothing goes unencrypted to a device that was heard encrypted. */
  get #places(): readonly Place[] {
    const { places, isEncrypted } = this.#guest;
    const all = places.filter(({ protocol }) => !isEncrypted || (protocol === 'https' && this.#pin !== null));
    const first = this.#place;
    return first === null ? all : [first, ...all.filter((place) => place !== first)];
  }

  async offer({ files, hashes, text, pin }: GuestOffer, signal: AbortSignal): Promise<OfferOutcome> {
    const offered = files.map((file) => offeredFile(file, hashes.get(file.index) ?? null, text));
    const json = encodePrepareUpload({ info: this.#needs.own(), files: offered });
    const query = pin === null ? {} : { pin };
    await Promise.race([Promise.all(this.#before), aborted(signal)]);
    if (this.#isGivenUp) return { kind: 'unreachable' };
    this.#isAsking = true;
    const answer = await this.#say({ method: 'POST', path: `${PATH}/prepare-upload`, query, json }, signal);
    this.#isAsking = false;
    if (typeof answer === 'string') return { kind: answer === 'another' ? answer : 'unreachable' };
    if (answer.status !== 200) return OFFERS[answer.status] ?? { kind: 'refused', status: answer.status };
    const accepted = readPrepareAnswer(answer.json);
    if (accepted === null) return { kind: 'refused', status: 200 };
    const { sessionId: id, tokens } = accepted;
    const wanted = new Set(files.flatMap(({ index }) => (tokens.has(`${index}`) ? [index] : [])));
    if (wanted.size === 0) return { kind: 'nothingWanted' };
    this.#session = { id, tokens };
    // The yes and our no have crossed.
    if (this.#isGivenUp) void this.cancel();
    return { kind: 'accepted', wanted };
  }

  async upload(
    index: number,
    content: AsyncIterable<Uint8Array>,
    bytes: number,
    signal: AbortSignal,
  ): Promise<UploadOutcome> {
    const fileId = `${index}`;
    const { id: sessionId = '', tokens } = this.#session ?? {};
    const query = { sessionId, fileId, token: tokens?.get(fileId) ?? '' };
    const asked = { method: 'POST', path: `${PATH}/upload`, query, body: { content, bytes } } as const;
    const answer = await this.#say(asked, signal);
    if (typeof answer === 'string') return answer;
    return UPLOADS[answer.status] ?? 'failed';
  }

  async cancel(): Promise<void> {
    const session = this.#session;
    this.#isGivenUp = true;
    // Since 2.2 a question is over when its connection is.
    const isOpen = session !== null || (this.#isAsking && !isSince22(this.#guest.version));
    this.#isAsking = false;
    if (this.#place === null || !isOpen) return;
    const query: Record<string, string> = session === null ? {} : { sessionId: session.id };
    const asked = { method: 'POST', path: `${PATH}/cancel`, query } as const;
    await this.#ask(this.#place, asked, { timeoutMs: CANCEL_MS });
  }

  close(): void {
    this.#closed.resolve();
  }

  /** Its certificate says who it is, from wherever it calls; without one, the address has to do. */
  hearsCancel(address: string, fingerprint: Fingerprint | null, sessionId: string | null): boolean {
    if (this.#session === null || this.#session.id !== sessionId) return false;
    const isThere = this.#place !== null && plainAddress(this.#place.host) === plainAddress(address);
    if (this.#pin === null ? !isThere : fingerprint !== this.#pin) return false;
    this.end('there');
    return true;
  }

  /** For as long as it takes. */
  async #say(asked: Asked, signal: AbortSignal): Promise<Answer | 'broken' | 'another'> {
    if (this.#place === null) return 'broken';
    return await this.#ask(this.#place, asked, { timeoutMs: null, signal, mostBytes: MOST_BODY_BYTES });
  }

  async #ask(place: Place, asked: Asked, options: Omit<AskOptions, 'pin'>): Promise<Answer | 'broken' | 'another'> {
    try {
      return await this.#needs.client.request(place, asked, { pin: this.#pin, ...options });
    } catch (error) {
      return error instanceof PinError ? 'another' : 'broken';
    }
  }
}

const OFFERS: Readonly<Record<number, OfferOutcome>> = {
  204: { kind: 'nothingWanted' },
  401: { kind: 'pinNeeded' },
  403: { kind: 'declined' },
  409: { kind: 'busy' },
  429: { kind: 'tooMany' },
};

const UPLOADS: Readonly<Record<number, UploadOutcome>> = {
  200: 'saved',
  204: 'saved',
  403: 'gone',
  404: 'gone',
  409: 'gone',
  422: 'again',
};

function offeredFile(
  { index, path, size, modifiedMs }: GuestFile,
  sha256: string | null,
  text: string | null,
): OfferedFile {
  return {
    id: `${index}`,
    fileName: path,
    size,
    fileType: text === null ? mediaType(path) : 'text/plain',
    sha256,
    preview: text,
    modifiedMs: text === null ? modifiedMs : null,
  };
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
}
