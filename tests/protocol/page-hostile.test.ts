// What somebody hostile may try with a page for devices without any app. The numbers are those of tests/hostile.md.
import { appendFile, readdir, rm, symlink, truncate } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FakeClock } from '../support/fake-clock.ts';
import type { FerryEngine } from '../support/ferry-engine.ts';
import { callDoor, written } from '../support/localsend-door.ts';
import { type Asked, ask, filesOf, jsonOf, receive, rowOf, share, startWithPages, typed } from '../support/page.ts';

const statusOf = (heard: string): number => Number(/^HTTP\/1\.1 (\d{3}) /.exec(heard)?.[1] ?? 0);
const FILES = { 'a.txt': 'hello', 'b.html': '<script>alert(1)</script>' };

async function shared(files: Readonly<Record<string, string>> = FILES) {
  const engine = await startWithPages();
  const folder = await filesOf(engine, 'things', files);
  return { engine, folder, ...(await share(engine, [folder])) };
}

async function receiving(): Promise<{ readonly engine: FerryEngine; readonly link: string; readonly id: string }> {
  const engine = await startWithPages();
  await engine.receive();
  return { engine, ...(await receive(engine)) };
}

/** What is heard of that text by the end of the connection. */
async function answerTo(link: string, text: string): Promise<{ readonly status: number; readonly heard: string }> {
  const line = await callDoor(Number(new URL(link).port), { isPlain: true });
  await line.say(text);
  line.socket.end();
  const heard = await line.closed;
  return { status: statusOf(heard), heard };
}

const isClosed = (link: string): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ port: Number(new URL(link).port), host: '127.0.0.1' });
    socket.once('connect', () => resolve(false)).once('error', () => resolve(true));
    socket.once('connect', () => socket.destroy());
  });

const offerOf = (files: unknown, headers = {}): Asked => ({ method: 'POST', headers, body: JSON.stringify({ files }) });

describe('[151] a host that isn’t this device', () => {
  it.each([
    'evil.example',
    '0.0.0.0:PORT',
    '[::]:PORT',
    '127.0.0.1',
    '127.0.0.1:1',
    '192.0.2.7:PORT',
    'localhost:PORT',
    '',
  ])('is refused: %s', async (host) => {
    const { link } = await shared();
    const { port, pathname } = new URL(link);
    const said = written(`GET ${pathname}`, { host: host.replace('PORT', port), connection: 'close' });
    expect(await answerTo(link, said)).toMatchObject({ status: 421 });
  });

  it('is refused where it is said twice, or not', async () => {
    const { link } = await shared();
    const { host, pathname } = new URL(link);
    expect(await answerTo(link, `GET ${pathname} HTTP/1.0\r\n\r\n`)).toMatchObject({ status: 421 });
    const twice = `GET ${pathname} HTTP/1.1\r\nHost: ${host}\r\nHost: evil.example\r\nConnection: close\r\n\r\n`;
    expect(await answerTo(link, twice)).toMatchObject({ status: 421 });
    const right = written(`GET ${pathname}`, { host, connection: 'close' });
    expect(await answerTo(link, right)).toMatchObject({ status: 200 });
  });
});

