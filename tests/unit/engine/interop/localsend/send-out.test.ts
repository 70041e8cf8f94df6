// What is made of whatever another device answers, and where anything is sent at all.
import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { type Fingerprint, fingerprintIn } from '../../../../../src/engine/interop/localsend/certificate.ts';
import {
  type Answer,
  AskError,
  type Asked,
  type AskOptions,
  PinError,
  type Place,
} from '../../../../../src/engine/interop/localsend/client.ts';
import type { PeerInfo } from '../../../../../src/engine/interop/localsend/messages.ts';
import { SendOut } from '../../../../../src/engine/interop/localsend/send-out.ts';

const FINGERPRINT = 'AB'.repeat(32);
const [HTTPS, HTTP, OTHER] = [
  { host: '192.0.2.7', port: 53_317, protocol: 'https' },
  { host: '192.0.2.7', port: 53_318, protocol: 'http' },
  { host: '192.0.2.8', port: 53_317, protocol: 'https' },
] as const;
const OWN: PeerInfo = {
  ...{ alias: 'Calm Pier', version: '2.2', deviceModel: null, deviceType: null, fingerprint: 'CD'.repeat(32) },
  ...{ hasDownloads: false, port: 53_317 },
  protocol: 'https',
};
const FILES = [
  { index: 1, path: 'Photos/a.JPG', size: 3, modifiedMs: 0 },
  { index: 2, path: 'Photos/b', size: 4, modifiedMs: 0 },
];
const OFFER = { files: FILES, hashes: new Map([[2, 'ef'.repeat(32)]]), text: null, pin: null };

type Said = { readonly status: number; readonly json?: unknown } | Error;
type Request = Asked & { readonly place: Place; readonly pin: AskOptions['pin']; readonly timeoutMs: number | null };

function scene(answers: Readonly<Record<string, Said>> = {}, guest: object = {}) {
  const requests: Request[] = [];
  const facts = { answers, placesAway: [] as Place[], held: Promise.resolve(), idle: 0 };
  const request = async (place: Place, asked: Asked, { pin, timeoutMs }: AskOptions): Promise<Answer> => {
    requests.push({ ...asked, place, pin, timeoutMs });
    if (facts.placesAway.includes(place)) throw new AskError('refused');
    if (asked.path.endsWith('/prepare-upload')) await facts.held;
    const said = facts.answers[asked.path.split('/').at(-1) ?? ''] ?? { status: 200 };
    if (said instanceof Error) throw said;
    return { json: undefined, fingerprint: FINGERPRINT as Fingerprint, ...said };
  };
  const sendOut = new SendOut({ client: { request }, own: () => OWN, onIdle: () => facts.idle++ });
  const about = { fingerprint: FINGERPRINT, isEncrypted: true, version: '2.2', places: [HTTPS] };
  const way = sendOut.wayTo({ ...about, ...guest });
  const { signal } = new AbortController();
  const paths = () => requests.map(({ path }) => path.split('/').at(-1));
  /** Questions are answered when what it gives is called. */
  const hold = (): (() => void) => {
    const { promise, resolve } = Promise.withResolvers<void>();
    facts.held = promise;
    return resolve;
  };
  return { sendOut, way, requests, facts, signal, paths, hold };
}

const accepted = (files: unknown, sessionId: unknown = 'session') => ({
  'prepare-upload': { status: 200, json: { sessionId, files } },
});

describe('the answer to a question', () => {
  it.each([
    [204, { kind: 'nothingWanted' }],
    [400, { kind: 'refused', status: 400 }],
    [401, { kind: 'pinNeeded' }],
    [302, { kind: 'refused', status: 302 }],
    [403, { kind: 'declined' }],
    [404, { kind: 'refused', status: 404 }],
    [409, { kind: 'busy' }],
    [429, { kind: 'tooMany' }],
    [500, { kind: 'refused', status: 500 }],
  ])('%i is that, and nothing else', async (status, outcome) => {
    const { way, signal } = scene({ 'prepare-upload': { status } });
    await way.reach(signal);
    expect(await way.offer(OFFER, signal)).toEqual(outcome);
  });

  it.each([
    ['no JSON', undefined],
    ['a list', []],
    ['no session', { files: { 1: 'token' } }],
    ['a token that is none', { sessionId: 's', files: { 1: 7 } }],
    ['a token without end', { sessionId: 's', files: { 1: 'x'.repeat(10_000) } }],
  ])('is refused where it is %s', async (_what, json) => {
    const { way, signal } = scene({ 'prepare-upload': { status: 200, json } });
    await way.reach(signal);
    expect(await way.offer(OFFER, signal)).toEqual({ kind: 'refused', status: 200 });
  });

  it('wants nothing that wasn’t offered', async () => {
    const ids = JSON.parse('{"2":"two","3":"three","__proto__":"x","02":"two"}');
    const { way, signal } = scene(accepted(ids));
    await way.reach(signal);
    expect(await way.offer(OFFER, signal)).toEqual({ kind: 'accepted', wanted: new Set([2]) });
    const others = scene(accepted({ 7: 'seven' }));
    await others.way.reach(signal);
    expect(await others.way.offer(OFFER, signal)).toEqual({ kind: 'nothingWanted' });
  });

  it('comes when its person has decided, and says what is offered as the newest app wants it', async () => {
    const { way, requests, signal } = scene({ 'prepare-upload': { status: 204 } });
    await way.reach(signal);
    await way.offer({ ...OFFER, pin: '123' }, signal);
    expect(requests[1]).toMatchObject({ pin: FINGERPRINT, timeoutMs: null, query: { pin: '123' } });
    const said = JSON.parse(JSON.stringify(requests[1]?.json));
    expect(said.info).toMatchObject({ alias: 'Calm Pier', version: '2.2', port: 53_317, protocol: 'https' });
    expect(said.files[1]).toEqual({
      ...{ id: '1', fileName: 'Photos/a.JPG', size: 3, fileType: 'image/jpeg' },
      metadata: { modified: '1970-01-01T00:00:00.000Z' },
    });
    expect(said.files[2]).toMatchObject({ fileType: 'application/octet-stream', sha256: 'ef'.repeat(32) });
  });
});

