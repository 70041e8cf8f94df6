// Two processes pair by code and by QR, and say all they can; then everything they wrote, said and showed of themselves
// is searched for every secret they touched. Planted leaks show that the search finds.
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { startEngine, testPorts } from '../support/engine.ts';
import { openCertificate } from '../support/own-certificate.ts';
import type { Answer, Leak, Order } from '../support/pair-child.ts';
import { wrongCode } from '../support/pairing.ts';
import { tempFolder } from '../support/temp-folder.ts';

const PROGRAM = join(import.meta.dirname, '../support/pair-child.ts');

const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill();
});

type Is<K extends Answer['is']> = Extract<Answer, { readonly is: K }>;

class Child {
  readonly folder: string;
  /** What it said, and what the kernel tells of it, by where. */
  readonly heard = new Map<string, Buffer[]>();
  readonly #process: ChildProcess;
  readonly #answers: Answer[] = [];
  #wake: () => void = () => undefined;

  constructor(name: string, folder: string) {
    this.folder = folder;
    this.#process = fork(PROGRAM, [name, folder], { stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
    children.push(this.#process);
    for (const where of ['stdout', 'stderr'] as const) {
      this.#process[where]?.on('data', (chunk: Buffer) => this.#hear(where, chunk));
    }
    this.#process.on('message', (answer: Answer) => {
      this.#answers.push(answer);
      this.#wake();
    });
    this.#process.on('exit', () => this.#wake());
  }

  order(order: Order): void {
    this.#process.send(order);
  }

  async answer<K extends Answer['is']>(is: K): Promise<Is<K>> {
    for (;;) {
      const at = this.#answers.findIndex((answer) => answer.is === is);
      if (at !== -1) return this.#answers.splice(at, 1)[0] as Is<K>;
      if (this.#process.exitCode !== null) throw new Error(String(Buffer.concat(this.heard.get('stderr') ?? [])));
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  /** While it runs: what every user of this computer may see of it, and what its own may. */
  look(): void {
    for (const what of ['cmdline', 'environ']) this.#hear(what, readFileSync(`/proc/${this.#process.pid}/${what}`));
  }

  async end(): Promise<void> {
    const closed = once(this.#process, 'close');
    this.order({ act: 'close' });
    await closed;
  }

  /** Every place there is, without identity.json: that is where they belong. */
  places(): Map<string, Buffer> {
    const places = new Map([...this.heard].map(([where, chunks]) => [where, Buffer.concat(chunks)]));
    for (const entry of readdirSync(this.folder, { recursive: true, encoding: 'utf8' })) {
      const path = join(this.folder, entry);
      if (entry !== 'identity.json' && statSync(path).isFile()) places.set(entry, readFileSync(path));
    }
    return places;
  }

  #hear(where: string, chunk: Buffer): void {
    this.heard.set(where, [...(this.heard.get(where) ?? []), chunk]);
  }
}

/** The ways in which bytes may lie in something: as they are, and as text of any usual kind. */
function spellings(bytes: Buffer): Buffer[] {
  const isDigits = bytes.length === 6;
  // At each of the three offsets at which base64 may begin, without the edges.
  const shifted = [0, 1, 2].map((count) => {
    const text = Buffer.concat([Buffer.alloc(count), bytes]).toString('base64');
    return isDigits ? bytes.toString('base64') : text.slice(4, -5);
  });
  const digits = bytes.toString('latin1');
  return [
    bytes,
    ...[
      bytes.toString('hex'),
      bytes.toString('hex').toUpperCase(),
      ...shifted,
      ...shifted.map((text) => text.replaceAll('+', '-').replaceAll('/', '_')),
      bytes.toString('hex').replace(/..(?!$)/g, '$& '),
      Array.from(bytes).join(','),
      Array.from(bytes).join(', '),
      ...(isDigits ? [`${digits.slice(0, 3)} ${digits.slice(3)}`, `${digits.slice(0, 3)}-${digits.slice(3)}`] : []),
    ].map((text) => Buffer.from(text)),
  ];
}

interface Secrets {
  readonly all: ReadonlySet<string>;
  /** May stand in the other device's list. */
  readonly announceKeys: ReadonlySet<string>;
}

/** Where a secret was seen; never which. */
function seen(child: Child, { all, announceKeys }: Secrets): string[] {
  const found = new Set<string>();
  for (const [where, content] of child.places()) {
    for (const secret of all) {
      if (where === 'devices.json' && announceKeys.has(secret)) continue;
      if (spellings(Buffer.from(secret, 'hex')).some((spelling) => content.includes(spelling))) found.add(where);
    }
  }
  return [...found].sort();
}

/** The parts of identity.json: secret halves of the static and the signing key, and the announce key. */
function ownSecrets(folder: string): [string, string, string] {
  const { keys } = JSON.parse(readFileSync(join(folder, 'identity.json'), 'utf8'));
  return [keys.slice(0, 64), keys.slice(64, 128), keys.slice(128, 192)];
}

/** Pairs by both, plants what it is told to, and gives where secrets were seen on each side. */
async function run(leak: Leak) {
  const [typer, displayer] = [
    new Child('Calm Pier', join(await tempFolder(), 'data')),
    new Child('Studio PC', join(await tempFolder(), 'data')),
  ];
  const sides = [typer, displayer];
  const { port, key } = await displayer.answer('ready');
  await typer.answer('ready');
  const shown: string[] = [];
  for (const form of ['code', 'qr'] as const) {
    displayer.order({ act: 'show' });
    const { code, qr } = await displayer.answer('shown');
    shown.push(code, qr);
    const wrong = Buffer.from(wrongCode(String(Buffer.from(code, 'hex')))).toString('hex');
    typer.order({ act: 'type', port, key, form, secrets: form === 'code' ? [wrong, code] : [qr] });
    for (const side of sides) expect((await side.answer('ended')).outcome).toBe('proven');
    for (const side of sides) side.look();
  }
  displayer.order({ act: 'leak', leak });
  await displayer.answer('done');
  const touched: string[] = [];
  for (const side of sides) {
    side.look();
    side.order({ act: 'secrets' });
    touched.push(...(await side.answer('secrets')).secrets);
  }
  for (const side of sides) await side.end();
  const own = sides.map(({ folder }) => ownSecrets(folder));
  const secrets = {
    all: new Set([...touched, ...shown, ...own.flat()]),
    announceKeys: new Set(own.map(([, , announceKey]) => announceKey)),
  };
  return { typer: seen(typer, secrets), displayer: seen(displayer, secrets), secrets, sides, touched, shown, own };
}

describe.skipIf(process.platform !== 'linux')('after pairing by code and by QR (needs /proc)', () => {
  it('no secret is in any log, output, error, file, command line or environment', async () => {
    const { typer, displayer, secrets, sides, touched, shown, own } = await run('none');
    expect([typer, displayer]).toEqual([[], []]);
    // There was much to find: the keys themselves and the code were among what was noted, and all places were looked at.
    expect(secrets.all.size).toBeGreaterThan(30);
    for (const secret of [...shown, ...own.flat()]) expect(touched.includes(secret)).toBe(true);
    for (const side of sides) {
      expect([...side.places().keys()]).toEqual(
        expect.arrayContaining(['stdout', 'stderr', 'cmdline', 'environ', 'ferry.log', 'devices.json']),
      );
      for (const content of side.places().values()) expect(content.length).toBeGreaterThan(10);
      expect(String(side.places().get('ferry.log'))).toContain('pairing ended');
    }
    // The other's announce key is in the list: the search does find what lies there.
    const strict = { ...secrets, announceKeys: new Set<string>() };
    expect(sides.map((side) => seen(side, strict))).toEqual([['devices.json'], ['devices.json']]);
  });

  it.each([
    ['log', ['ferry.log', 'stderr']],
    ['stdout', ['stdout']],
    ['stderr', ['stderr']],
    ['file', ['planted']],
    ['title', ['cmdline']],
  ] as const)('a leak that is planted by %s is seen', async (leak, where) => {
    const { typer, displayer } = await run(leak);
    expect([typer, displayer]).toEqual([[], where]);
  });
});

describe('what LocalSend is kept by', () => {
  it('is in no state, answer or log, and in its own files for nobody else to read', async () => {
    const PIN = 'kaktus-471193';
    const ports = await testPorts();
    const engine = await startEngine(ports);
    await openCertificate(join(ports.dataDir, 'localsend.json')).certificate();
    const patches: unknown[] = [];
    engine.subscribe((patch) => patches.push(patch));
    expect(await engine.invoke('settings.set', { localSendPin: PIN })).toMatchObject({ ok: true });
    const unfit = await engine.invoke('settings.set', { localSendPin: `${PIN} ` });
    // With another certificate, too.
    await engine.invoke('identity.reset');
    const said = [patches, unfit, ports.logged, await engine.invoke('settings.get'), engine.snapshot()];
    await engine.stop();
    const { key } = JSON.parse(readFileSync(join(ports.dataDir, 'localsend.json'), 'utf8'));
    expect(key).toContain('PRIVATE KEY');
    const keyLine = key.split('\n')[5];
    expect(JSON.stringify(said)).toContain('"hasLocalSendPin":true');
    const found = (secret: string) => [
      ...(JSON.stringify(said).includes(secret) ? ['said'] : []),
      ...readdirSync(ports.dataDir, { recursive: true, encoding: 'utf8' }).filter((name) => {
        const path = join(ports.dataDir, name);
        return statSync(path).isFile() && readFileSync(path, 'utf8').includes(secret);
      }),
    ];
    expect([found(PIN), found(keyLine)]).toEqual([['settings.json'], ['localsend.json']]);
    for (const name of ['settings.json', 'localsend.json'])
      expect(statSync(join(ports.dataDir, name)).mode & 0o777).toBe(0o600);
  });
});
