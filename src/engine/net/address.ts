// Addresses as they are typed: a host, or a host and a port.
import { isIPv4, isIPv6 as isWholeIPv6 } from 'node:net';
import { domainToASCII } from 'node:url';

export interface TypedAddress {
  readonly host: string;
  readonly port: number | null;
}

const NAME_PART = /^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/;

/** What Node needs longest to check is asked only of what may be one. */
const isIPv6 = (text: string): boolean => /:.*:/.test(text) && isWholeIPv6(text);

/** `192.0.2.7`, `[::1]:26810`, `fe80::1%eth0`, `studio.local:26810`; null where it is none. */
export function parseAddress(text: string): TypedAddress | null {
  if (isIPv6(text)) return { host: text, port: null };
  const bracketed = /^\[([^\]]*)\](?::(\d+))?$/.exec(text);
  if (bracketed) return isIPv6(bracketed[1] ?? '') ? withPort(bracketed[1] ?? '', bracketed[2]) : null;
  const [, host = '', port] = /^([^:]*)(?::(\d+))?$/.exec(text) ?? [];
  return isIPv4(host) || isHostName(host) ? withPort(host, port) : null;
}

/** Whether it can only have been meant as an address: no device's name looks like that by chance. */
export const looksLikeAddress = (text: string): boolean =>
  !/\s/.test(text) && (/^\[|[:.]/.test(text) || text.toLowerCase() === 'localhost');

export function writeAddress({ host, port }: TypedAddress): string {
  if (port === null) return host;
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

function withPort(host: string, port: string | undefined): TypedAddress | null {
  if (port === undefined) return { host, port: null };
  const number = Number(port);
  return number >= 1 && number <= 65_535 ? { host, port: number } : null;
}

function isHostName(text: string): boolean {
  // The conversion would take what stands before a slash or a question mark for the name.
  if (!/^[\p{L}\p{M}\p{N}._-]+$/u.test(text)) return false;
  const ascii = domainToASCII(text);
  const parts = ascii.replace(/\.$/, '').split('.');
  // What ends in figures is a mistyped IPv4 address: no name does.
  return ascii.length <= 253 && parts.every((part) => NAME_PART.test(part)) && !/^\d+$/.test(parts.at(-1) ?? '');
}
