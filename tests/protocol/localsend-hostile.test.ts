// What somebody hostile may try on a whole engine by way of LocalSend: with what is offered, sent, claimed and repeated.
// tests/hostile.md lists it; what is tried on its door alone is in localsend-hostile-http.test.ts.
import { createHash, randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Clock } from '../../src/engine/index.ts';
import { SYSTEM_PORTS } from '../../src/engine/index.ts';
import { inTime } from '../support/busy.ts';
import { GuestEngine, phone, sent } from '../support/guest-engine.ts';
import { made } from '../support/localsend/acting.ts';
import { Calls } from '../support/localsend/call.ts';
import { type AppCertificate, makeCertificate } from '../support/localsend/certificate.ts';

const API = '/api/localsend/v2';
const INFO = { alias: 'Phone', version: '2.1', fingerprint: 'AA', port: 9, protocol: 'https', download: false };

interface Who {
  readonly certificate?: AppCertificate;
  readonly address?: string;
}

/** Somebody else each time, as often as a test likes. */
const strangersCertificate = (number: number): AppCertificate =>
  makeCertificate('1.18', { from: new Date(Date.UTC(2000, 0, 1 + number)) });

/** Asks what no app would. */
class Stranger {
  readonly #calls: Calls;

  constructor({ device }: GuestEngine, { certificate = makeCertificate('1.18'), address = '127.0.0.1' }: Who = {}) {
    this.#calls = new Calls({ version: '1.17', certificate, localAddress: address }, device.place, null);
    onTestFinished(() => this.#calls.close());
  }

  async offer(files: object, { info = {}, signal }: { info?: object; signal?: AbortSignal } = {}) {
    const json = { info: { ...INFO, ...info }, files };
    const asked = { method: 'POST', path: `${API}/prepare-upload`, json } as const;
    const { status, bytes } = await this.#calls.ask({ ...asked, ...(signal === undefined ? {} : { signal }) });
    const answer = status === 200 ? JSON.parse(Buffer.from(bytes).toString()) : { sessionId: '', files: {} };
    return { status, sessionId: String(answer.sessionId), tokens: answer.files as Record<string, string> };
  }

  /** 0 where there was no answer. */
  async upload(ids: Readonly<Record<string, string>>, body: string | Readable): Promise<number> {
    const path = `${API}/upload?${new URLSearchParams(ids)}`;
    const content = typeof body === 'string' ? Readable.from([Buffer.from(body)]) : body;
    return this.#calls.ask({ method: 'POST', path, body: content }).then(
      ({ status }) => status,
      () => 0,
    );
  }

