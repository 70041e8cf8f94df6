import type { Finding, FindingCode, FindingFacts } from '../contract/doctor.ts';

/** What was found; why it matters, or which ones; what to do, in words. '' where there is nothing to say. */
export interface FindingText {
  readonly title: string;
  readonly next: string;
  readonly step: string;
}

/** One for every code: a code without one doesn't compile. */
export type FindingTexts = { readonly [C in FindingCode]: (facts: FindingFacts[C]) => FindingText };

export function findingText(texts: FindingTexts, { code, facts }: Finding): FindingText {
  // Each code is paired with its own facts by construction; the compiler can't follow that through a union.
  const sentences = texts[code] as (facts: Finding['facts']) => FindingText;
  return sentences(facts);
}

export const found = (title: string, next = '', step = ''): FindingText => ({ title, next, step });

/** By which Ferry's devices are announced, and those that have LocalSend by another. */
export const MDNS_PORT = 5353;

/** What an administrator types to let Ferry in; null where that isn't done by a command. */
export function letInCommands(
  firewall: string,
  port: number,
  place: string,
  udpPort = MDNS_PORT,
): readonly string[] | null {
  if (firewall === 'ufw') {
    // It lets mDNS in by itself.
    if (udpPort === MDNS_PORT) return [`sudo ufw allow ${port}/tcp`];
    if (udpPort === port) return [`sudo ufw allow ${port}`];
    return [`sudo ufw allow ${port}/tcp`, `sudo ufw allow ${udpPort}/udp`];
  }
  if (firewall === 'firewalld') {
    const zone = place === '' ? '' : ` --zone=${place}`;
    const announced = udpPort === MDNS_PORT ? '--add-service=mdns' : `--add-port=${udpPort}/udp`;
    return [`sudo firewall-cmd --permanent${zone} --add-port=${port}/tcp ${announced}`, 'sudo firewall-cmd --reload'];
  }
  if (firewall !== 'nftables' || place === '') return null;
  return [
    `sudo nft insert rule ${place} meta l4proto { tcp, udp } th dport { ${[...new Set([port, udpPort])].join(', ')} } accept`,
  ];
}
