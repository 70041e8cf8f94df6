// What other LocalSend apps send: each offer becomes one of ours, which a person is asked about like any other; and each
// upload a file of that. A session belongs to who began it, by address and certificate, and to nobody else.
import { addAbortSignal, Readable } from 'node:stream';
import { MOST_TEXT_BYTES } from '../../../contract/transfers.ts';
import { isEqual } from '../../crypto/hash.ts';
import type { Clock } from '../../ports.ts';
import type { FileEnd, GuestReceiving } from '../../session/guest-receiving.ts';
import type { Guest } from '../../session/incoming-transfer.ts';
import type { ListedOffer } from '../../session/incoming-transfers.ts';
import { TEXT_NAME } from '../../wire/transfer-messages.ts';
import { offeredList } from '../offered-list.ts';
import type { Fingerprint } from './certificate.ts';
import { type GuestPlace, guestKey } from './guests-near.ts';
import type { Handlers, Refusal, UploadIds, Visitor } from './handlers.ts';
import type { PeerInfo, PrepareAnswer, PrepareUpload } from './messages.ts';
import { OfferGate, type Waiting } from './offer-gate.ts';
import { textIn } from './offered-text.ts';

/** So often a file may come otherwise than it was announced. */
const MOST_TRIES = 3;

const CANCELED: Refusal = { status: 403, message: 'Cancelled by sender' };
const REJECTED: Refusal = { status: 403, message: 'Rejected' };
const BUSY: Refusal = { status: 409, message: 'Too many requests are waiting' };
const UNABLE: Refusal = { status: 500, message: 'Cannot be received' };
const NO_ROOM: Refusal = { status: 500, message: 'Not enough space' };
const NOT_LISTABLE: Refusal = { status: 400, message: 'No usable files' };
const NOTHING_TO_COME: Refusal = { status: 204, message: '' };
const NO_PERMISSION: Refusal = { status: 403, message: 'No permission' };
const OK: Refusal = { status: 200, message: '' };

const ANSWERS: Readonly<Record<FileEnd, Refusal>> = {
  saved: OK,
  wrongHash: { status: 422, message: 'Another SHA-256 than announced' },
  wrongSize: { status: 500, message: 'Another size than announced' },
  broken: { status: 500, message: 'Broken off' },
  notDue: NO_PERMISSION,
  failed: { status: 500, message: 'Could not be saved' },
};

export interface DeskNeeds {
  /** Null where nothing is taken from it. */
  readonly offered: (guest: Guest, offer: ListedOffer) => GuestReceiving | null;
  /** What it is sending has ended here. It may not hear that; resolves when it has, or won't. */
  readonly cancelThere: (place: GuestPlace, fingerprint: Fingerprint | null, sessionId: string) => Promise<void>;
  /** Nothing is asked any more, and nothing comes. */
  readonly onIdle: () => void;
  /** What stands before everything else; null for whoever may go on. */
  readonly refusalOf: (visitor: Visitor, pin: string | null) => Refusal | null;
  /** Its person here has compared and kept it. */
  readonly isPaired: (fingerprint: string) => boolean;
  readonly random: (byteCount: number) => Uint8Array;
  readonly clock: Clock;
}

interface Session {
  readonly visitor: Visitor;
  readonly receiving: GuestReceiving;
  readonly files: ReadonlyMap<string, Expected>;
  /** Resolves when its sender knows that it has ended here, where it has. */
  readonly told: Promise<void>;
}

interface Expected {
  readonly index: number;
  readonly token: string;
  readonly sha256: Uint8Array | null;
  tries: number;
  /** What is coming of it, and how that ends. */
  coming: { readonly body: Readable; readonly end: Promise<FileEnd> } | null;
}

interface Offered {
  readonly list: ListedOffer;
  readonly indexOf: ReadonlyMap<string, number>;
  readonly text: Buffer | null;
}

export class ReceiveDesk implements Pick<Handlers, 'mayOffer' | 'mayBeHeard' | 'upload' | 'cancel'> {
  readonly #needs: DeskNeeds;
  /** Asked about, and not answered yet. */
  readonly #waiting = new Map<GuestReceiving, Waiting>();
  readonly #sessions = new Map<string, Session>();
  readonly #gate: OfferGate;

