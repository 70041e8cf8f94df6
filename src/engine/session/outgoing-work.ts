// What is done for one transfer that is sent, whatever takes it there.
import type { ErrorInfo } from '../../contract/errors.ts';
import type { FileNote } from '../../contract/transfers.ts';
import type { Link } from './link.ts';
import type { SendState } from './send-machine.ts';

export interface SendProgress {
  files: number;
  bytes: number;
  skipped: number;
  alreadyThere: number;
  /** What the receiver's person has left out. */
  notWanted: number;
  notWantedBytes: number;
  currentFile: string | null;
  readonly notes: FileNote[];
}

export const noProgress = (): SendProgress => ({
  files: 0,
  bytes: 0,
  skipped: 0,
  alreadyThere: 0,
  notWanted: 0,
  notWantedBytes: 0,
  currentFile: null,
  notes: [],
});

/** Only a guest has a PIN; so many that were typed were wrong. */
export type WorkState = SendState | { readonly name: 'waitingForPin'; readonly wrong: number };

export interface OutgoingWork {
  readonly state: WorkState;
  readonly progress: Readonly<SendProgress>;
  /** The connection that it goes over; null where there is none at the moment, or it goes by another way. */
  readonly link: Link | null;
  /** By its person. */
  cancel(): void;
  /** It can't go on, for that reason. */
  fail(error: ErrorInfo): void;
  /** Nothing more goes out by this program, unless it is begun once more. Resolves when its device knows, or can't be told. */
  stop(): Promise<void>;
}
