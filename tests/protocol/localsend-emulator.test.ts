// The apps that stand in for LocalSend in other tests, tried on each other: they keep to the protocol's facts, and where
// versions differ they differ.
import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, stat, utimes, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { asker, held, made, poster } from '../support/localsend/acting.ts';
import { type App, type AppOptions, startApp } from '../support/localsend/app.ts';
import { Calls, WrongCertificate } from '../support/localsend/call.ts';
import { makeCertificate, type Shape } from '../support/localsend/certificate.ts';
import type { Item } from '../support/localsend/items.ts';
import type { Version } from '../support/localsend/messages.ts';
import { tempFolder } from '../support/temp-folder.ts';

const open: App[] = [];
afterEach(async () => {
  for (const app of open.splice(0)) await app.close();
});

async function app(version: Version, options: Partial<AppOptions> = {}): Promise<App> {
  const started = await startApp({ version, alias: 'An app', folder: await tempFolder(), ...options });
  open.push(started);
  return started;
}

const PAIRS = [
  ['1.18', '1.18'],
  ['1.17', '1.18'],
  ['1.18', '1.17'],
] as const;

/** A sender and a receiver, each with a certificate of its own. */
async function two(from: Version, to: Version, options: Partial<AppOptions> = {}): Promise<readonly [App, App]> {
  return [await app(from, { certificate: makeCertificate(from, { key: 'two' }) }), await app(to, options)];
}

const uploadsOf = ({ requests }: App) => requests.filter(({ path }) => path.endsWith('/upload'));
const statusesOf = ({ requests }: App, route: string) =>
  requests.filter(({ path }) => path.endsWith(route)).map(({ status }) => status);

