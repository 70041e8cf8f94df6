// Other ways to a device than to hear it: an address as a person types it, a `ferry:` link, what a QR says; and what this
// device gives others for the same.
import type { DeviceId } from '../../contract/devices.ts';
import { FerryError, ferryError } from '../errors.ts';
import { parseAddress, writeAddress } from '../net/address.ts';
import type { Place } from '../net/dial.ts';
import { AGREED_PORT } from '../net/listen.ts';
import { encodeLink, isLinkText, type LinkAddress, parseQr } from '../pairing/link.ts';
import type { Exchange } from './exchange.ts';
import type { Introduced } from './introducing.ts';
import { unreachable } from './outgoing.ts';

interface OtherWaysNeeds {
  readonly exchange: Pick<Exchange, 'introduce'>;
  readonly ownKey: () => Uint8Array;
  readonly onMet: (met: Introduced) => void;
}

/** Throws what a person is told. */
export async function addNearby(text: string, { exchange, ownKey, onMet }: OtherWaysNeeds): Promise<{ id: DeviceId }> {
  const { places, key, where } = isLinkText(text) ? placesInLink(text) : placesTyped(text);
  if (key !== null && Buffer.compare(key, ownKey()) === 0) throw ferryError('nearby.itself', {});
  const met = await exchange.introduce(places, key);
  if (met === null) throw new FerryError(unreachable(where, ''));
  onMet(met);
  return { id: met.id };
}

interface Meant {
  readonly places: readonly Place[];
  readonly key: Uint8Array | null;
  readonly where: Parameters<typeof unreachable>[0];
}

function placesTyped(text: string): Meant {
  const typed = parseAddress(text.trim());
  if (typed === null) throw ferryError('nearby.not_an_address', { text: text.trim() });
  const { host, port } = typed;
  return { places: [{ address: host, port: port ?? AGREED_PORT }], key: null, where: { kind: 'address', host, port } };
}

/** The secret of a QR lets nobody in here: it is for the sheet that shows it. */
function placesInLink(text: string): Meant {
  const parsed = parseQr(text);
  if (!parsed.ok && parsed.error === 'newerVersion') throw ferryError('nearby.newer_link', {});
  if (!parsed.ok) throw ferryError('nearby.not_an_address', { text: text.trim() });
  const { link, secret } = parsed.value;
  secret?.wipe();
  const [first] = link.addresses;
  if (first === undefined) throw ferryError('nearby.not_an_address', { text: text.trim() });
  return {
    places: link.addresses.map(({ host, port }) => ({ address: host, port })),
    key: link.publicKey,
    where: { kind: 'address', ...first },
  };
}

/** `addresses` as they are typed elsewhere. */
export function waysHere(
  publicKey: Uint8Array,
  open: { readonly hosts: readonly string[]; readonly port: number } | null,
): { readonly addresses: readonly string[]; readonly link: string | null } {
  if (open === null || open.hosts.length === 0) return { addresses: [], link: null };
  const places: readonly LinkAddress[] = open.hosts.map((host) => ({ host, port: open.port }));
  const addresses = places.map(({ host, port }) => writeAddress({ host, port: port === AGREED_PORT ? null : port }));
  return { addresses, link: encodeLink({ publicKey, addresses: places }) };
}
