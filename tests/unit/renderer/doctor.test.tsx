// "Can't see a device?" with each finding there is, and the ways that need no looking.
import { describe, expect, test } from 'vitest';
import { type Finding, finding } from '../../../src/contract/doctor.ts';
import { errorInfo } from '../../../src/contract/errors.ts';
import type { ShellFacts } from '../../../src/contract/window.ts';
import { Ready } from '../../../src/renderer/app.tsx';
import { AddedWords, withShortText } from '../../../src/renderer/parts/add-by-address.tsx';
import { FindingList } from '../../../src/renderer/parts/finding-list.tsx';
import { OwnWays } from '../../../src/renderer/parts/own-address.tsx';
import { Checks } from '../../../src/renderer/screens/doctor.tsx';
import { findingText, stringsFor } from '../../../src/strings/index.ts';
import { SAMPLE_FINDINGS } from '../strings/finding-samples.ts';
import { createFakeBridge, FACTS, sampleState } from './fake-bridge.ts';
import { idOf, nearbyDevice, tables } from './nearby-samples.ts';
import { inLanguage, PSEUDO, untranslatedBut, wordsOf } from './shown-words.tsx';

const EN = stringsFor('en', []);
const moves = { again() {}, addByAddress() {}, chooseNetwork() {} };
const props = { bridge: createFakeBridge(), platform: 'linux', moves } as const;

const listed = (of: Finding, platform: ShellFacts['platform'] = 'linux', languages: readonly string[] = ['en']) =>
  inLanguage(languages, <FindingList {...props} platform={platform} findings={[of]} />);

const plain = (text: string) => text.replaceAll(/[\u2066-\u2069]/g, '').trim();
const words = (html: string) => wordsOf(html).map(plain);
const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;');
const buttons = (html: string) => [...html.matchAll(/<button[^>]*>([^<]*)/g)].map(([, label]) => label);

describe('a finding', () => {
  test.each(SAMPLE_FINDINGS.map((each) => [`${each.code} ${JSON.stringify(each.facts)}`, each] as const))(
    '%s shows its mark, its title and why',
    (_code, each) => {
      const html = listed(each);
      const { title, next } = findingText(EN.doctor.findings, each);
      expect(words(html)).toContain(EN.doctor.state[each.state]);
      expect(words(html)).toContain(escaped(title));
      if (next !== '') expect(words(html)).toContain(escaped(next));
      expect(html).toContain(`data-state="${each.state}"`);
    },
  );

  test.each(['linux', 'macos', 'windows'] as const)(
    'has at most one button and no word of its own on %s',
    (platform) => {
      for (const each of SAMPLE_FINDINGS) {
        const html = listed(each, platform, PSEUDO);
        expect(buttons(html).length).toBeLessThanOrEqual(1);
        const commands = [...html.matchAll(/<code[^>]*>(.*?)<\/code>/gsu)].flatMap(([, code]) => wordsOf(code ?? ''));
        expect(untranslatedBut(commands)(html)).toEqual([]);
      }
    },
  );

  test('says the exact step in words where no button does it', () => {
    for (const each of SAMPLE_FINDINGS) {
      const { step } = findingText(EN.doctor.findings, each);
      if (step === '' || ['beVisible', 'chooseNetwork', 'addByAddress', 'allowThere', 'receive'].includes(each.action))
        continue;
      expect(words(listed(each, 'windows'))).toContain(escaped(step));
    }
  });

  test.each([
    ['port.closed', finding('port.closed', {}), 'Try again'],
    ['port.hidden', finding('port.hidden', {}), 'Be visible for 10 minutes'],
    ['network.off', finding('network.off', { names: ['eth0'] }), 'Choose networks'],
    ['network.none', finding('network.none', {}), 'Network settings'],
    ['permission.denied', finding('permission.denied', {}), 'Open System Settings'],
    ['multicast.lost', finding('multicast.lost', { names: ['Leo'] }), 'Add by address'],
    ['reach.none_seen', finding('reach.none_seen', {}), 'Add by address'],
    ['localsend.paired_only', finding('localsend.paired_only', {}), 'Be visible for 10 minutes'],
    ['localsend.failed', finding('localsend.failed', { reason: 'EACCES' }), 'Try again'],
  ])('%s has the button that helps', (_code, each, label) => {
    expect(buttons(listed(each))).toEqual([label]);
  });

  test.each([
    finding('program.agreed_port', { port: 1, program: 'nc', ownPort: 2 }),
    finding('vpn.takes_local', { names: ['wg0'] }),
    finding('isolation.suspected', { names: ['Leo'] }),
    finding('reach.silent', { names: ['Leo'] }),
    finding('localsend.other_port', { port: 1, program: 'nc', ownPort: 2 }),
    finding('localsend.not_receiving', {}),
  ])('$code is only words', (each) => {
    expect(buttons(listed(each))).toEqual([]);
  });

  test('names no command of the terminal, but on Linux those that open the firewall', () => {
    for (const each of SAMPLE_FINDINGS)
      expect(plain(listed(each)).replaceAll(/<code.*?<\/code>/gs, '')).not.toMatch(/ferry \w+”|sudo/);
  });

  test('about the firewall has commands to copy on Linux, and a page of the system elsewhere', () => {
    const forLocalSend = finding('localsend.blocked', { firewall: 'ufw', port: 51_000, place: '', udpPort: 53_317 });
    const commands = listed(forLocalSend).replaceAll(/<\/?span[^>]*>/g, '');
    for (const command of ['sudo ufw allow 51000/tcp', 'sudo ufw allow 53317/udp']) expect(commands).toContain(command);
    const each = finding('firewall.blocks', { firewall: 'ufw', port: 51_000, place: '' });
    const html = listed(each);
    expect(html.replaceAll(/<\/?span[^>]*>/g, '')).toContain('<code dir="ltr">sudo ufw allow 51000/tcp</code>');
    expect(buttons(html)).toEqual(['Copy commands']);
    expect(buttons(listed(each, 'macos'))).toEqual(['Firewall settings']);
    const unknown = finding('callback.fails', { names: ['Leo'], firewall: '', port: 51_000, place: '' });
    expect(buttons(listed(unknown))).toEqual([]);
  });

  test('shows what names hide', () => {
    const html = listed(finding('reach.works', { names: ['a\u202eb'] }));
    expect(html).toContain('a&lt;U+202E&gt;b');
    expect(html).not.toContain('\u202e');
  });
});