describe.each(PAIRS)('an app %s', (from, to) => {
  describe(`to an app ${to}`, () => {
    it('sends files and folders, two at a time', async () => {
      const folder = join(await tempFolder(), 'Trip');
      await mkdir(join(folder, 'day', 'empty'), { recursive: true });
      const files = { 'a.txt': Buffer.from('a'), 'day/b.bin': randomBytes(700_000), 'day/.hidden': Buffer.alloc(0) };
      for (const [name, bytes] of Object.entries(files)) await writeFile(join(folder, name), bytes);
      await utimes(join(folder, 'a.txt'), 1_600_000_000, 1_600_000_000);
      const [sender, receiver] = await two(from, to, { decide: 'accept' });
      const sending = await sender.send(receiver.device, [{ path: folder }, made('alone.pdf')]);
      expect(await sending.ended).toBe('finished');

      const session = receiver.receiving;
      expect(await session?.ended).toBe('finished');
      const root = session?.received[0]?.path.split('/Trip/')[0] ?? '';
      const names = session?.received.map(({ path }) => relative(root, path)).sort();
      expect(names).toEqual(['Trip/a.txt', 'Trip/day/.hidden', 'Trip/day/b.bin', 'alone.pdf'].sort());
      for (const [name, bytes] of Object.entries(files))
        expect((await readFile(join(root, 'Trip', name))).equals(bytes)).toBe(true);
      expect((await stat(join(root, 'Trip/a.txt'))).mtimeMs).toBe(1_600_000_000_000);

      // 1.18 sends in chunks, 1.17 says how much will come; both show who they are, and 1.17 doesn't ask.
      for (const { headers, visitor } of uploadsOf(receiver)) {
        expect(headers['transfer-encoding']).toBe(from === '1.18' ? 'chunked' : undefined);
        expect(headers['content-length'] === undefined).toBe(from === '1.18');
        expect(visitor.fingerprint).toBe(to === '1.18' ? sender.device.fingerprint : null);
      }
    });

    it('has a text read, and sends several as files', async () => {
      const [sender, receiver] = await two(from, to, { decide: 'accept' });
      const one = await sender.send(receiver.device, [{ text: 'שלום' }]);
      expect(await one.ended).toBe('finished');
      expect(receiver.messages).toEqual(['שלום']);
      expect(uploadsOf(receiver)).toEqual([]);
      const both = await sender.send(receiver.device, [{ text: 'one' }, { text: 'two' }]);
      expect(await both.ended).toBe('finished');
      expect(receiver.messages).toHaveLength(1);
      expect(receiver.receiving?.received.map(({ bytes }) => bytes)).toEqual([3, 3]);
    });

    it('is told what was chosen, and what wasn’t', async () => {
      const [sender, receiver] = await two(from, to);
      const partly = await sender.send(receiver.device, [made('yes.png'), made('no.png')]);
      const asked = await receiver.nextAsked();
      expect(asked.fileNames).toEqual(['yes.png', 'no.png']);
      asked.answer({ only: ['yes.png'] });
      expect(await partly.ended).toBe('finished');
      expect(partly.outcome).toEqual({ 'yes.png': 'finished', 'no.png': 'skipped' });
      receiver.pressDone();
      for (const [decision, end] of [
        ['take nothing', 'finished'],
        ['decline', 'declined'],
        ['fail', 'failed'],
      ] as const) {
        const sending = await sender.send(receiver.device, [made('a')]);
        (await receiver.nextAsked()).answer(decision);
        expect(await sending.ended).toBe(end);
      }
      expect(statusesOf(receiver, '/prepare-upload')).toEqual([200, 204, 403, 500]);
    });

    it('is asked for a PIN, three times', async () => {
      const [sender, receiver] = await two(from, to, { pin: '123456', decide: 'accept', autoFinish: true });
      const pins = ['1', '123456'];
      const right = await sender.send(receiver.device, [made('a')], { askPin: (tries) => pins[tries - 1] ?? null });
      expect(await right.ended).toBe('finished');
      const wrong = await sender.send(receiver.device, [made('b')], { askPin: () => '2' });
      expect(await wrong.ended).toBe('tooManyAttempts');
      const last = to === '1.18' ? [401, 401, 401, 401, 429] : [401, 401, 401, 429];
      expect(statusesOf(receiver, '/prepare-upload')).toEqual([401, 401, 200, ...last]);
      const late = await sender.send(receiver.device, [made('c')]);
      expect(await late.ended).toBe('tooManyAttempts');
    });

    it('is one at a time', async () => {
      const [sender, receiver] = await two(from, to);
      const first = await sender.send(receiver.device, [made('a')]);
      const asked = await receiver.nextAsked();
      expect(await (await sender.send(receiver.device, [made('b')])).ended).toBe('busy');
      asked.answer('accept');
      expect(await first.ended).toBe('finished');
      // A page that nobody closed keeps 1.17 busy.
      const next = await sender.send(receiver.device, [made('c')]);
      if (to === '1.17') {
        expect(await next.ended).toBe('busy');
        receiver.pressDone();
        await sender.send(receiver.device, [made('d')]);
      }
      expect((await receiver.nextAsked()).fileNames).toEqual([to === '1.17' ? 'd' : 'c']);
    });

    it('stops before the answer', async () => {
      const [sender, receiver] = await two(from, to);
      const sending = await sender.send(receiver.device, [made('a')]);
      const asked = await receiver.nextAsked();
      await sending.cancel();
      expect(await sending.ended).toBe('canceledBySender');
      // Only 1.17 says so; by a connection that is closed, 1.17 learns nothing.
      expect(statusesOf(receiver, '/cancel')).toEqual(from === '1.17' ? [200] : []);
      if (to === '1.18') expect(await asked.session.ended).toBe('canceledBySender');
      else expect(asked.session.state).toBe('waiting');
    });

    it('stops in the middle of a file', async () => {
      const [sender, receiver] = await two(from, to, { decide: 'accept' });
      const { item, release } = held('long');
      const sending = await sender.send(receiver.device, [item, made('b'), made('c')]);
      await expect
        .poll(() => [uploadsOf(receiver).length, sending.outcome.c], { interval: 5 })
        .toEqual([3, 'finished']);
      const session = receiver.receiving;
      await sending.cancel();
      expect(await session?.ended).toBe('canceledBySender');
      release();
      await expect.poll(() => sending.outcome.long, { interval: 5 }).toBe('failed');
    });

    it('is stopped by the one who receives', async () => {
      const [sender, receiver] = await two(from, to, { decide: 'accept' });
      const [one, other] = [held('one'), held('other')];
      const sending = await sender.send(receiver.device, [one.item, other.item, made('never')]);
      await expect.poll(() => uploadsOf(receiver).length, { interval: 5 }).toBe(2);
      // Nobody else can, and 1.18 doesn't say so.
      const query = `?sessionId=${sending.sessionId}`;
      expect(await poster(sender.device.place, '/v2/cancel', '127.0.0.2')({}, query)).toBe(from === '1.18' ? 200 : 403);
      expect(sending.state).toBe('sending');
      await receiver.cancelReceiving();
      expect(await sending.ended).toBe('canceledByReceiver');
      expect(statusesOf(sender, '/cancel').at(-1)).toBe(200);
      one.release();
      other.release();
      await expect.poll(() => sending.outcome).toMatchObject({ one: 'failed', other: 'failed' });
      expect(uploadsOf(receiver)).toHaveLength(2);
    });

    it('meets what goes wrong', async () => {
      const uploadAnswer = (name: string, attempt: number) => {
        if (name === 'twice') return attempt < 3 ? 422 : null;
        return name === 'full' ? 500 : null;
      };
      const prepareAnswer = (attempt: number) => [409, 429, 204][attempt - 1] ?? null;
      const [sender, receiver] = await two(from, to, { decide: 'accept', uploadAnswer, prepareAnswer });
      for (const end of ['busy', 'tooManyAttempts', 'finished'])
        expect(await (await sender.send(receiver.device, [made('a')])).ended).toBe(end);
      const lying: Item = { ...made('lying'), sha256: '0'.repeat(64) };
      const sending = await sender.send(receiver.device, [made('twice'), made('full'), lying, made('fine')]);
      expect(await sending.ended).toBe('finishedWithErrors');
      const isChecked = from === '1.18' && to === '1.18';
      expect(Object.fromEntries(sending.files.map(({ source, statuses }) => [source.info.fileName, statuses]))).toEqual(
        {
          ...{ twice: [422, 422, 200], full: [500], fine: [200] },
          lying: isChecked ? [422, 422, 422] : [200],
        },
      );
      expect(await receiver.receiving?.ended).toBe('finishedWithErrors');
    });
  });
});

