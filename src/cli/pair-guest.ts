// Pairs with a device that has LocalSend and no Ferry: two people compare pictures or a text that both show.
import { ok } from '../base/result.ts';
import { showHidden } from '../base/text.ts';
import type { Outcome } from '../contract/errors.ts';
import { errorInfo, failure } from '../contract/errors.ts';
import type { GuestComparison, NearbyDevice } from '../contract/nearby.ts';
import type { Target } from '../contract/transfers.ts';
import type { Strings } from '../strings/index.ts';
import { EXIT } from './exit-codes.ts';
import type { Opened } from './with-ferry.ts';

/** Null where that is one of ours, or an address. */
export async function guestAt({ invoke }: Opened, target: Target): Promise<Outcome<NearbyDevice | null>> {
  if (target.kind !== 'device') return ok(null);
  const found = await invoke('state.snapshot');
  if (!found.ok) return found;
  const { nearby, devices } = found.value.state;
  const near = nearby[target.id];
  const { via, name = '' } = near ?? devices[target.id] ?? {};
  if (via === undefined) return ok(null);
  return near?.isHere ? ok(near) : failure('device.unreachable', { name: showHidden(name), where: '', via });
}

export async function pairGuest(
  { invoke, output, person, signal }: Opened,
  { id, name, isPlain }: NearbyDevice,
): Promise<number> {
  const device = showHidden(name);
  const { localSend, cli } = output.t;
  // Whose key it is can't be told where there is none.
  if (isPlain) return output.fail(errorInfo('device.without_ferry', { name: device }));
  if (!person.isThere) return output.fail(errorInfo('usage.needs_terminal', { command: 'ferry pair' }));
  const compared = await invoke('guest.compare', { id });
  if (!compared.ok) return output.fail(compared.error);
  const facts = await factsOf(compared.value, output.t);
  const isSame = await person.confirm({ facts, question: localSend.compareSame(device), byEnter: false }, signal);
  if (isSame === null) return EXIT.stopped;
  if (!isSame) {
    output.complain(localSend.notSame, null);
    return EXIT.declined;
  }
  const paired = await invoke('guest.pair', { id });
  if (!paired.ok) return output.fail(paired.error);
  output.tell(cli.paired(device), { event: 'paired', device: name });
  return EXIT.ok;
}

async function factsOf({ text, pictures }: GuestComparison, t: Strings): Promise<readonly string[]> {
  const { localSend } = t;
  if (pictures === null) return [localSend.compareOld, '', text];
  // Nobody else needs all those names.
  const { localSendPictureLines } = await import('./localsend-pictures.ts');
  const rows = localSendPictureLines(pictures, t);
  return [localSend.comparePicturesMore, '', ...rows, '', localSend.picturesDiffer, '', text];
}