describe('the checks', () => {
  const shown = (looked: Parameters<typeof Checks>[0]['looked']) =>
    words(inLanguage(['en'], <Checks {...props} looked={looked} />));

  test('say that they are looking, what came of it, and that nothing is wrong', () => {
    expect(shown({ report: null, problem: null })).toEqual(['Looking…']);
    const fine = { findings: [finding('vpn.none', {}), finding('reach.none_seen', {})] };
    expect(shown({ report: fine, problem: null })).toContain(EN.doctor.allFine);
    const bad = { findings: [finding('port.hidden', {})] };
    expect(shown({ report: bad, problem: null })).not.toContain(EN.doctor.allFine);
  });

  test('say why they couldn’t look, beside what was found before', () => {
    const report = { findings: [finding('vpn.none', {})] };
    const said = shown({ report, problem: errorInfo('internal', { note: '' }) });
    expect(said).toContain('Something went wrong on our side');
    expect(said).toContain('No VPN is active');
  });
});

describe('what came of an address', () => {
  const said = (standing: Parameters<typeof AddedWords>[0]['standing'], state = sampleState()) =>
    words(inLanguage(['en'], <AddedWords standing={standing} state={state} />));

  test('is said at each step', () => {
    expect(said({ at: 'idle' })).toEqual([]);
    expect(said({ at: 'calling' })).toEqual(['Calling it…']);
    expect(said({ at: 'reading' })).toEqual(['Reading the picture…']);
    expect(said({ at: 'added', id: idOf('1') })).toEqual(['It answered, and is now under Nearby.']);
    const state = { ...sampleState(), ...tables({ nearby: [nearbyDevice('1')] }) };
    expect(said({ at: 'added', id: idOf('1') }, state)).toEqual(['Studio PC is now under Nearby.']);
  });
});

test('what was meant is said back only as far as it may be read', () => {
  const text = (of: string) => withShortText(errorInfo('nearby.not_an_address', { text: of })).details;
  expect(text('what is this')).toEqual({ text: 'what is this' });
  expect(text('a\u202eb')).toEqual({ text: 'a<U+202E>b' });
  expect(text('x'.repeat(2000))).toEqual({ text: `${'x'.repeat(60)}…` });
});

describe('this device’s address', () => {
  const ways = { addresses: ['192.168.1.20', '[fe80::1]:51000'], link: 'ferry:1?k=abc' };

  test('is shown with its link and a QR code that has a name', () => {
    const html = inLanguage(['en'], <OwnWays ways={ways} />);
    const said = words(html);
    for (const word of [
      ...ways.addresses,
      ways.link,
      'Copy 192.168.1.20',
      'Copy link',
      'QR code with this device’s link',
    ])
      expect(said).toContain(word);
    expect(html).toMatch(/<svg[^>]* role="img"/);
    expect(untranslatedBut([...ways.addresses, ways.link])(inLanguage(PSEUDO, <OwnWays ways={ways} />))).toEqual([]);
  });

  test('is missing where nobody can connect', () => {
    expect(words(inLanguage(['en'], <OwnWays ways={{ addresses: [], link: null }} />))).toEqual([EN.otherWays.ownNone]);
  });
});

describe('the screen', () => {
  test.each([['en-x-pseudo'], ['de'], ['he']])('is there in %s, with one heading', (language) => {
    const html = inLanguage(
      [],
      <Ready
        bridge={createFakeBridge()}
        facts={{ ...FACTS, languages: [language], screen: 'doctor' }}
        state={sampleState()}
      />,
    );
    expect(html).toContain('data-screen="doctor"');
    expect(html.match(/<h1 [^>]*tabindex="-1"/g)).toHaveLength(1);
    expect(words(html)).toContain(stringsFor('system', [language]).doctor.title);
    if (language === 'en-x-pseudo') expect(untranslatedBut([])(html)).toEqual([]);
  });
});
