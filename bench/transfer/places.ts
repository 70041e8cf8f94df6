// Where the two ends of a transfer run: both here, or each on a computer of its own that is made of a network namespace.
import type { Command } from '../program.ts';

export interface Place {
  /** What it is called at. */
  readonly address: string;
  /** Null for this machine's own network. */
  readonly namespace: string | null;
}

export interface Places {
  readonly sender: Place;
  readonly receiver: Place;
}

const LOOPBACK: Place = { address: '127.0.0.1', namespace: null };
export const HERE: Places = { sender: LOOPBACK, receiver: LOOPBACK };

export function startedAt({ namespace }: Place, command: Command): Command {
  return { ...command, namespace };
}
