// The routers of this computer's networks, by whose hardware address a network is known again: a subnet alone is the same
// in a thousand cafés. Only Linux says so in files; elsewhere nothing is known again, and each network is new each time.
import { readFileSync } from 'node:fs';

export interface Gateway {
  /** The interface that leads there. */
  readonly via: string;
  /** As text, without meaning but to be compared. */
  readonly hardware: string;
}

const NO_HARDWARE = '00:00:00:00:00:00';

export async function findGateways(): Promise<readonly Gateway[]> {
  if (process.platform !== 'linux') return [];
  return gatewaysIn(textOf('/proc/net/route'), textOf('/proc/net/arp'));
}

/** The kernel makes it up from what it has in memory. */
function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // A system that hides it.
    return '';
  }
}

export function gatewaysIn(routes: string, neighbours: string): readonly Gateway[] {
  const hardware = new Map<string, string>();
  for (const [address = '', , , mac = '', , via = ''] of rowsOf(neighbours))
    if (mac !== NO_HARDWARE) hardware.set(`${via} ${address}`, mac);
  return rowsOf(routes).flatMap(([via = '', to, gateway = '']) => {
    const found = to === '00000000' ? hardware.get(`${via} ${dotted(gateway)}`) : undefined;
    return found === undefined ? [] : [{ via, hardware: found }];
  });
}

const rowsOf = (table: string): readonly (readonly string[])[] =>
  table
    .split('\n')
    .slice(1)
    .filter((line) => line.trim() !== '')
    .map((line) => line.trim().split(/\s+/));

/** The kernel writes an address as one number, its first byte last. */
const dotted = (hex: string): string =>
  [...hex.matchAll(/../g)]
    .reverse()
    .map(([byte]) => Number.parseInt(byte, 16))
    .join('.');