  async cancel(sessionId: string | null): Promise<number> {
    const query = sessionId === null ? '' : `?sessionId=${sessionId}`;
    return (await this.#calls.ask({ method: 'POST', path: `${API}/cancel${query}` })).status;
  }
}

const file = (fileName: string, size: number, more: object = {}) => ({ fileName, size, fileType: 'x/y', ...more });
/** By their places. */
const filesOf = (...names: readonly string[]) =>
  Object.fromEntries(names.map((name, at) => [`f${at}`, { id: `f${at}`, ...file(name, 1) }]));

/** What was accepted of it. */
async function accepted(engine: GuestEngine, files: object, who: Who = {}) {
  const stranger = new Stranger(engine, who);
  const offering = stranger.offer(files);
  const { id } = await engine.accept();
  const answer = await offering;
  const upload = (fileId: string, body: string | Readable) =>
    stranger.upload({ sessionId: answer.sessionId, fileId, token: answer.tokens[fileId] ?? '' }, body);
  return { id, stranger, upload, ...answer };
}

describe('names that a LocalSend app may not have', () => {
  it('lead nowhere: out, absolute, into a drive, too deep, too long, hidden, reserved', async () => {
    const engine = await GuestEngine.start();
    const ways = ['../out', 'a/../../out', '../../../../../../tmp/out', 'b/..', '...//..'];
    const odd = ['/etc/passwd', 'C:\\x', '..\\out', 'nul\0byte', 'trail. ', 'CON', 'a\nb', '\u202Egpj.exe', '.ferry-x'];
    const much = ['d/'.repeat(300), `${'d/'.repeat(300)}x`, 'n'.repeat(2000), '\uD800', '', '/', '.'];
    const names = [...ways, ...odd, ...much];
    const { tokens, upload, id } = await accepted(engine, filesOf(...names));
    const taken = Object.keys(tokens).map((fileId) => names[Number(fileId.slice(1))] ?? '');
    for (const name of [...ways, ...much]) expect(taken).not.toContain(name);
    for (const fileId of Object.keys(tokens)) expect(await upload(fileId, 'x')).toBe(200);
    const { done, notes } = await engine.ferry.untilStage(id, 'done');
    expect(done.files).toBe(taken.length);
    expect(notes.length).toBeGreaterThan(0);
    const found = await readdir(engine.inbox, { recursive: true });
    expect(found).toContain('etc/passwd');
    for (const name of found) {
      expect(name).not.toMatch(/[\0\n\u202E]/);
      expect(name.split('/')).not.toContain('..');
    }
    // Neither beside the receive folder, nor above it.
    expect((await readdir(dirname(engine.inbox))).sort()).toEqual(['data', 'inbox']);
  });

  it('can’t take the place of what the list is made of: __proto__, constructor, one id twice, another id inside', async () => {
    const engine = await GuestEngine.start();
    const files = JSON.parse(`{
      "__proto__": ${JSON.stringify(file('a', 1))}, "constructor": ${JSON.stringify(file('b', 1))},
      "toString": ${JSON.stringify(file('c', 1, { id: 'hasOwnProperty' }))},
      "twice": ${JSON.stringify(file('d', 1))}, "twice": ${JSON.stringify(file('e', 1))}
    }`);
    const { tokens, upload, id } = await accepted(engine, files);
    expect(Object.keys(tokens).sort()).toEqual(['__proto__', 'constructor', 'toString', 'twice']);
    expect([400, 403]).toContain(await upload('hasOwnProperty', 'x'));
    for (const fileId of Object.keys(tokens)) expect(await upload(fileId, 'x')).toBe(200);
    await engine.ferry.untilStage(id, 'done');
    expect((await readdir(engine.inbox)).sort()).toEqual(['a', 'b', 'c', 'e']);
  });
});

describe('content that is otherwise than it was announced', () => {
  it('isn’t kept: more, less, none, or endless', async () => {
    const engine = await GuestEngine.start();
    const { upload, id } = await accepted(engine, { a: file('a', 4), b: file('b', 1) });
    async function* endless(): AsyncGenerator<Buffer> {
      for (;;) yield Buffer.alloc(65_536);
    }
    expect(await upload('a', 'abcde')).toBe(500);
    expect(await upload('a', 'abc')).toBe(500);
    expect(await upload('a', '')).toBe(500);
    expect([0, 500]).toContain(await upload('a', Readable.from(endless())));
    expect(await readdir(engine.inbox)).toEqual(['.ferry-incoming']);
    expect(await upload('a', 'abcd')).toBe(200);
    expect(await upload('b', 'b')).toBe(200);
    await engine.ferry.untilStage(id, 'done');
    expect((await readdir(engine.inbox)).sort()).toEqual(['a', 'b']);
  });

  it('is refused before anybody is asked where it can’t have room, or is no number', async () => {
    const engine = await GuestEngine.start();
    const stranger = new Stranger(engine);
    expect((await stranger.offer({ a: file('a', 2 ** 47) })).status).toBe(500);
    expect(engine.transfers.map(({ stage, trouble }) => [stage, trouble?.code])).toEqual([
      ['failed', 'transfer.disk_full'],
    ]);
    for (const size of [-1, 0.5, 2 ** 53, Number.MAX_VALUE, '1', null])
      expect((await stranger.offer({ a: { ...file('a', 0), size } })).status).toBe(400);
    expect(engine.transfers).toHaveLength(1);
  });

  it('is judged by a hash only where it is one', async () => {
    const engine = await GuestEngine.start();
    const right = createHash('sha256').update('x').digest('hex');
    const forms = [right, right.toUpperCase(), 'zz'.repeat(32), right.slice(1), '', null, 7, {}, `${right}\n`];
    const files = Object.fromEntries(forms.map((sha256, at) => [`f${at}`, file(`f${at}`, 1, { sha256 })]));
    const { upload, id } = await accepted(engine, { ...files, wrong: file('wrong', 1, { sha256: right }) });
    expect(await upload('wrong', 'y')).toBe(422);
    expect(await upload('wrong', 'x')).toBe(200);
    for (const at of forms.keys()) expect(await upload(`f${at}`, 'x')).toBe(200);
    expect(await engine.ferry.untilStage(id, 'done')).toMatchObject({ done: { files: forms.length + 1 } });
  });
});

describe('somebody else than who was accepted', () => {
  it('sends nothing and stops nothing: another token, session, address or certificate; too early, or twice', async () => {
    const engine = await GuestEngine.start();
    const early = new Stranger(engine);
    expect(await early.upload({ sessionId: 'guessed', fileId: 'a', token: 'guessed' }, 'x')).toBe(403);
    const one = await accepted(engine, { a: file('a', 1), b: file('b', 1) });
    const two = await accepted(engine, { a: file('c', 1) }, { certificate: strangersCertificate(1) });
    const { sessionId, tokens, stranger } = one;
    const right = { sessionId, fileId: 'a', token: tokens.a ?? '' };
    const elsewhere = new Stranger(engine, { address: '127.0.0.2' });
    const other = new Stranger(engine, { certificate: strangersCertificate(2) });
    for (const [by, ids] of [
      [elsewhere, right],
      [other, right],
      [two.stranger, right],
      [stranger, { ...right, token: tokens.b ?? '' }],
      [stranger, { ...right, token: randomUUID() }],
      [stranger, { ...right, token: right.token.slice(1) }],
      [stranger, { ...right, sessionId: two.sessionId }],
      [stranger, { ...right, fileId: 'c' }],
    ] as const)
      expect(await by.upload(ids, 'x')).toBe(403);
    for (const by of [elsewhere, other, two.stranger]) {
      expect(await by.cancel(sessionId)).toBe(403);
      await by.cancel(null);
    }
    expect(await stranger.upload(right, 'x')).toBe(200);
    expect(await stranger.upload(right, 'y')).toBe(403);
    expect(await one.upload('b', 'x')).toBe(200);
    await engine.ferry.untilStage(one.id, 'done');
    // Nor when all of it is over.
    expect(await stranger.upload(right, 'y')).toBe(403);
    expect(await two.upload('a', 'x')).toBe(200);
    expect(await readFile(join(engine.inbox, 'a'), 'utf8')).toBe('x');
  });

  it('isn’t taken for a paired device by its name, nor by what it says its certificate is', async () => {
    const engine = await GuestEngine.start();
    const friend = makeCertificate('1.18', { key: 'two' });
    const app = await phone({ version: '1.18', alias: 'Mia’s phone', certificate: friend });
    const { row } = await sent(engine, app, [made('a')]);
    const liar = new Stranger(engine, { certificate: strangersCertificate(3) });
    const offering = liar.offer(filesOf('b'), { info: { alias: 'Mia’s phone', fingerprint: friend.fingerprint } });
    const asked = await engine.decline();
    expect(asked.device?.isPaired).toBe(false);
    expect(asked.device?.id).not.toBe(row.device?.id);
    expect((await offering).status).toBe(403);
  });

  it('says what it likes in a text, which is only read', async () => {
    const engine = await GuestEngine.start();
    const text = '<img src=x onerror=alert(1)> \u202Efdp.exe \0 \u001B[31m https://evil.example/';
    const stranger = new Stranger(engine);
    const preview = { ...file('../../text', 5, { preview: text }), fileType: 'text/plain' };
    const offering = stranger.offer({ one: preview }, { info: { alias: '\u202E\u0000<b>' } });
    const { id, device, names } = await engine.accept();
    expect((await offering).status).toBe(204);
    expect(`${device?.name}${names.join()}`).not.toMatch(/[\u202E\0]/);
    await engine.ferry.untilStage(id, 'done');
    expect(await engine.ferry.ask('text.read', { id })).toEqual({ text });
    expect(await readdir(engine.inbox)).toEqual([]);
  });
});

describe('a flood', () => {
  it('of offers by ever new certificates asks a person a few times, and keeps nobody else out', async () => {
    const engine = await GuestEngine.start();
    const gone = new AbortController();
    const flood = Array.from({ length: 12 }, (_, at) =>
      new Stranger(engine, { certificate: strangersCertificate(at) })
        .offer(filesOf('x'), { signal: gone.signal })
        .then(({ status }) => status)
        .catch(() => 0),
    );
    await expect.poll(() => engine.transfers.length).toBe(4);
    const other = await phone({ version: '1.18', interfaceAddress: '127.0.0.2', alias: 'Friend' });
    const sending = await other.send(engine.device, [made('a')]);
    const asked = await engine.ferry.until('the friend', ({ transfers }) =>
      Object.values(transfers).find(({ device, stage }) => device?.name === 'Friend' && stage === 'asking'),
    );
    await engine.ferry.ask('transfer.answer', { id: asked.id, accept: true });
    expect(await sending.ended).toBe('finished');
    gone.abort();
    const statuses = await Promise.all(flood);
    expect(statuses.filter((status) => status === 409)).toHaveLength(8);
  });

  it('of offers that are taken back at once ends soon', async () => {
    const engine = await GuestEngine.start();
    const isAsked = (): boolean => engine.transfers.some(({ stage }) => stage === 'asking');
    const statuses: number[] = [];
    for (let at = 0; at < 60; at++) {
      const gone = new AbortController();
      const asking = new Stranger(engine, { certificate: strangersCertificate(at) })
        .offer(filesOf('x'), { signal: gone.signal })
        .then(({ status }) => status)
        .catch(() => 0)
        .then((status) => statuses.push(status));
      await expect.poll(() => isAsked() || statuses.length > at, { interval: 2 }).toBe(true);
      gone.abort();
      await asking;
      await expect.poll(isAsked, { interval: 2 }).toBe(false);
    }
    expect(statuses.slice(0, 40)).not.toContain(409);
    // Another is let in every two seconds.
    expect(statuses.slice(-6).filter((status) => status === 409).length).toBeGreaterThan(3);
  });

  it('of a hundred thousand files in one offer keeps the engine answering', async () => {
    const engine = await GuestEngine.start();
    const files = Object.fromEntries(
      Array.from({ length: 100_000 }, (_, at) => [`f${at}`, file(`folder ${at % 100}/a file of some length ${at}`, 1)]),
    );
    const offering = new Stranger(engine).offer(files);
    const began = performance.now();
    let [last, worstMs] = [began, 0];
    const beat = setInterval(() => {
      worstMs = Math.max(worstMs, performance.now() - last);
      last = performance.now();
    }, 10);
    const asked = await engine.asked();
    clearInterval(beat);
    // The parser alone takes it all at once.
    expect(worstMs).toBeLessThan((performance.now() - began) / 2);
    expect(asked.total).toMatchObject({ files: 100_000, folders: 100 });
    await engine.decline();
    expect((await offering).status).toBe(403);
  });
});

/** Its waits of many seconds pass when a test says so. */
class LeapingClock implements Clock {
  #shiftMs = 0;
  readonly #waiting = new Set<{ readonly at: number; readonly call: () => void }>();

