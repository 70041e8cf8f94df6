// Links as people have them, each between two computers of its own: as fast as a cable, and as slow and lossy as Wi-Fi.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type { Result } from '../../src/base/result.ts';
import { err, ok } from '../../src/base/result.ts';
import { onPath, SERVER_FOLDERS } from '../peers.ts';
import { Program } from '../program.ts';
import type { Places } from '../transfer/places.ts';
import { ip, Namespaces, whyNoNamespaces, within } from './namespaces.ts';

export const LINK_NAMES = ['gigabit', 'wifi'] as const;
export type LinkName = (typeof LINK_NAMES)[number];

const CONGESTION = 'net.ipv4.tcp_congestion_control';
const WIFI = { mbit: 300, delayMs: 1.5, loss: 0.005, queueKib: 512 };

export interface Link {
  readonly name: LinkName;
  readonly title: string;
  readonly places: Places;
}

export interface Links {
  readonly links: readonly Link[];
  /** As the kernel says that both ends of all of them have it. */
  readonly congestion: string;
  close(): Promise<void>;
}

/** Why there can be none here; null where they can be made. */
export function whyNoLinks(names: readonly LinkName[], congestion: string): string | null {
  // It hardly minds losses: the link would be another than the one that people have.
  if (names.includes('wifi') && congestion === 'bbr')
    return 'bbr hides what the Wi-Fi-like link loses, and few systems have it: choose another congestion control.';
  if (names.includes('wifi') && compiler() === null)
    return 'The Wi-Fi-like link needs a C compiler (cc), which is not installed.';
  if (names.includes('gigabit') && onPath('tc', SERVER_FOLDERS) === null)
    return 'The 1 Gbit/s link needs tc of iproute2, which is not installed.';
  return whyNoNamespaces();
}

/** Compiles what it needs into the folder. */
export async function makeLinks(
  folder: string,
  names: readonly LinkName[],
  congestion: string,
): Promise<Result<Links, string>> {
  const why = whyNoLinks(names, congestion);
  if (why !== null) return err(why);
  const namespaces = new Namespaces();
  const refuse = async (sentence: string) => {
    await namespaces.close();
    return err(sentence);
  };
  try {
    const links: Link[] = [];
    for (const name of names) {
      const ends = { sender: namespaces.add(`${name}-a`), receiver: namespaces.add(`${name}-b`) };
      for (const end of Object.values(ends)) {
        const found = setCongestion(end, congestion);
        if (found !== congestion)
          return await refuse(`A namespace can't have ${congestion} as its congestion control here; it has ${found}.`);
      }
      links.push(name === 'gigabit' ? gigabit(namespaces, ends) : await wifi(folder, ends));
    }
    return ok({ links, congestion, close: () => namespaces.close() });
  } catch (error) {
    return refuse(error instanceof Error ? error.message : String(error));
  }
}

interface Ends {
  readonly sender: string;
  readonly receiver: string;
}

/** Gives what the kernel says that it is then. */
function setCongestion(namespace: string, name: string): string {
  spawnSync('ip', ['netns', 'exec', namespace, 'sysctl', '-qw', `${CONGESTION}=${name}`]);
  // What one connection learned of the link would be a gift to the next, whoever's it is.
  within(namespace, 'sysctl', '-qw', 'net.ipv4.tcp_no_metrics_save=1');
  return within(namespace, 'sysctl', '-n', CONGESTION);
}

function gigabit(namespaces: Namespaces, ends: Ends): Link {
  const places = {
    sender: { address: '10.77.1.1', namespace: ends.sender },
    receiver: { address: '10.77.1.2', namespace: ends.receiver },
  };
  namespaces.connect(ends.sender, ends.receiver, 'eth0');
  for (const { address, namespace } of Object.values(places)) {
    ip('-n', namespace, 'addr', 'add', `${address}/24`, 'dev', 'eth0');
    const shape = ['rate', '1gbit', 'burst', '128k', 'latency', '10ms'];
    within(namespace, 'tc', 'qdisc', 'replace', 'dev', 'eth0', 'root', 'tbf', ...shape);
  }
  return { name: 'gigabit', title: '1 Gbit/s by a token bucket', places };
}

async function wifi(folder: string, ends: Ends): Promise<Link> {
  const places = {
    sender: { address: '10.77.2.1', namespace: ends.sender },
    receiver: { address: '10.77.2.2', namespace: ends.receiver },
  };
  const { mbit, delayMs, loss, queueKib } = WIFI;
  const command = join(folder, 'linksim');
  const source = join(import.meta.dirname, 'linksim.c');
  const made = spawnSync(compiler() ?? '', ['-O2', '-o', command, source], { encoding: 'utf8' });
  if (made.status !== 0) throw new Error(`The link's simulator could not be compiled: ${made.stderr.trim()}`);
  const computers = Object.values(places).flatMap(({ address, namespace }) => [namespace, address]);
  const numbers = [mbit, delayMs, loss, queueKib].map(String);
  // It ends with the namespaces.
  await new Program({ command, args: [...computers, ...numbers] }).expect((line) => (line === 'ready' ? true : null));
  const title = `${mbit} Mbit/s, ${2 * delayMs} ms there and back, ${100 * loss} % lost each way, a queue of ${queueKib} KiB`;
  return { name: 'wifi', title, places };
}

function compiler(): string | null {
  return onPath('cc') ?? onPath('gcc') ?? onPath('clang');
}
