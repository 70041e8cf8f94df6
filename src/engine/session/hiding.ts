// Which connections end where this device is to be seen by nobody: those that nothing is under way on.
import type { Conversation } from './conversations.ts';
import type { IncomingTransfers } from './incoming-transfers.ts';
import type { Link } from './link.ts';
import type { Outgoing } from './outgoing.ts';

interface UnderWay {
  readonly outgoing: Outgoing;
  readonly incoming: IncomingTransfers;
  /** In which nobody's answer would be carried out either. */
  readonly isPaused: () => boolean;
}

/** Two paired devices have made it by themselves, for nothing but to be connected. */
export const isUnasked = ({ wish, method }: Conversation): boolean =>
  method === null && (wish === null || (!wish.isWanted && wish.transferId === null));

export function closeUnused(link: Link, { outgoing, incoming, isPaused }: UnderWay): void {
  const isSending = outgoing.all().some((each) => each.sending?.link === link && each.end === null);
  const received = incoming.all().filter(({ receiving, end }) => receiving?.link === link && end === null);
  // What its person is just being asked about would look as if its sender had taken it back.
  const isReceiving = received.some((transfer) => !isPaused() || !incoming.isUnanswered(transfer));
  if (!isSending && !isReceiving) void link.close().catch(() => undefined);
}