  now = (): number => SYSTEM_PORTS.clock.now() + this.#shiftMs;

  after = (delayMs: number, call: () => void): (() => void) => {
    if (delayMs < 10_000) return SYSTEM_PORTS.clock.after(delayMs, call);
    const waits = { at: this.now() + delayMs, call };
    this.#waiting.add(waits);
    return () => void this.#waiting.delete(waits);
  };

  leap(ms: number): void {
    this.#shiftMs += ms;
    for (const waits of [...this.#waiting]) if (waits.at <= this.now() && this.#waiting.delete(waits)) waits.call();
  }
}

it('a byte a minute isn’t waited for, and what never comes ends it', async () => {
  const clock = new LeapingClock();
  const engine = await GuestEngine.start({ clock });
  const { upload, id } = await accepted(engine, { a: file('a', 100) });
  const body = new Readable({ read: () => undefined });
  const uploading = upload('a', body);
  body.push('x');
  await engine.ferry.until('a byte', ({ transfers }) => (transfers[id]?.done.bytes ?? 0) > 0);
  clock.leap(31_000);
  await inTime('the end of the upload', 5000, async () => expect([0, 500]).toContain(await uploading));
  expect(engine.ferry.state.transfers[id]?.stage).toBe('moving');
  clock.leap(61_000);
  await engine.ferry.untilStage(id, 'canceled', 'failed');
  await expect.poll(() => readdir(engine.inbox)).toEqual([]);
});
