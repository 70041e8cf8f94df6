// The text of a link or a QR:  ferry:1?k=KEY&a=ADDRESS:PORT[&a=…][&s=SECRET]
// One spelling for each content, so that there is nothing to interpret. Only a QR may have the secret: a link is passed
// on, and kept in histories.
import { err, ok, type Result } from '../../base/result.ts';
import { Secret } from '../crypto/secret.ts';

const KEY_BYTES = 32;
const SECRET_BYTES = 16;
export const MAX_ADDRESSES = 8;
/** Above the longest there can be. */
const MAX_LENGTH = 640;

export interface LinkAddress {
  /** An IPv4 or IPv6 address as text; never a name, which would have to be asked for. */
  readonly host: string;
  readonly port: number;
}

export interface Link {
  readonly publicKey: Uint8Array;
  readonly addresses: readonly LinkAddress[];
}

export interface Qr {
  readonly link: Link;
  readonly secret: Secret | null;
}

type LinkError = 'malformed' | 'newerVersion';

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url');

export function encodeLink({ publicKey, addresses }: Link): string {
  const fields = addresses
    .slice(0, MAX_ADDRESSES)
    .map(({ host, port }) => `&a=${host.includes(':') ? `[${host}]` : host}:${port}`);
  return `ferry:1?k=${base64(publicKey)}${fields.join('')}`;
}

/** For drawing only: this text is not to be logged, copied or kept. */
export const encodeQr = (link: Link, secret: Secret): string => `${encodeLink(link)}&s=${base64(secret.reveal())}`;

export const isLinkText = (text: string): boolean => /^\s*ferry:/i.test(text);

/** A link is a QR without a secret. */
export function parseQr(text: string): Result<Qr, LinkError> {
  if (text.length > MAX_LENGTH) return err('malformed');
  const [, version, query] = /^ferry:([1-9]\d{0,2})(?:\?(.*))?$/.exec(text.trim()) ?? [];
  if (version === undefined) return err('malformed');
  if (version !== '1') return err('newerVersion');
  const fields = (query ?? '').split('&');
  const publicKey = bytesOf(fields.shift(), 'k=', KEY_BYTES);
  const hasSecret = fields.at(-1)?.startsWith('s=') ?? false;
  const secret = hasSecret ? bytesOf(fields.pop(), 's=', SECRET_BYTES) : null;
  if (publicKey === null || (hasSecret && secret === null)) return err('malformed');
  const addresses = fields.map(addressOf).filter((address) => address !== null);
  const isFew = fields.length >= 1 && fields.length <= MAX_ADDRESSES;
  if (!isFew || addresses.length !== fields.length) return err('malformed');
  return ok({ link: { publicKey, addresses }, secret: secret === null ? null : new Secret(secret) });
}

/** Base64url without padding, in the one spelling that these bytes have. */
function bytesOf(field: string | undefined, name: string, length: number): Uint8Array | null {
  if (!field?.startsWith(name)) return null;
  const text = field.slice(name.length);
  const bytes = Uint8Array.from(Buffer.from(text, 'base64url'));
  return bytes.length === length && base64(bytes) === text ? bytes : null;
}

function addressOf(field: string): LinkAddress | null {
  const [, v6, v4, port] = /^a=(?:\[([0-9a-f:]{2,39})\]|(\d+\.\d+\.\d+\.\d+)):([1-9]\d{0,4})$/.exec(field) ?? [];
  const host = v6 ?? v4;
  if (host === undefined || Number(port) > 65_535) return null;
  // Letters without a colon would be a name.
  if (v6 !== undefined && !v6.includes(':')) return null;
  return isDialable(host) && isCanonical(host) ? { host, port: Number(port) } : null;
}

/** The URL parser writes each address in one way. */
function isCanonical(host: string): boolean {
  const written = host.includes(':') ? `[${host}]` : host;
  return URL.canParse(`http://${written}`) && new URL(`http://${written}`).hostname === written;
}

/** Neither nobody, nor a group, nor everybody, nor an IPv4 address in disguise. */
const isDialable = (host: string): boolean =>
  host.includes(':')
    ? host !== '::' && !host.startsWith('ff') && !host.startsWith('::ffff:')
    : !/^(0|22[4-9]|23\d|24\d|25\d)\./.test(host);
