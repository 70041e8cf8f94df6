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

/** What an administrator types to let Ferry in; null where that isn't done by a command. */
export function letInCommands(firewall: string, port: number, place: string): readonly string[] | null {
  if (firewall === 'ufw') return [`sudo ufw allow ${port}/tcp`];
  if (firewall === 'firewalld') {
    const zone = place === '' ? '' : ` --zone=${place}`;
    return [
      `sudo firewall-cmd --permanent${zone} --add-port=${port}/tcp --add-service=mdns`,
      'sudo firewall-cmd --reload',
    ];
  }
  if (firewall !== 'nftables' || place === '') return null;
  return [`sudo nft insert rule ${place} meta l4proto { tcp, udp } th dport { ${port}, 5353 } accept`];
}