describe('an app', () => {
  it('of 1.18 checks the size of each file, and that of 1.17 takes what comes', async () => {
    for (const [to, statuses] of [
      ['1.18', [500, 500]],
      ['1.17', [200, 200]],
    ] as const) {
      const [sender, receiver] = await two('1.18', to, { decide: 'accept' });
      const [less, more] = [made('less'), made('more')];
      const sending = await sender.send(receiver.device, [
        { ...less, size: 5 },
        { ...more, size: 3 },
      ] as Item[]);
      await sending.ended;
      expect(sending.files.flatMap((file) => file.statuses)).toEqual(statuses);
    }
  });

  it('of 1.17 lets a file come again that went wrong', async () => {
    const uploadAnswer = (_name: string, attempt: number) => (attempt === 1 ? 500 : null);
    const [sender, receiver] = await two('1.17', '1.17', { decide: 'accept', uploadAnswer });
    const sending = await sender.send(receiver.device, [made('a.txt')]);
    expect(await sending.ended).toBe('finishedWithErrors');
    await sending.retry('a.txt');
    expect([sending.state, receiver.receiving?.state]).toEqual(['finished', 'finished']);
    const [received] = receiver.receiving?.received ?? [];
    expect(await readdir(join(received?.path ?? '', '..'))).toEqual(['a.txt']);
  });

  it('never writes over a file nor outside of its folder', async () => {
    for (const [to, second] of [
      ['1.18', 'a (2).txt'],
      ['1.17', 'a-2.txt'],
    ] as const) {
      const folder = await tempFolder();
      const [sender, receiver] = await two('1.17', to, { decide: 'accept', autoFinish: true, folder });
      for (let time = 0; time < 2; time++) await (await sender.send(receiver.device, [made('a.txt')])).ended;
      expect((await readdir(folder)).sort()).toEqual(['a.txt', second].sort());
      const sending = await sender.send(receiver.device, [made('../b'), made('/c'), made('./d//e')]);
      await sending.ended;
      expect(sending.outcome).toEqual({ '../b': 'failed', '/c': 'failed', './d//e': 'finished' });
    }
  });

  it('of 1.18 talks to nobody but whom it has heard of, and 1.17 to anybody', async () => {
    const receiver = await app('1.18', { decide: 'accept' });
    const other = { ...receiver.device, fingerprint: makeCertificate('1.18', { key: 'three' }).fingerprint };
    const [careful, careless] = await two('1.18', '1.17');
    const sending = await careful.send(other, [made('a')]);
    expect(await sending.ended).toBe('failed');
    expect(sending.trouble).toBeInstanceOf(WrongCertificate);
    expect(receiver.requests).toEqual([]);
    expect(await (await careless.send(other, [made('a')])).ended).toBe('finished');
  });

  it('of 1.18 answers nobody without a certificate, nor with one that isn’t right', async () => {
    const receiver = await app('1.18');
    const ask = (certificate: Shape | null) => {
      const shown = certificate === null ? null : makeCertificate('1.18', certificate);
      const calls = new Calls({ version: '1.17', certificate: shown }, receiver.device.place, null);
      return calls.ask({ method: 'GET', path: '/api/localsend/v2/info' }).finally(() => calls.close());
    };
    await expect(ask(null)).rejects.toMatchObject({ code: 'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED' });
    for (const shape of [{ until: new Date(2020, 1) }, { signedBy: 'three' }, { isFirstVersion: true }] as const)
      await expect(ask(shape)).rejects.toThrow(/hang up|ECONNRESET|aborted/);
    expect(receiver.requests).toEqual([]);
    expect(await ask({ key: 'three' })).toMatchObject({ status: 200, fingerprint: receiver.device.fingerprint });
    // What 1.17 shows has empty names, and ten years.
    expect(await (await app('1.17')).lookAt(receiver.device.place)).toMatchObject({ version: '2.2' });
  });

  it('looks at what it is told in the order of its version', async () => {
    for (const [version, statuses] of [
      ['1.18', [401, 400, 400, 400, 409]],
      ['1.17', [409, 409, 409, 409, 409]],
    ] as const) {
      const [sender, receiver] = await two('1.18', version, { pin: '1' });
      await sender.send(receiver.device, [made('a')], { askPin: () => '1' });
      await receiver.nextAsked();
      const info = { alias: 'x', version: '2.2', fingerprint: 'x', port: 1, protocol: 'https' };
      const file = { id: 'a', fileName: 'a', size: 1, fileType: 'text/plain' };
      const post = poster(receiver.device.place, '/v2/prepare-upload');
      const told = [
        await post({}),
        await post({ info: { ...info, download: null }, files: { a: file } }, '?pin=1'),
        await post({ info, files: { a: { ...file, size: 1.5 } } }, '?pin=1'),
        await post({ info, files: {} }, '?pin=1'),
        await post({ info, files: { a: file } }, '?pin=1'),
      ];
      expect(told).toEqual(statuses);
    }
  });

  it('of 1.18 takes each file once, from the address that asked, with its own token', async () => {
    const receiver = await app('1.18', { decide: 'accept' });
    const info = { alias: 'x', version: '2.2', fingerprint: 'x', port: 1, protocol: 'https' };
    const files = ['a', 'b'].map((id) => [id, { id, fileName: id, size: 2, fileType: 'text/plain' }]);
    const body = { info, files: Object.fromEntries(files) };
    const { bytes } = await asker(receiver.device.place, '/v2/prepare-upload')(body);
    const { sessionId, files: tokens } = JSON.parse(`${Buffer.from(bytes)}`);
    const upload = (said: object, from = '127.0.0.1') => {
      const ids = new URLSearchParams({ sessionId, fileId: 'a', token: tokens.a, ...said });
      return poster(receiver.device.place, '/v2/upload', from)({}, `?${ids}`);
    };
    expect(await upload({}, '127.0.0.2')).toBe(403);
    expect(await upload({ token: tokens.b })).toBe(403);
    expect(await upload({ sessionId: 'x' })).toBe(403);
    expect(await upload({ token: '' })).toBe(400);
    expect(await poster(receiver.device.place, '/v2/cancel', '127.0.0.2')({}, `?sessionId=${sessionId}`)).toBe(200);
    expect([await upload({}), await upload({})]).toEqual([200, 403]);
    expect(receiver.receiving?.received.map(({ fileName }) => fileName)).toEqual(['a']);
    expect(await poster(receiver.device.place, '/v2/cancel')({}, `?sessionId=${sessionId}`)).toBe(200);
    expect(await upload({ fileId: 'b', token: tokens.b })).toBe(403);
  });

  it('works without encryption too', async () => {
    for (const version of ['1.18', '1.17'] as const) {
      const [sender, receiver] = await two(version, version, { isPlain: true, decide: 'accept' });
      const sending = await sender.send(receiver.device, [made('a')]);
      expect(await sending.ended).toBe('finished');
    }
  });
});

