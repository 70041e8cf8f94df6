// What the server asks of the rest: it knows HTTP, and nothing of sessions, people or disks.
import type { Readable } from 'node:stream';
import type { Fingerprint } from './certificate.ts';
import type { InfoAnswer, PeerInfo, PrepareAnswer, PrepareUpload } from './messages.ts';

export interface Visitor {
  /** An IP address; of a link-local one its zone is part. */
  readonly address: string;
  /** Of the certificate whose key the connection was made with; null where there is none. */
  readonly fingerprint: Fingerprint | null;
  readonly isEncrypted: boolean;
}

export interface Refusal {
  readonly status: number;
  /** For the other program's log, or its person; '' says nothing. */
  readonly message: string;
}

export interface UploadIds {
  readonly sessionId: string;
  readonly fileId: string;
  readonly token: string;
}

export interface Handlers {
  info(visitor: Visitor): InfoAnswer;
  register(visitor: Visitor, info: PeerInfo): InfoAnswer | Refusal;
  /** Before what it offers is read, which may be large: null lets it. */
  mayOffer?(visitor: Visitor): Refusal | null;
  /** It is read, and so long; to parse it takes longer still. Null lets it. */
  mayBeHeard?(visitor: Visitor, bytes: number): Refusal | null;
  /** `signal`, here and below: the visitor has gone, or the server closes. */
  prepareUpload(
    visitor: Visitor,
    asked: PrepareUpload,
    pin: string | null,
    signal: AbortSignal,
  ): Promise<{ readonly status: 200; readonly answer: PrepareAnswer } | Refusal>;
  /** `body` fails where the visitor goes away or says nothing more. It is read as fast as this reads it. */
  upload(visitor: Visitor, ids: UploadIds, body: Readable, signal: AbortSignal): Promise<Refusal>;
  cancel(visitor: Visitor, sessionId: string | null): Refusal;
}
