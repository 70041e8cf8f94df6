// `ferry send` at a real terminal, to a phone whose person has set a PIN in LocalSend: typed there, and never seen.
import { once } from 'node:events';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { engineOn } from '../support/engine-on.ts';
import { withCertificate } from '../support/guest-engine.ts';
import { AppOn } from '../support/localsend/app-on.ts';
import { canMakeSpaces, type Host, NetSpace } from '../support/net-space.ts';
import { Said } from '../support/said.ts';
import { FERRY } from '../support/serve-child.ts';
import { tempFolder } from '../support/temp-folder.ts';

const PORT = 53_317;
const PIN = 'kaktus 471193';

/** A terminal that shows what is typed, until a program has it do otherwise. */
function typeAt(host: Host, command: string) {
  const child = host.spawn('script', ['--quiet', '--flush', '--return', '--command', command, '/dev/null'], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, LC_ALL: 'C.UTF-8', SHELL: '/bin/sh' },
  });
  const exit = once(child, 'close').then(([code]) => code as number | null);
  const said = new Said(child.stdout);
  let asked = 0;
  return {
    exit,
    said,
    /** At the next question. */
    async type(line: string): Promise<void> {
      asked++;
      const isAsked = (text: string) => (text.split('not shown here:').length > asked ? 'asked' : undefined);
      await said.until(`question ${asked}`, isAsked);
      child.stdin?.write(`${line}\r`);
    },
  };
}

it.skipIf(!canMakeSpaces())(
  'asks for the PIN of a phone at the terminal, beside a Ferry that receives (needs network namespaces)',
  async () => {
    const space = NetSpace.open();
    const [here, there] = [space.addHost('here'), space.addHost('there')];
    const [folder, inbox] = [await withCertificate(await tempFolder()), await tempFolder()];
    const ferry = await engineOn(here, 'Studio PC', { folder });
    await ferry.ask('receive.offers', { into: null });
    const phone = await AppOn.start(there, {
      ...{ version: '1.17', alias: 'Phone', folder: inbox, decide: 'accept', pin: PIN, discoveryTimeoutMs: 10_000 },
      ...{ interfaceAddress: '::', port: PORT, multicastPort: PORT, multicastInterfaces: [there.addressOf()] },
    });
    await phone.ask('announce', [100]);
    await ferry.until('the phone', ({ nearby }) => Object.values(nearby).find(({ via }) => via));
    const path = join(folder, 'notes.txt');
    await writeFile(path, 'content');
    const words = `send "${path}" --to Phone --data "${join(folder, 'data')}"`;
    const terminal = typeAt(here, `"${process.execPath}" "${FERRY}" ${words}`);
    await terminal.type('471193');
    await terminal.type(PIN);
    expect([await terminal.exit, terminal.said.text]).toEqual([0, expect.stringContaining('Sent 1 file')]);
    expect(terminal.said.text).toContain('That isn’t the PIN of Phone');
    expect(terminal.said.text).not.toContain('471193');
    expect(await readFile(join(inbox, 'notes.txt'), 'utf8')).toBe('content');
    await ferry.stop();
    const kept = await readdir(join(folder, 'data'), { recursive: true, withFileTypes: true });
    const texts = kept
      .filter((each) => each.isFile())
      .map((file) => readFile(join(file.parentPath, file.name), 'utf8'));
    expect((await Promise.all(texts)).join('\n')).not.toContain('471193');
  },
);