describe('[152] another site’s page', () => {
  it.each([
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { origin: 'null', 'sec-fetch-site': 'same-origin' },
  ])('offers nothing: %o', async (headers) => {
    const { engine, link } = await receiving();
    const { status, headers: said } = await ask(link, '/offer', offerOf([{ name: 'a', size: 1 }], headers));
    expect(status).toBe(403);
    expect(Object.keys(said).filter((name) => name.startsWith('access-control'))).toEqual([]);
    expect(engine.state.transfers).toEqual({});
  });

  it('reads and frames nothing, and may be followed to the page itself', async () => {
    const { link } = await shared();
    for (const path of ['', '/about', '/file/0', '/all']) {
      const headers = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' };
      expect(await ask(link, path, { headers })).toMatchObject({ status: 403 });
    }
    const followed = await ask(link, '', { headers: { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' } });
    expect(followed).toMatchObject({ status: 200 });
    expect(followed.headers['content-security-policy']).toContain("frame-ancestors 'none'");
    const upgrade = { connection: 'Upgrade', upgrade: 'websocket', 'sec-websocket-version': '13' };
    const { pathname, host } = new URL(link);
    expect(await answerTo(link, written(`GET ${pathname}`, { host, ...upgrade }))).toMatchObject({ heard: '' });
  });
});

describe('[153] a link', () => {
  it('has 128 bits, and nothing is said of any other', async () => {
    const { link } = await shared();
    const { pathname, origin } = new URL(link);
    expect(pathname).toMatch(/^\/[\w-]{22}$/);
    const other = `/${pathname.slice(2)}A`;
    for (const path of ['/', other, `${other}/about`, `${pathname.toLowerCase()}x`, `${pathname}/`, `/x${pathname}`]) {
      const answer = await ask(`${origin}${path}`);
      expect(answer, path).toMatchObject({ status: 404 });
      expect(answer.body.length).toBe(0);
    }
  });

  it('with a PIN is over after five wrong ones, by whomever, and says why', async () => {
    const engine = await startWithPages();
    const folder = await filesOf(engine, 'things', FILES);
    const { id, link } = await share(engine, [folder], { hasPin: true });
    const pin = rowOf(engine, id)?.pin ?? '';
    expect(pin).toMatch(/^\d{6}$/);
    for (const path of ['/about', '/list', '/file/0', '/all', '/share.js'])
      expect(await ask(link, path)).toMatchObject({ status: 403 });
    const page = await ask(link);
    expect(page.body.toString()).not.toContain('a.txt');
    const wrong = pin === '123456' ? '654321' : '123456';
    for (let tries = 0; tries < 4; tries++)
      expect(await ask(link, '/enter', typed(wrong))).toMatchObject({ status: 403 });
    const right = await ask(link, '/enter', typed(`${pin.slice(0, 3)} ${pin.slice(3)}`));
    expect(right).toMatchObject({ status: 303, headers: { location: new URL(link).pathname } });
    const [cookie = ''] = right.headers['set-cookie'] ?? [];
    expect(cookie).toMatch(/; Path=\/[\w-]{22}; HttpOnly; SameSite=Lax$/);
    const headers = { cookie: cookie.split(';')[0] ?? '' };
    expect(await ask(link, '/file/0', { headers })).toMatchObject({ status: 200, body: Buffer.from('hello') });
    expect(await ask(link, '/file/0', { headers: { cookie: 'ferry=guessed' } })).toMatchObject({ status: 403 });
    await ask(link, '/enter', typed(wrong)).catch(() => undefined);
    await expect.poll(() => rowOf(engine, id)).toMatchObject({ links: [], trouble: { code: 'page.guessed' } });
    await expect.poll(() => isClosed(link)).toBe(true);
    await engine.ask('page.stop', { id });
    expect(rowOf(engine, id)).toBeUndefined();
  });

  it('with a PIN counts many guesses at once one by one', async () => {
    const engine = await startWithPages();
    const { id, link } = await share(engine, [await filesOf(engine, 'things', FILES)], { hasPin: true });
    const pin = rowOf(engine, id)?.pin ?? '';
    const wrong = pin === '123456' ? '654321' : '123456';
    const all = Array.from({ length: 12 }, () => ask(link, '/enter', typed(wrong)).catch(() => null));
    await Promise.all(all);
    expect(rowOf(engine, id)?.trouble).toMatchObject({ code: 'page.guessed' });
  });
});

describe('[154] a path', () => {
  it.each([
    '/file/..',
    '/file/../../etc/passwd',
    '/file/%2e%2e',
    '/file/0/..',
    '/file/0/',
    '/file/00',
    '/file/-1',
    '/file/1e0',
    '/file/99',
    '/file/0%00',
    '/file/0;a',
    '//file/0',
    '/file//0',
    '/file/a.txt',
    '/about/',
    '/all/x',
    '/./file/0',
    '/offer',
  ])('names nothing: %s', async (path) => {
    const { link } = await shared();
    const { pathname, host } = new URL(link);
    expect(await answerTo(link, written(`GET ${pathname}${path}`, { host, connection: 'close' }))).toMatchObject({
      status: 404,
    });
  });

  it.each([
    ['bytes=1-3', 206, 'ell'],
    ['bytes=1-', 206, 'ello'],
    ['bytes=-2', 206, 'lo'],
    ['bytes=-99', 206, 'hello'],
    ['bytes=0-99', 206, 'hello'],
    ['bytes=5-', 416, ''],
    ['bytes=3-1', 416, ''],
    ['bytes=-0', 416, ''],
    ['bytes=0-,-1', 416, ''],
    ['bytes=a-b', 416, ''],
    [`bytes=${Array.from({ length: 2000 }, () => '0-').join(',')}`, 416, ''],
    ['lines=1-2', 200, 'hello'],
  ])('has one stretch of a file, or none: %s', async (range, status, text) => {
    const { link } = await shared();
    const answer = await ask(link, '/file/0', { headers: { range } });
    expect([answer.status, answer.body.toString()]).toEqual([status, text]);
    if (status === 416) expect(answer.headers['content-range']).toBe('bytes */5');
  });

  it('leads to no link and to nothing of the data folder', async () => {
    const engine = await startWithPages();
    const folder = await filesOf(engine, 'things', FILES);
    const { link } = await share(engine, [folder, engine.folder]).catch(() => share(engine, [engine.folder]));
    const { files } = jsonOf(await ask(link, '/about')) as { files: { name: string }[] };
    expect(files.some(({ name }) => name.endsWith('a.txt'))).toBe(true);
    expect(files.filter(({ name }) => /identity|settings|\.log/.test(name))).toEqual([]);
    await expect(share(engine, [join(engine.folder, 'data', 'identity.json')])).rejects.toThrow('nothing_to_send');
    await rm(join(folder, 'a.txt'));
    await symlink(join(engine.folder, 'data', 'identity.json'), join(folder, 'a.txt'));
    const at = files.findIndex(({ name }) => name.endsWith('a.txt'));
    expect(await ask(link, `/file/${at}`)).toMatchObject({ status: 410 });
  });
});

describe('[155] a request', () => {
  it.each([
    ['with two lengths', { 'content-length': '5', 'transfer-encoding': 'chunked' }, '0\r\n\r\nGET /x'],
    ['with a coding that ends nowhere', { 'transfer-encoding': 'chunked, xchunked' }, '0\r\n\r\n'],
    ['with headers without end', { a: 'b'.repeat(64 * 1024) }, ''],
    ['with very many headers', Object.fromEntries(Array.from({ length: 150 }, (_, at) => [`a${at}`, ''])), ''],
    ['with content that is encoded', { 'content-encoding': 'gzip', 'content-length': '1' }, 'x'],
  ])('%s is refused', async (_what, headers, rest) => {
    const { engine, link } = await receiving();
    const { pathname, host } = new URL(link);
    const { status } = await answerTo(link, `${written(`POST ${pathname}/offer`, { host, ...headers })}${rest}`);
    expect(status === 0 || status >= 400).toBe(true);
    expect(engine.state.transfers).toEqual({});
  });

  it('is one of so many connections', async () => {
    const { link } = await shared();
    const { port } = new URL(link);
    const lines = await Promise.all(
      Array.from({ length: 60 }, () => callDoor(Number(port), { isPlain: true }).catch(() => null)),
    );
    await expect
      .poll(() => lines.filter((line) => line !== null && !line.socket.destroyed).length, { interval: 20 })
      .toBeLessThanOrEqual(16);
    for (const line of lines) line?.socket.destroy();
    await expect.poll(async () => (await ask(link).catch(() => ({ status: 0 }))).status).toBe(200);
  });
});

describe('[156] what is no GET, HEAD or POST', () => {
  it.each(['PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE', 'PROPFIND'])('is refused: %s', async (method) => {
    const { link } = await shared();
    expect(await ask(link, '', { method })).toMatchObject({ status: 405 });
    expect(await ask(link, '/file/0', { method })).toMatchObject({ status: 405 });
  });

  it('is ended: a tunnel, HTTP/2; and nothing is posted where nothing is uploaded', async () => {
    const { link } = await shared();
    const { host } = new URL(link);
    expect(await answerTo(link, `CONNECT 192.0.2.1:80 HTTP/1.1\r\nHost: ${host}\r\n\r\n`)).toMatchObject({ heard: '' });
    expect(await answerTo(link, 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n')).toMatchObject({ status: 400 });
    for (const path of ['', '/about', '/offer', '/file/0'])
      expect(await ask(link, path, { method: 'POST', body: '{}' })).toMatchObject({ status: 404 });
  });
});

describe('[157] an upload', () => {
  it.each([
    ['nothing', '{}', 400],
    ['no list', '{"files":{}}', 400],
    ['no JSON', 'files', 400],
    ['no files', '{"files":[]}', 400],
    ['no name', '{"files":[{"size":1}]}', 400],
    ['a size that is none', '{"files":[{"name":"a","size":-1}]}', 400],
    ['brackets', '['.repeat(1_000_000), 400],
    ['a million files', `{"files":[${Array.from({ length: 600_000 }, () => '{}').join(',')}]}`, 400],
    ['only names that lead nowhere', '{"files":[{"name":"///","size":1}]}', 400],
  ])('of %s is refused', async (_what, body, status) => {
    const { engine, link } = await receiving();
    expect(await ask(link, '/offer', { method: 'POST', body })).toMatchObject({ status });
    expect(engine.state.transfers).toEqual({});
  });

  it('is nothing on the disk before this device’s person has said yes, nor by another address or id', async () => {
    const { engine, link } = await receiving();
    const offered = await ask(
      link,
      '/offer',
      offerOf([
        { name: '../../up.txt', size: 2 },
        { name: 'CON', size: 1 },
      ]),
    );
    const { id } = jsonOf(offered) as { id: string };
    expect(id).toMatch(/^[\w-]{22}$/);
    expect(await ask(link, `/upload/${id}/0`, { method: 'POST', body: 'hi' })).toMatchObject({ status: 404 });
    expect(await readdir(engine.inbox)).toEqual([]);
    const device = { name: 'Browser at 127.0.0.1' };
    const asking = [{ stage: 'asking', via: 'page', isPlain: true, device }];
    await expect.poll(() => Object.values(engine.state.transfers)).toMatchObject(asking);
    const [row] = Object.values(engine.state.transfers);
    await engine.ask('transfer.answer', { id: row?.id ?? ('' as never), accept: true });
    const look = async () => jsonOf(await ask(link, `/offer/${id}`)) as { stage: string; due: number[] };
    await expect.poll(async () => (await look()).stage).toBe('receiving');
    const taken = await look();
    for (const path of ['/upload/x/0', `/upload/${id}/7`, `/upload/${id}/../0`, `/upload/${id}/00`])
      expect(await ask(link, path, { method: 'POST', body: 'hi' })).toMatchObject({ status: 404 });
    const one = taken.due[0] ?? -1;
    // A size that lies.
    expect(await ask(link, `/upload/${id}/${one}`, { method: 'POST', body: 'more than that' })).toMatchObject({
      status: 400,
    });
    const chunked = { 'transfer-encoding': 'chunked' };
    expect(
      await ask(link, `/upload/${id}/${one}`, { method: 'POST', headers: chunked, body: 'more than that' }),
    ).toMatchObject({ status: 400 });
    await engine.ask('transfer.discard', { id: row?.id ?? ('' as never) });
    expect(jsonOf(await ask(link, `/offer/${id}`))).toEqual({ stage: 'canceled' });
    expect((await readdir(engine.inbox)).filter((name) => name !== '.ferry-incoming')).toEqual([]);
  });

  it('waits with few others of the same address, and is taken back when nobody asks for it any more', async () => {
    const { engine, link } = await receiving();
    const ones = await Promise.all(
      [1, 2, 3, 4].map(() => ask(link, '/offer', offerOf([{ name: 'a', size: 1 }])).then(({ status }) => status)),
    );
    expect(ones.toSorted()).toEqual([200, 200, 429, 429]);
    expect(Object.values(engine.state.transfers).length).toBe(2);
  });
});

describe('[158] what is downloaded', () => {
  it('is saved and never shown, whatever it is', async () => {
    const { link } = await shared();
    const answer = await ask(link, '/file/1');
    expect(answer.body.toString()).toBe(FILES['b.html']);
    expect(answer.headers).toMatchObject({
      'content-type': 'application/octet-stream',
      'content-disposition': `attachment; filename="b.html"; filename*=UTF-8''b.html`,
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
    });
    expect(answer.headers['content-security-policy']).toMatch(/^default-src 'none'; .*; sandbox$/);
  });

  it('has no name by which a header or a page is broken', async () => {
    const name = '"><img src=x onerror=alert(1)>\r\nSet-Cookie: a=b ü\u202e.txt';
    const { link } = await shared({ [name]: 'hello' });
    const answer = await ask(link, '/file/0');
    const said = answer.headers['content-disposition'] ?? '';
    expect(said).toMatch(/^attachment; filename="[\w .=()-]+"; filename\*=UTF-8''[\w.~%-]+$/);
    expect(decodeURIComponent(said.split("''")[1] ?? '')).toBe(name);
    expect(answer.headers['set-cookie']).toBeUndefined();
    const page = await ask(link);
    expect(page.body.toString()).not.toContain('onerror');
    const list = await ask(link, '/list');
    expect(list.body.toString()).not.toContain('<img');
    // Even if it were: there nothing runs.
    expect(list.headers['content-security-policy']).not.toContain('script-src');
    expect(list.headers['content-security-policy']).toContain("default-src 'none'");
    const { files } = jsonOf(await ask(link, '/about')) as { files: { name: string }[] };
    expect(files[0]?.name).toContain('<img src=x onerror=alert(1)>');
    expect(files[0]?.name).not.toContain('\u202e');
  });
});

describe('[159] what plain HTTP means', () => {
  it('stands on the page, in its visitor’s language', async () => {
    const { link } = await shared();
    const pages = await Promise.all(
      ['en', 'de-AT, en;q=0.5', 'he', 'xx'].map((language) =>
        ask(link, '', { headers: { 'accept-language': language } }),
      ),
    );
    const texts = pages.map(({ body }) => body.toString());
    expect(texts[0]).toContain('isn’t encrypted');
    expect(texts[1]).toContain('nicht verschlüsselt');
    expect(texts[2]).toContain('dir="rtl"');
    expect(texts[3]).toBe(texts[0]);
  });
});

describe('[160] the port', () => {
  it('is closed, and connections with it, when the link is stopped or the program ends', async () => {
    const { engine, id, link } = await shared();
    const line = await callDoor(Number(new URL(link).port), { isPlain: true });
    await engine.ask('page.stop', { id });
    await line.closed;
    expect(await isClosed(link)).toBe(true);
    await expect(engine.ask('page.stop', { id })).rejects.toThrow('page.over');
    const again = await share(engine, [await filesOf(engine, 'more', FILES)]);
    expect(await isClosed(again.link)).toBe(false);
    await engine.stop();
    expect(await isClosed(again.link)).toBe(true);
  });

  it('is closed when everything is paused, and none is opened meanwhile', async () => {
    const { engine, folder, link } = await shared();
    await engine.ask('visibility.pause', { minutes: 5 });
    expect(await isClosed(link)).toBe(true);
    expect(engine.state.pages).toEqual({});
    await expect(share(engine, [folder])).rejects.toThrow('all_paused');
  });

  it('is one of few', async () => {
    const { engine, folder } = await shared();
    for (let count = 1; count < 8; count++) await share(engine, [folder]);
    await expect(share(engine, [folder])).rejects.toThrow('page.too_many');
  });

  it('is closed when its time is over, which is longer while somebody uses it, though not for ever', async () => {
    const clock = new FakeClock();
    const engine = await startWithPages({ clock });
    const folder = await filesOf(engine, 'things', FILES);
    const unused = await share(engine, [folder]);
    const used = await share(engine, [folder]);
    clock.pass(14 * 60_000);
    expect(await ask(used.link, '/file/0')).toMatchObject({ status: 200 });
    clock.pass(2 * 60_000);
    await expect.poll(() => unused.row()).toBeUndefined();
    await expect.poll(() => isClosed(unused.link)).toBe(true);
    expect(used.row()?.until).toBe(clock.now() + 13 * 60_000);
    for (let minutes = 16; minutes < 6 * 60; minutes += 10) {
      await ask(used.link, '/file/0');
      clock.pass(10 * 60_000);
    }
    await expect.poll(() => used.row()).toBeUndefined();
    await expect.poll(() => isClosed(used.link)).toBe(true);
  });
});

const SIZE = 64 * 1024 * 1024;

it('breaks off what changes while it is downloaded', async () => {
  const engine = await startWithPages();
  const folder = await filesOf(engine, 'things', { 'a.bin': 'short' });
  const path = join(folder, 'a.bin');
  // More than waits anywhere on the way.
  await truncate(path, SIZE);
  const { link, row } = await share(engine, [folder]);
  const before = await ask(link, '/file/0', { headers: { range: 'bytes=0-9' } });
  expect(before.status).toBe(206);
  const line = await callDoor(Number(new URL(link).port), { isPlain: true });
  const { pathname, host } = new URL(link);
  line.socket.pause();
  await line.say(written(`GET ${pathname}/all`, { host }));
  await expect.poll(() => line.socket.bytesRead).toBeGreaterThan(0);
  await appendFile(path, 'x');
  line.socket.resume();
  const heard = await line.closed;
  expect(heard.length).toBeLessThan(SIZE);
  for (const path of ['/file/0', '/all']) {
    const gone = await ask(link, path);
    expect(gone.status).toBe(410);
    expect(gone.body.toString()).toContain('Ask for a new link.');
  }
  expect(row()?.downloads).toBe(0);
});