  constructor(needs: DeskNeeds) {
    this.#needs = needs;
    const { isPaired, clock } = needs;
    this.#gate = new OfferGate({ waiting: () => this.#waiting.values(), isPaired, clock });
  }

  /** Asked before what it offers is read. */
  mayOffer(visitor: Visitor): Refusal | null {
    return this.#gate.mayOffer(visitor) ? null : BUSY;
  }

  mayBeHeard(visitor: Visitor, bytes: number): Refusal | null {
    return this.#gate.mayBeHeard(visitor, bytes) ? null : BUSY;
  }

  /** Those that wait for an answer, or send what was accepted. */
  get visitors(): readonly Visitor[] {
    return [...this.#waiting.values(), ...this.#sessions.values()].map(({ visitor }) => visitor);
  }

  async prepareUpload(
    visitor: Visitor,
    asked: PrepareUpload,
    pin: string | null,
    signal: AbortSignal,
  ): Promise<{ readonly status: 200; readonly answer: PrepareAnswer } | Refusal> {
    const isKeptOut = this.#needs.refusalOf(visitor, pin);
    if (isKeptOut !== null) return isKeptOut;
    const offered = await this.#listed(asked);
    if (offered === null) return NOT_LISTABLE;
    // Others may have come while that was read.
    if (!this.#gate.hasRoomFor(visitor, asked.files.length)) return BUSY;
    if (signal.aborted) return CANCELED;
    const receiving = this.#needs.offered(guestOf(visitor, asked.info), offered.list);
    if (receiving === null) return REJECTED;
    this.#waiting.set(receiving, { visitor, files: asked.files.length });
    const withdraw = (): void => receiving.canceledThere();
    signal.addEventListener('abort', withdraw, { once: true });
    try {
      const accepted = await receiving.answered;
      if (accepted === null) return refusedBy(receiving);
      if (offered.text !== null) return await read(receiving, offered.text);
      if (signal.aborted) receiving.canceledThere();
      return this.#begun(visitor, asked, offered, receiving, accepted);
    } finally {
      signal.removeEventListener('abort', withdraw);
      this.#waiting.delete(receiving);
      this.#idleIfSo();
    }
  }

  #idleIfSo(): void {
    if (this.#waiting.size === 0 && this.#sessions.size === 0) this.#needs.onIdle();
  }

  async #listed({ files }: PrepareUpload): Promise<Offered | null> {
    const { clock, random } = this.#needs;
    const said = textIn(files);
    const text = said === null ? null : Buffer.from(said);
    // An empty one is nothing to be read, and comes as the empty file it is.
    const isText = text !== null && text.length > 0 && text.length <= MOST_TEXT_BYTES;
    const meant = isText ? files.map((file) => ({ ...file, fileName: TEXT_NAME, size: text.length })) : files;
    const list = await offeredList(meant, clock.now());
    if (list === null || list.files === 0) return null;
    const { pages, indexOf, refused, ...summary } = list;
    const offer = {
      kind: 'offer',
      id: random(16),
      run: random(8),
      ...summary,
      skipped: refused.length,
      ...(isText ? { isText: true as const } : {}),
    } as const;
    return { list: { offer, pages }, indexOf, text: isText ? text : null };
  }

  #begun(
    visitor: Visitor,
    { files, info }: PrepareUpload,
    { indexOf }: Offered,
    receiving: GuestReceiving,
    accepted: ReadonlySet<number>,
  ): { readonly status: 200; readonly answer: PrepareAnswer } | Refusal {
    const expected = new Map<string, Expected>();
    for (const { id, sha256 } of files) {
      const index = indexOf.get(id);
      if (index === undefined || !accepted.has(index)) continue;
      const hash = sha256 === null ? null : Buffer.from(sha256, 'hex');
      expected.set(id, { index, token: this.#secret(), sha256: hash, tries: 0, coming: null });
    }
    if (expected.size === 0) return NOTHING_TO_COME;
    const sessionId = this.#secret();
    const { promise: told, resolve } = Promise.withResolvers<void>();
    this.#sessions.set(sessionId, { visitor, receiving, files: expected, told });
    const end = (): void => {
      this.#sessions.delete(sessionId);
      const isOurs = receiving.end?.kind === 'canceledHere' || receiving.end?.kind === 'refused';
      const { port, protocol } = info;
      const place = port === null ? null : { host: visitor.address, port, protocol };
      if (!isOurs || place === null) resolve();
      else resolve(this.#needs.cancelThere(place, visitor.fingerprint, sessionId));
      this.#idleIfSo();
    };
    if (receiving.over.aborted) end();
    else receiving.over.addEventListener('abort', end, { once: true });
    const tokens = new Map([...expected].map(([id, { token }]) => [id, token]));
    return { status: 200, answer: { sessionId, tokens } };
  }

  async upload(visitor: Visitor, { sessionId, fileId, token }: UploadIds, body: Readable): Promise<Refusal> {
    const session = this.#sessions.get(sessionId);
    const file = session?.files.get(fileId);
    if (session === undefined || file === undefined) return NO_PERMISSION;
    if (!isSameVisitor(session.visitor, visitor) || !isSame(token, file.token)) return NO_PERMISSION;
    const { receiving } = session;
    addAbortSignal(receiving.over, body);
    // Its sender has another try: the connection of the one before may be dead, and nobody has noticed yet.
    for (let before = file.coming; before !== null; before = file.coming) {
      before.body.destroy(new Error('sent anew'));
      await before.end;
      if (file.coming === before) file.coming = null;
    }
    const coming = { body, end: receiving.write(file.index, body, file.sha256) };
    file.coming = coming;
    const end = await coming.end;
    if (file.coming === coming) file.coming = null;
    if (end === 'wrongHash' && ++file.tries >= MOST_TRIES) receiving.giveUp(file.index, 'damaged');
    // Else it would take this for the trouble of one file, and end before it hears what has happened.
    if (receiving.over.aborted) await session.told;
    return ANSWERS[end];
  }

  /** Without a session: whatever of it waits for an answer. */
  cancel(visitor: Visitor, sessionId: string | null): Refusal {
    if (sessionId === null) {
      for (const [receiving, by] of this.#waiting) if (isSameVisitor(by.visitor, visitor)) receiving.canceledThere();
      return OK;
    }
    const session = this.#sessions.get(sessionId);
    if (session === undefined) return OK;
    if (!isSameVisitor(session.visitor, visitor)) return NO_PERMISSION;
    session.receiving.canceledThere();
    return OK;
  }

  /** Nothing more comes by this way. */
  close(): void {
    for (const receiving of this.#waiting.keys()) receiving.cutOff();
    for (const { receiving } of this.#sessions.values()) receiving.cutOff();
  }

  #secret(): string {
    return Buffer.from(this.#needs.random(16)).toString('hex');
  }
}

function guestOf({ address, fingerprint }: Visitor, { alias, deviceModel, fingerprint: claimed }: PeerInfo): Guest {
  const key = guestKey({ fingerprint: fingerprint ?? claimed ?? address, isEncrypted: fingerprint !== null });
  return { key, name: alias === '' ? (deviceModel ?? '') : alias, via: 'localSend' };
}

/** A text comes whole with its offer. */
async function read(receiving: GuestReceiving, text: Buffer): Promise<Refusal> {
  const end = await receiving.write(0, Readable.from([text]), null);
  return end === 'saved' ? NOTHING_TO_COME : ANSWERS[end];
}

function refusedBy({ end }: GuestReceiving): Refusal {
  if (end?.kind === 'canceledThere') return CANCELED;
  if (end?.kind !== 'refused') return REJECTED;
  return end.refusal.verdict === 'diskFull' ? NO_ROOM : UNABLE;
}

const isSameVisitor = (one: Visitor, other: Visitor): boolean =>
  one.address === other.address && one.fingerprint === other.fingerprint;

const isSame = (one: string, other: string): boolean => isEqual(Buffer.from(one), Buffer.from(other));
