// One transfer that this device sends, whatever becomes of its connections: what is kept of it, and what is only known
// while this program runs.
import type { ErrorInfo } from '../../contract/errors.ts';
import type { FileNote, Target, TransferId } from '../../contract/transfers.ts';
import type { Via } from '../../contract/vias.ts';
import type { FileStates } from '../transfer/file-states.ts';
import type { OutgoingRow } from '../transfer/kept-transfers.ts';
import type { Root } from '../transfer/plan.ts';
import type { StreamSource } from '../transfer/stream-source.ts';
import { GuestSending } from './guest-sending.ts';
import type { NearGuest } from './guest-way.ts';
import type { OutgoingWork } from './outgoing-work.ts';
import { Pace } from './pace.ts';
import type { SendEnd } from './send-machine.ts';
import { Sending } from './sending.ts';

/** A paired device that is waited for, whenever it appears. */
export interface Awaited {
  readonly key: Uint8Array;
  readonly name: string;
}

/** What a command gives, once: nothing of it is kept beyond this run. */
export interface Streamed {
  readonly name: string;
  readonly source: StreamSource;
  close(): void;
}

/** What its person asked for. */
export interface Asked {
  readonly to: Target | null;
  readonly roots: readonly Root[];
  /** Where it stays queued while that one is away. */
  readonly awaited: Awaited | null;
  readonly text: { readonly isPrivate: boolean } | null;
  readonly stream: Streamed | null;
  /** Whom it is for, where that device has no Ferry. */
  readonly guest: NearGuest | null;
}

export class OutgoingTransfer {
  readonly id: TransferId;
  readonly startedAt: number;
  readonly pace = new Pace();
  readonly #asked: Asked;
  /** Null until what is to be sent was listed. */
  row: OutgoingRow | null = null;
  sending: OutgoingWork | null = null;
  notes: readonly FileNote[] = [];
  /** What ended it before there was anything to send, or keeps it from its device. */
  trouble: ErrorInfo | null = null;
  isStopped = false;
  /** By its person, who let it go on when the program is started anew. */
  isStoppedForNow = false;
  /** By a pause of everything, with which that ends. */
  isHeld = false;
  /** Its device was called in vain, or lost before it took anything. */
  hasWaited = false;
  /** It is called until it is there. */
  isAwaited = false;
  /** Out of the queue, while what there is by now is listed. */
  isGoingOut = false;
  /** Its device has taken some of it: from then on it is away, not yet to be reached. */
  hasMoved = false;
  /** When how far it is was last written down. */
  progressKeptAt = 0;
  /** As its device has said in this run. */
  fileStates: FileStates | null = null;
  end: SendEnd | null = null;
  endedAt: number | null = null;

  constructor(id: string, asked: Asked, startedAt: number) {
    // Sixteen bytes in hexadecimal: drawn as such, or checked by the row's schema.
    this.id = id as TransferId;
    this.#asked = asked;
    this.startedAt = startedAt;
  }

  /** As a former run left it. */
  static of(row: OutgoingRow): OutgoingTransfer {
    const { id, to, roots, startedAt } = row;
    const text = row.isText ? { isPrivate: row.isPrivate ?? false } : null;
    const transfer = new OutgoingTransfer(id, { to, roots, awaited: null, text, stream: null, guest: null }, startedAt);
    transfer.row = row;
    transfer.isStopped = true;
    transfer.hasWaited = row.isQueued ?? false;
    transfer.hasMoved = (row.sentBytes ?? 0) > 0;
    transfer.pace.activeMs = row.activeMs ?? 0;
    return transfer;
  }

  get asked(): Asked {
    return this.#asked;
  }

  get to(): Target | null {
    return this.row === null ? this.#asked.to : this.row.to;
  }

  get key(): Uint8Array | null {
    if (this.row === null) return this.#asked.awaited?.key ?? this.#asked.guest?.key ?? null;
    return this.row.key === null ? null : Buffer.from(this.row.key, 'hex');
  }

  get deviceName(): string | null {
    const { awaited, guest } = this.#asked;
    return this.row === null ? ((awaited ?? guest)?.name ?? null) : this.row.deviceName;
  }

  /** Null: ours. */
  get via(): Via | null {
    return this.#asked.guest?.via ?? null;
  }

  /** What is done for it, where it goes over a connection of ours. */
  get linked(): Sending | null {
    return this.sending instanceof Sending ? this.sending : null;
  }

  /** False where its device asks for none, or no more. */
  typePin(pin: string): boolean {
    return this.sending instanceof GuestSending && this.sending.typePin(pin);
  }

  /** Nobody could go on with it in a later run. */
  get isOfOneRun(): boolean {
    return this.#asked.stream !== null || this.#asked.guest !== null;
  }

  /** It has never been offered, and is listed anew when its device appears. */
  get isQueued(): boolean {
    return this.row?.isQueued ?? false;
  }

  /** Nobody works on it, and its person hasn't wanted that. */
  get isLeft(): boolean {
    return this.isStopped && !this.isStoppedForNow && this.end === null && this.row !== null && !this.row.isPaused;
  }
}
