// Every finding of the doctor with facts to say it with, and its texts in a language.
import { type Finding, type FindingCode, type FindingFacts, finding } from '../../../src/contract/doctor.ts';
import type { Strings } from '../../../src/strings/en.ts';
import { findingText } from '../../../src/strings/index.ts';

const wires = { names: ['eth0', 'wlan0'] };
const devices = { names: ['Studio PC', 'Leo'] };
const one = { names: ['Studio PC'] };
const ufw = { firewall: 'ufw', port: 26_810, place: '' } as const;
const byFirewall = [
  ufw,
  { firewall: 'firewalld', port: 26_810, place: 'public' },
  { firewall: 'firewalld', port: 26_810, place: '' },
  { firewall: 'nftables', port: 26_810, place: 'inet filter input' },
  { firewall: 'nftables', port: 26_810, place: '' },
  { firewall: 'windows', port: 26_810, place: '' },
  { firewall: 'macos', port: 26_810, place: '' },
] as const;

const forLocalSend = byFirewall.map((each) => ({ ...each, port: 51_000, udpPort: 53_317 }));

/** A new code doesn't compile here until it has a sample. */
const SAMPLES: { readonly [C in FindingCode]: readonly FindingFacts[C][] } = {
  'network.connected': [wires],
  'network.none': [{}],
  'network.only_virtual': [{ names: ['wg0'] }],
  'network.off': [wires],
  'permission.given': [{}],
  'permission.denied': [{}],
  'permission.unknown': [{}],
  'multicast.works': [wires],
  'multicast.refused': [{ ...wires, reason: 'ENODEV' }],
  'multicast.unheard': [wires],
  'multicast.lost': [devices],
  'multicast.unknown': [{}],
  'port.open': [{ port: 26_810 }],
  'port.hidden': [{}],
  'port.closed': [{}],
  'program.none': [{}],
  'program.agreed_port': [
    { port: 26_810, program: 'nc', ownPort: 51_000 },
    { port: 26_810, program: '', ownPort: 51_000 },
  ],
  'program.mdns_port': [
    { port: 5353, program: 'avahi-daemon' },
    { port: 5353, program: '' },
  ],
  'firewall.off': [{}],
  'firewall.allows': [ufw],
  'firewall.passed': [devices],
  'firewall.blocks': byFirewall,
  'firewall.blocks_all': [{}],
  'firewall.public_network': [{}],
  'firewall.suspected': byFirewall,
  'firewall.unseen': byFirewall,
  'firewall.unknown': [{}],
  'vpn.none': [{}],
  'vpn.beside': [{ names: ['wg0'] }],
  'vpn.suspected': [{ names: ['wg0'] }],
  'vpn.takes_local': [{ names: ['wg0'] }],
  'networks.one': [{}],
  'networks.untrusted': [wires],
  'networks.several': [wires],
  'networks.several_suspected': [wires],
  'reach.works': [devices],
  'reach.silent': [one, devices],
  'reach.nobody': [devices],
  'reach.none_seen': [{}],
  'callback.works': [devices],
  'callback.fails': [
    { ...one, ...ufw },
    { ...devices, ...ufw },
    { ...one, ...ufw, firewall: '' },
  ],
  'callback.unknown': [{}],
  'isolation.none': [{}],
  'isolation.suspected': [devices],
  'isolation.unknown': [{}],
  'localsend.open': [{ port: 53_317 }],
  'localsend.other_port': [
    { port: 53_317, program: 'localsend_app', ownPort: 51_000 },
    { port: 53_317, program: '', ownPort: 51_000 },
  ],
  'localsend.hidden': [{}],
  'localsend.paused': [{}],
  'localsend.not_receiving': [{}],
  'localsend.paired_only': [{}],
  'localsend.failed': [{ reason: 'EACCES' }, { reason: '' }],
  'localsend.blocked': forLocalSend,
  'localsend.unseen': forLocalSend,
  'localsend.kept_out': [{}],
  'localsend.unknown': [{}],
};

export const SAMPLE_FINDINGS: readonly Finding[] = Object.entries(SAMPLES).flatMap(([code, samples]) =>
  // Each code stands beside samples of its own facts.
  samples.map((facts) => finding(code as FindingCode, facts as never)),
);

/** Its sentences by path; those that are nothing but names are in no language. */
export function findingTexts(strings: Strings): Map<string, string> {
  const isName = (text: string): boolean => text === '' || /^(?:eth0, wlan0|wg0|Studio PC, Leo)\.$/.test(text);
  return new Map(
    SAMPLE_FINDINGS.flatMap((each, index) =>
      Object.entries(findingText(strings.doctor.findings, each))
        .map(([part, text]) => [`doctor.findings.${each.code}.${index}.${part}`, text] as const)
        .filter(([, text]) => !isName(text.replaceAll(/[\u2066-\u2069]/g, ''))),
    ),
  );
}