describe('apps on one network', () => {
  const NEAR = { multicastPort: 0, discoveryTimeoutMs: 10_000 } as const;

  it.each([...PAIRS, ['1.17', '1.17'] as const])('find each other: %s and %s', async (one, other) => {
    const heard = await app(other, NEAR);
    const multicastPort = heard.multicastPort;
    const certificate = makeCertificate(one, { key: 'two' });
    const speaking = await app(one, { ...NEAR, multicastPort, certificate, announces: [0, 5] });
    await expect.poll(() => heard.devices.get(speaking.device.fingerprint), { interval: 5 }).toEqual(speaking.device);
    await expect.poll(() => speaking.devices.get(heard.device.fingerprint), { interval: 5 }).toEqual(heard.device);
    expect(speaking.devices.size).toBe(1);
  });

  it('of 1.17 answers by the group where nothing else gets through, and 1.18 doesn’t', async () => {
    for (const version of ['1.18', '1.17'] as const) {
      const heard = await app(version, { ...NEAR, alias: 'Heard' });
      const { multicastPort } = heard;
      const certificate = makeCertificate('1.17', { key: 'two' });
      const deaf = await app('1.17', { ...NEAR, multicastPort, certificate });
      // Its server is gone, as it is behind a firewall.
      await deaf.stopServing();
      await deaf.announce();
      const names = () => [...deaf.devices.values()].map(({ alias }) => alias);
      if (version === '1.17') await expect.poll(names, { interval: 5 }).toEqual(['Heard']);
      else {
        const third = makeCertificate('1.18', { key: 'three' });
        const live = await app('1.18', { ...NEAR, multicastPort, certificate: third, alias: 'Live', announces: [0] });
        await expect.poll(() => [...heard.devices.keys()], { interval: 5 }).toEqual([live.device.fingerprint]);
        expect(names()).toEqual(['Live']);
      }
    }
  });

  it('of 1.18 doesn’t believe what the certificate doesn’t show', async () => {
    const heard = await app('1.18', { certificate: makeCertificate('1.18', { key: 'three' }) });
    const info = { alias: 'x', version: '2.2', fingerprint: 'A'.repeat(64), port: 1, protocol: 'https' };
    const register = poster(heard.device.place, '/v2/register');
    expect([await register(info), heard.devices.size]).toEqual([200, 0]);
    const { fingerprint } = makeCertificate('1.18');
    expect([await register({ ...info, fingerprint: fingerprint.toLowerCase() }), heard.devices.size]).toEqual([200, 1]);
    const { port: _, ...without } = info;
    expect([await register(without), await register({ ...info, port: 65_536 })]).toEqual([400, 400]);
  });

  it('of 1.17 tells itself apart', async () => {
    const one = await app('1.17');
    expect(await one.lookAt(one.device.place)).toBeNull();
    expect(await poster(one.device.place, '/v2/register')({ alias: 'x', fingerprint: one.device.fingerprint })).toBe(
      412,
    );
    expect(await poster(one.device.place, '/v1/register')({ alias: 'x' })).toBe(200);
  });
});

it('a witness knows nothing of what it is a witness for', async () => {
  const folder = join(import.meta.dirname, '../support/localsend');
  for (const name of await readdir(folder))
    if (name.endsWith('.ts')) expect(await readFile(join(folder, name), 'utf8'), name).not.toMatch(/from '[^']*src\//);
});
