// What the doctor says, in every language: what was found, which, and one step, that holds what it is about.
import { describe, expect, test } from 'vitest';
import { finding } from '../../../src/contract/doctor.ts';
import { de } from '../../../src/strings/de.ts';
import { en } from '../../../src/strings/en.ts';
import { he } from '../../../src/strings/he.ts';
import { findingText } from '../../../src/strings/index.ts';
import { SAMPLE_FINDINGS } from './finding-samples.ts';

describe.each(Object.entries({ en, de, he }))('a finding in %s', (_name, strings) => {
  const text = (each: (typeof SAMPLE_FINDINGS)[number]) => findingText(strings.doctor.findings, each);

  test.each(SAMPLE_FINDINGS.map((each) => [`${each.code} ${JSON.stringify(each.facts)}`, each] as const))(
    '%s has a title without a full stop or a path, and sentences behind it',
    (_code, each) => {
      const { title, next, step } = text(each);
      expect(title).toMatch(/[^.]$/);
      expect(title).not.toMatch(/[\\/]|\d{4}/);
      if (next !== '') expect(next).toMatch(/\.$/);
      if (step !== '') expect(step).toMatch(/[.]$/);
      // What is bad says why and what to do; what is good asks for nothing.
      if (each.state === 'bad') expect([next, step]).not.toContain('');
      if (each.state === 'good') expect(step).toBe('');
    },
  );

  test.each(SAMPLE_FINDINGS.map((each) => [`${each.code} ${JSON.stringify(each.facts)}`, each] as const))(
    '%s holds its facts',
    (_code, each) => {
      const { title, next, step } = text(each);
      const { firewall: _firewall, place: _place, ...facts } = each.facts as Record<string, unknown>;
      for (const fact of Object.values(facts).flat()) expect(`${title}\n${next}\n${step}`).toContain(String(fact));
    },
  );

  test('has the exact step for each firewall', () => {
    const stepOf = (firewall: 'ufw' | 'firewalld' | 'nftables', place: string): string =>
      text(finding('firewall.blocks', { firewall, port: 51_000, place })).step;
    expect(stepOf('ufw', '')).toContain('sudo ufw allow 51000/tcp');
    expect(stepOf('firewalld', 'home')).toContain(
      'sudo firewall-cmd --permanent --zone=home --add-port=51000/tcp --add-service=mdns',
    );
    expect(stepOf('firewalld', '')).toContain('sudo firewall-cmd --permanent --add-port=51000/tcp');
    expect(stepOf('firewalld', '')).toContain('sudo firewall-cmd --reload');
    expect(stepOf('nftables', 'inet filter input')).toContain(
      'sudo nft insert rule inet filter input meta l4proto { tcp, udp } th dport { 51000, 5353 } accept',
    );
    expect(stepOf('nftables', '')).toContain('51000');
  });

  test('has a step that lets in both of what devices with LocalSend come by', () => {
    const stepOf = (firewall: 'ufw' | 'firewalld' | 'nftables', place: string, port = 53_317): string =>
      text(finding('localsend.blocked', { firewall, port, place, udpPort: 53_317 })).step;
    expect(stepOf('ufw', '')).toMatch(/sudo ufw allow 53317(?!\/)/);
    expect(stepOf('ufw', '', 51_000)).toMatch(/sudo ufw allow 51000\/tcp.*sudo ufw allow 53317\/udp/s);
    expect(stepOf('firewalld', 'home')).toContain(
      'sudo firewall-cmd --permanent --zone=home --add-port=53317/tcp --add-port=53317/udp',
    );
    expect(stepOf('nftables', 'inet filter input')).toContain(
      'sudo nft insert rule inet filter input meta l4proto { tcp, udp } th dport { 53317 } accept',
    );
    expect(stepOf('nftables', 'inet filter input', 51_000)).toContain('th dport { 51000, 53317 } accept');
    expect(stepOf('nftables', '', 51_000)).toMatch(/51000.*53317/);
  });
});
