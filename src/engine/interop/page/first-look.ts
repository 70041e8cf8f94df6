// What is refused of a request by its first lines alone. A page of somebody else's, in a visitor's browser, may neither
// speak with this server nor show what it says: it comes from another origin, or under a name that somebody else's DNS has
// for our address.
import type { IncomingMessage } from 'node:http';

export interface OwnOrigin {
  /** `http` or `https`. */
  readonly scheme: string;
  readonly port: number;
  /** Names and addresses by which this device may be called; of IPv6 in brackets. */
  readonly hosts: ReadonlySet<string>;
}

/** Null where there is nothing to say against it; else the status. */
export function refusalOf(request: IncomingMessage, own: OwnOrigin, mostHeaders: number): number | null {
  const { method, rawHeaders, headers } = request;
  if (rawHeaders.length / 2 > mostHeaders) return 431;
  const host = ownHost(request, own);
  if (host === null) return 421;
  if (method !== 'GET' && method !== 'HEAD' && method !== 'POST') return 405;
  if (!isOwn(request, own, host)) return 403;
  return (headers['content-encoding'] ?? 'identity') === 'identity' ? null : 415;
}

/** As it was said, with its port where that isn't the scheme's own. */
function ownHost({ headersDistinct: { host = [] } }: IncomingMessage, { hosts, port, scheme }: OwnOrigin) {
  const [said = '', ...others] = host.map((each) => each.toLowerCase());
  const [, name = '', saidPort] = /^(\[[^\]]*\]|[^:[\]]*)(?::(\d{1,5}))?$/.exec(said) ?? [];
  const usual = scheme === 'https' ? 443 : 80;
  const isHere = hosts.has(name) && Number(saidPort ?? usual) === port;
  return isHere && others.length === 0 ? said : null;
}

/**
 * Whoever changes something says by which page; a browser always does. To look at the page itself, one may come from
 * wherever the link was; to fetch what belongs to it, from nowhere else.
 */
function isOwn({ method, headers }: IncomingMessage, { scheme }: OwnOrigin, host: string): boolean {
  const site = headers['sec-fetch-site'] ?? 'same-origin';
  const isFromHere = site === 'same-origin' || site === 'none';
  if (headers.origin !== undefined && headers.origin !== `${scheme}://${host}`) return false;
  return isFromHere || (method !== 'POST' && headers['sec-fetch-mode'] === 'navigate');
}