it.each([
  ['1.0', false],
  ['2.1', false],
  ['2.2', true],
  ['2.10', true],
  ['3.0', true],
])('whoever speaks %s checks hashes: %s', (version, checksHashes) => {
  expect(scene({}, { version }).way.checksHashes).toBe(checksHashes);
});

it.each([
  [200, 'saved'],
  [302, 'failed'],
  [403, 'gone'],
  [404, 'gone'],
  [409, 'gone'],
  [422, 'again'],
  [500, 'failed'],
])('an upload that is answered %i is %s', async (status, outcome) => {
  const { way, requests, signal } = scene({ ...accepted({ 1: 'token' }), upload: { status } });
  await way.reach(signal);
  await way.offer(OFFER, signal);
  expect(await way.upload(1, Readable.from([]), 3, signal)).toBe(outcome);
  expect(requests.at(-1)).toMatchObject({
    ...{ pin: FINGERPRINT, place: HTTPS, body: { bytes: 3 } },
    query: { sessionId: 'session', fileId: '1', token: 'token' },
  });
});

describe('where it answers', () => {
  it('is looked for once more after a break', async () => {
    const { way, requests, facts, signal } = scene({}, { places: [HTTPS, OTHER] });
    expect(await way.reach(signal)).toBe('here');
    facts.placesAway.push(HTTPS);
    expect(await way.reach(signal)).toBe('here');
    expect(await way.reach(signal)).toBe('here');
    expect(requests.map(({ place }) => place)).toEqual([HTTPS, HTTPS, OTHER, OTHER]);
    facts.placesAway.push(OTHER);
    expect(await way.reach(signal)).toBe('unreachable');
  });

  it('is never without encryption, where it was heard encrypted', async () => {
    const { way, requests, signal } = scene({}, { places: [HTTP] });
    expect(await way.reach(signal)).toBe('unreachable');
    const unsure = scene({}, { fingerprint: 'no certificate' });
    expect(await unsure.way.reach(signal)).toBe('unreachable');
    expect([...requests, ...unsure.requests]).toEqual([]);
  });

  it('isn’t where another device is', async () => {
    const another = new PinError('another', null);
    const { way, signal } = scene({ info: another });
    expect(await way.reach(signal)).toBe('another');
  });
});

describe('what was given up', () => {
  it('is said to an app that doesn’t hear the connection end, and to no other', async () => {
    for (const [version, told] of [['2.1', ['cancel']] as const, ['2.2', []] as const, ['3.0', []] as const]) {
      const { way, paths, signal, hold } = scene({}, { version });
      await way.reach(signal);
      const release = hold();
      const asking = way.offer(OFFER, signal);
      await expect.poll(paths).toContain('prepare-upload');
      await way.cancel();
      release();
      await asking;
      expect(paths().filter((path) => path === 'cancel')).toEqual(told);
    }
  });

  it('is said with its session, also where the yes comes at the same moment', async () => {
    const { way, requests, paths, signal, hold } = scene(accepted({ 1: 'token' }));
    await way.reach(signal);
    const release = hold();
    const offering = way.offer(OFFER, signal);
    await expect.poll(paths).toContain('prepare-upload');
    await way.cancel();
    release();
    expect((await offering).kind).toBe('accepted');
    await expect.poll(() => requests.at(-1)).toMatchObject({ query: { sessionId: 'session' }, timeoutMs: 1000 });
  });

  it('isn’t asked about any more where it waited for its turn', async () => {
    const { way, paths, signal } = scene();
    await way.reach(signal);
    const offering = way.offer(OFFER, signal);
    await way.cancel();
    expect(await offering).toEqual({ kind: 'unreachable' });
    expect(paths()).toEqual(['info']);
  });
});

it('says whom something goes to, for as long as it does', async () => {
  const { sendOut, way, facts } = scene({}, { places: [HTTPS, OTHER] });
  const second = sendOut.wayTo({ fingerprint: 'some word', isEncrypted: false, version: '2.1', places: [HTTP] });
  expect(sendOut.addressees).toEqual([
    { address: '192.0.2.7', fingerprint: FINGERPRINT },
    { address: '192.0.2.8', fingerprint: FINGERPRINT },
    { address: '192.0.2.7', fingerprint: null },
  ]);
  way.close();
  expect(facts.idle).toBe(0);
  second.close();
  await expect.poll(() => facts.idle).toBe(1);
  expect(sendOut.addressees).toEqual([]);
});

it('takes a word of the end without encryption from that address alone', async () => {
  const plain = { isEncrypted: false, fingerprint: 'some word', places: [HTTP] };
  const { sendOut, way, signal } = scene(accepted({ 1: 'token' }), plain);
  await way.reach(signal);
  await way.offer(OFFER, signal);
  expect(sendOut.canceledBy('192.0.2.8', null, 'session')).toBe(false);
  expect(sendOut.canceledBy('::ffff:192.0.2.7', fingerprintIn(FINGERPRINT), 'session')).toBe(true);
  expect(way.canceled.reason).toBe('there');
  way.close();
  await expect.poll(() => sendOut.canceledBy('192.0.2.7', null, 'session')).toBe(false);
});
