// Who may speak here though nobody has paired it: whom a code has let in, for one transfer, until that is over.
import type { Identity } from '../identity/identity.ts';
import type { TransferPins } from '../identity/transfer-pins.ts';
import type { Conversation } from './conversations.ts';
import type { IncomingTransfer } from './incoming-transfer.ts';
import type { IncomingTransfers } from './incoming-transfers.ts';
import type { Outgoing } from './outgoing.ts';
import type { OutgoingTransfer } from './outgoing-transfer.ts';

interface LetInNeeds {
  readonly pins: TransferPins;
  readonly outgoing: Outgoing;
  readonly incoming: IncomingTransfers;
}

export function keysLetIn({ pins, outgoing, incoming }: LetInNeeds): readonly Uint8Array[] {
  return [...outgoing.all(), ...incoming.all()].flatMap((transfer) => {
    const { id, key, end } = transfer;
    if (isUntold(transfer)) return [transfer.key];
    if (end !== null || key === null) return [];
    return pins.find({ key, transferId: Buffer.from(id, 'hex') }) === null ? [] : [key];
  });
}

/** Something that a code was for goes on as soon as its device calls. */
export const isAwaited = (outgoing: Outgoing): boolean =>
  outgoing.all().some(({ to, key, end, isStopped }) => to === null && key !== null && end === null && !isStopped);

/** All of it is here, and the device that we called for it may not have heard so: it waits for us. */
export const isUntold = (transfer: OutgoingTransfer | IncomingTransfer): transfer is IncomingTransfer =>
  'offer' in transfer && transfer.end?.kind === 'done' && transfer.from !== null && transfer.callsLeft > 0;

/** From a paired device anything; else what a code was for, and nothing but that list. */
export async function mayOffer(
  { devices, pins }: Identity,
  conversation: Conversation,
  { id, digest }: { readonly id: Uint8Array; readonly digest: Uint8Array },
): Promise<boolean> {
  const key = conversation.link.channel.remoteKey;
  if (devices.find(key) !== null) return true;
  const name = Buffer.from(id).toString('hex');
  if (conversation.method !== null && (conversation.transferId ?? name) === name) {
    conversation.transferId = name;
    await pins.pin({ key, transferId: id });
  }
  return pins.bind({ key, transferId: id }, digest);
}
