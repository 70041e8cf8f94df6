// What is refused of a request by its first lines alone. No page in a browser may speak with this server: it sends its
// origin along, or comes under a name that somebody else's DNS has for our address.
import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import type { Refusal } from './handlers.ts';

/** Null where there is nothing to say against it. */
export function refusalOf(request: IncomingMessage, mostHeaders: number): Refusal | null {
  if (request.rawHeaders.length / 2 > mostHeaders) return { status: 431, message: 'too many headers' };
  if (!isOwnHost(request)) return { status: 421, message: 'not a host of this device' };
  if (isOfPage(request)) return { status: 403, message: 'not for web pages' };
  if (request.method !== 'GET' && request.method !== 'POST') return { status: 405, message: 'GET and POST only' };
  const coding = request.headers['content-encoding'] ?? 'identity';
  return coding === 'identity' ? null : { status: 415, message: 'content that is encoded' };
}

/** How this device is called: by an address, or by itself. */
function isOwnHost({ headersDistinct: { host = [] } }: IncomingMessage): boolean {
  const [, bracketed, plain = ''] = /^(?:\[([^\]]+)\]|([^:[\]]+))(?::\d{1,5})?$/.exec(host[0] ?? '') ?? [];
  if (host.length !== 1) return false;
  if (bracketed !== undefined) return isIP(bracketed) === 6 && !isNowhere(bracketed);
  return plain.toLowerCase() === 'localhost' || (isIP(plain) === 4 && !isNowhere(plain)) || isWithZone(plain);
}

/**
 * What the official app writes for a link-local address, since no URL takes one with its zone: `fe80--1s3` and a name
 * below a part of the DNS that nobody may give out.
 */
function isWithZone(name: string): boolean {
  const [, address = ''] = /^(fe80[0-9a-f-]{3,36})s\d{1,10}\.scoped\.localsend\.internal$/i.exec(name) ?? [];
  return isIP(address.replaceAll('-', ':')) === 6;
}

/** `0.0.0.0` and `::`, which some systems take for themselves, and browsers for somebody else. */
const isNowhere = (address: string): boolean => /^[0:.]+$/.test(address);

/** What an address bar asks for comes from nowhere, and changes nothing. */
function isOfPage({ headers }: IncomingMessage): boolean {
  return headers.origin !== undefined || (headers['sec-fetch-site'] ?? 'none') !== 'none';
}
