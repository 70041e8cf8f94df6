import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { createServer as createTlsServer } from 'node:tls';
import { promisify } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import { PinError } from '../../src/engine/interop/localsend/client.ts';
import { ANYBODY, at, clientOf, faultOf, info, PINNED, pieces, sentFile } from '../support/localsend-calls.ts';
import { API, certificateOf, OFFER, OURS, OWN_INFO, openDoorTo, type Shown } from '../support/localsend-door.ts';

/** Takes every connection, and counts them. */
async function listenFor(answer: string, shown: Shown | null, mostAnswers = Number.POSITIVE_INFINITY) {
  const got = { text: '', connections: 0 };
  const server =
    shown === null
      ? createServer()
      : createTlsServer({
          cert: shown.certificatePem,
          key: shown.keyPem,
          requestCert: true,
          rejectUnauthorized: false,
        });
  server.on(shown === null ? 'connection' : 'secureConnection', (socket) => {
    got.connections++;
    socket.on('error', () => undefined);
    let answers = 0;
    socket.on('data', (bytes: Buffer) => {
      got.text += bytes.toString('latin1');
      if (++answers > mostAnswers) socket.destroy();
      else if (answer !== '') socket.write(answer);
    });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(() => void server.close());
  return { port: (server.address() as { port: number }).port, got };
}

describe('a LocalSend client', () => {
  it('uses a connection again, and no more than four at once', async () => {
    const seen = new Set<string>();
    let isHeld = true;
    const waiting: (() => void)[] = [];
    const door = await openDoorTo(
      {
        cancel: () => ({ status: 200, message: '' }),
        prepareUpload: () =>
          new Promise((resolve) => {
            const answer = () => resolve({ status: 403, message: '' });
            if (isHeld) waiting.push(answer);
            else answer();
          }),
        info: () => OWN_INFO,
      },
      { isNeighbour: () => seen.add(`${seen.size}`).size > 0 },
    );
    const client = clientOf();
    const offer = { method: 'POST', path: `${API}/prepare-upload`, json: OFFER } as const;
    for (let times = 0; times < 3; times++) await client.request(at(door.port), info, PINNED);
    expect(seen.size).toBe(1);
    const asked = Array.from({ length: 9 }, () => client.request(at(door.port), offer, PINNED));
    await expect.poll(() => waiting.length).toBe(4);
    isHeld = false;
    for (const answer of waiting) answer();
    expect((await Promise.all(asked)).map(({ status }) => status)).toEqual(Array(9).fill(403));
    expect(seen.size).toBe(4);
  });

  it('asks once more where the other side has closed a connection meanwhile, and sends no file twice', async () => {
    // Each connection is good for one answer, and is closed as soon as it is used again.
    const other = await listenFor('HTTP/1.1 200 x\r\nContent-Length: 0\r\n\r\n', OURS, 1);
    const client = clientOf();
    const ask = () => client.request(at(other.port), info, PINNED);
    expect(await ask()).toMatchObject({ status: 200 });
    expect(await ask()).toMatchObject({ status: 200 });
    expect(other.got.connections).toBe(2);
    const body = { content: Readable.from([Buffer.from('x')]), bytes: 1 };
    expect(await faultOf(client.request(at(other.port), { ...sentFile, body }, PINNED))).toBe('broken off');
    expect(other.got.connections).toBe(2);
  });

  it('says nothing to another certificate than the one it expects, not even a byte', async () => {
    const other = await listenFor('', certificateOf('three'));
    const asked = clientOf().request(at(other.port), info, PINNED);
    await expect(asked).rejects.toMatchObject({
      trouble: 'another',
      found: certificateOf('three').fingerprint,
    } satisfies Partial<PinError>);
    expect(other.got.text).toBe('');
    // To the one it expects it does, as is seen there.
    const { fingerprint } = certificateOf('three');
    expect(await faultOf(clientOf().request(at(other.port), info, { pin: fingerprint, timeoutMs: 200 }))).toBe(
      'timed out',
    );
    expect(other.got.text).toMatch(/^GET /);
  });

  it.each([
    ['expired', { until: new Date(Date.UTC(2020, 0, 1)) }],
    ['notYetValid', { from: new Date(Date.UTC(4000, 0, 1)) }],
    ['notSelfSigned', { signedBy: 'three' }],
    ['oldVersion', { isFirstVersion: true }],
  ] as const)('takes no certificate that is %s, whether it was expected or not', async (trouble, shape) => {
    const shown = certificateOf('two', shape);
    const other = await listenFor('', shown);
    for (const pin of [null, shown.fingerprint])
      await expect(clientOf().request(at(other.port), info, { ...PINNED, pin })).rejects.toMatchObject({ trouble });
    expect(other.got.text).toBe('');
  });

  it('meets anybody where it expects nobody, and says whom it met', async () => {
    const door = await openDoorTo();
    expect(await clientOf().request(at(door.port), info, ANYBODY)).toMatchObject({
      status: 200,
      fingerprint: OURS.fingerprint,
    });
  });

  it('speaks without TLS where it must, and knows nobody by that', async () => {
    const door = await openDoorTo({}, { isPlain: true });
    expect(await clientOf().request(at(door.port, 'http'), info, ANYBODY)).toMatchObject({
      status: 200,
      fingerprint: null,
    });
    expect(door.heard).toEqual([
      { what: 'info', visitor: { address: '127.0.0.1', fingerprint: null, isEncrypted: false } },
    ]);
    await expect(clientOf().request(at(door.port, 'http'), info, PINNED)).rejects.toBeInstanceOf(PinError);
    expect(door.heard.length).toBe(1);
  });

  it('reaches IPv6, too', async () => {
    const door = await openDoorTo({}, { host: '::1' });
    expect(await clientOf().request(at(door.port, 'https', '::1'), info, PINNED)).toMatchObject({ status: 200 });
    expect(door.heard[0]?.visitor.address).toBe('::1');
  });

  it.each([301, 302, 303, 307, 308])('follows no %i', async (status) => {
    const target = await openDoorTo();
    const elsewhere = `HTTP/1.1 ${status} x\r\nLocation: https://127.0.0.1:${target.port}${API}/info\r\nContent-Length: 0\r\n\r\n`;
    const other = await listenFor(elsewhere, OURS);
    expect(await clientOf().request(at(other.port), info, PINNED)).toMatchObject({ status, json: undefined });
    expect(target.heard).toEqual([]);
  });

  it('asks no proxy, whatever the environment says', async () => {
    const door = await openDoorTo();
    const proxy = await listenFor('HTTP/1.1 502 x\r\nContent-Length: 0\r\n\r\n', null);
    const url = `http://127.0.0.1:${proxy.port}`;
    const names = ['http_proxy', 'https_proxy', 'all_proxy'].flatMap((name) => [name, name.toUpperCase()]);
    const env = { ...process.env, NODE_USE_ENV_PROXY: '1', ...Object.fromEntries(names.map((name) => [name, url])) };
    const child = join(import.meta.dirname, '../support/localsend-asker.ts');
    const { stdout } = await promisify(execFile)(process.execPath, [child, `${door.port}`], {
      env: { ...env, no_proxy: '', NO_PROXY: '' },
    });
    expect(stdout.trim()).toBe('200');
    expect(proxy.got.connections).toBe(0);
  });

  it.each([
    [
      'an answer that is too large',
      `HTTP/1.1 200 x\r\nContent-Length: 2000000\r\n\r\n${'x'.repeat(1_500_000)}`,
      'too much',
    ],
    ['headers without end', `HTTP/1.1 200 x\r\n${'a: b\r\n'.repeat(10_000)}`, 'malformed'],
    ['what is no HTTP', 'SSH-2.0-x\r\n', 'malformed'],
    ['one hint after the other', 'HTTP/1.1 103 x\r\n\r\n'.repeat(1000), 'malformed'],
    ['another protocol', 'HTTP/1.1 101 x\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n', 'broken off'],
    ['nothing', '', 'timed out'],
    ['an answer that doesn’t end', 'HTTP/1.1 200 x\r\nContent-Length: 20\r\n\r\n{', 'timed out'],
  ])('ends on %s', async (_what, answer, fault) => {
    const other = await listenFor(answer, OURS);
    const asked = clientOf().request(at(other.port), info, {
      ...PINNED,
      timeoutMs: fault === 'timed out' ? 300 : 9000,
    });
    expect(await faultOf(asked)).toBe(fault);
  });

  it('takes what is no JSON for no answer of use', async () => {
    const answer = (body: string) => `HTTP/1.1 200 x\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
    for (const body of ['{', '\xff', '['.repeat(100_000)]) {
      const other = await listenFor(answer(body), OURS);
      expect(await clientOf().request(at(other.port), info, PINNED)).toMatchObject({ status: 200, json: undefined });
    }
  });

  it('stops when it is told to, and gives up what was to be sent', async () => {
    const other = await listenFor('', OURS);
    const client = clientOf();
    const stop = new AbortController();
    const { content } = pieces(100_000);
    const body = { content, bytes: null };
    const asked = faultOf(client.request(at(other.port), { ...sentFile, body }, { ...PINNED, signal: stop.signal }));
    await expect.poll(() => other.got.connections).toBe(1);
    stop.abort();
    expect(await asked).toBe('canceled');
    expect(content.destroyed).toBe(true);
    const closing = faultOf(client.request(at(other.port), info, PINNED));
    client.close();
    expect(await closing).toBe('canceled');
    expect(await faultOf(client.request(at(other.port), info, PINNED))).toBe('canceled');
  });

  it('knows a place where nobody is from one that isn’t one', async () => {
    const door = await openDoorTo();
    await door.close();
    expect(await faultOf(clientOf().request(at(door.port), info, PINNED))).toBe('refused');
    expect(await faultOf(clientOf().request(at(1, 'https', 'localhost'), info, PINNED))).toBe('unreachable');
    expect(await faultOf(clientOf().request(at(70_000), info, PINNED))).toBe('unreachable');
  });
});
