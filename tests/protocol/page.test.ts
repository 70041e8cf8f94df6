// A page for devices without any app, as its visitors use it: what is downloaded and uploaded is what was there.
import { createHash, randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { connect as connectTls } from 'node:tls';
import { describe, expect, it } from 'vitest';
import type { TransferId } from '../../src/contract/transfers.ts';
import { SYSTEM_PORTS } from '../../src/engine/index.ts';
import { PAGE_LIMITS } from '../../src/engine/interop/page/limits.ts';
import { FakeClock } from '../support/fake-clock.ts';
import type { FerryEngine } from '../support/ferry-engine.ts';
import { callDoor, type Line, written } from '../support/localsend-door.ts';
import { type Answer, ask, filesOf, jsonOf, receive, rowOf, share, startWithPages } from '../support/page.ts';
import { entriesOfZip } from '../support/zip.ts';

const MIB = 1024 * 1024;
const AT_ONCE = { interval: 5 };
const hashOf = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

interface Listed {
  readonly files: readonly { readonly id: number; readonly name: string; readonly bytes: number }[];
}

describe('a page to download from', () => {
  it('lists what was chosen, and gives each file and all of them whole', async () => {
    const engine = await startWithPages();
    const large = randomBytes(3 * MIB + 7);
    const folder = await filesOf(engine, 'trip', { 'large.bin': large, empty: '', 'sub/grüße.txt': 'hello' });
    await mkdir(join(folder, 'hollow'));
    const { link, row } = await share(engine, [folder]);
    expect(row()).toMatchObject({
      kind: 'share',
      isPlain: true,
      pin: null,
      names: ['trip'],
      total: { files: 3, folders: 3, bytes: large.length + 5 },
      downloads: 0,
    });
    const { files } = jsonOf(await ask(link, '/about')) as Listed;
    expect(files.map(({ name }) => name)).toEqual(['trip/empty', 'trip/large.bin', 'trip/sub/grüße.txt']);
    const [, second] = files;
    const got = await ask(link, `/file/${second?.id}`);
    expect(got.headers['content-length']).toBe(String(large.length));
    expect(hashOf(got.body)).toBe(hashOf(large));
    const head = await ask(link, `/file/${second?.id}`, { method: 'HEAD' });
    expect(head).toMatchObject({ status: 200, headers: { 'content-length': String(large.length) } });
    expect(head.body.length).toBe(0);
    const all = await ask(link, '/all');
    expect(all.headers['content-disposition']).toBe(`attachment; filename="Shelf.zip"; filename*=UTF-8''Shelf.zip`);
    expect(all.headers['content-length']).toBe(String(all.body.length));
    const entries = entriesOfZip(all.body);
    expect([...entries.keys()]).toEqual([
      'trip/',
      'trip/empty',
      'trip/hollow/',
      'trip/large.bin',
      'trip/sub/',
      'trip/sub/grüße.txt',
    ]);
    expect(hashOf(entries.get('trip/large.bin') ?? Buffer.alloc(0))).toBe(hashOf(large));
    expect(entries.get('trip/sub/grüße.txt')?.toString()).toBe('hello');
    await expect.poll(() => row()?.downloads).toBe(2);
    expect(row()?.lastDownload).toEqual({ at: expect.any(Number), to: '127.0.0.1' });
  });

  it('goes on with a download where it broke off, unless the file is another by then', async () => {
    const engine = await startWithPages();
    const content = randomBytes(MIB);
    const { link } = await share(engine, [await filesOf(engine, 'trip', { 'a.bin': content })]);
    const first = await ask(link, '/file/0', { headers: { range: 'bytes=0-999' } });
    expect(first.headers['content-range']).toBe(`bytes 0-999/${MIB}`);
    const { etag = '' } = first.headers;
    expect(etag).toMatch(/^"[\w-]{22}"$/);
    const rest = await ask(link, '/file/0', { headers: { range: 'bytes=1000-', 'if-range': etag } });
    expect(rest.status).toBe(206);
    expect(hashOf(Buffer.concat([first.body, rest.body]))).toBe(hashOf(content));
    const other = await ask(link, '/file/0', { headers: { range: 'bytes=1000-', 'if-range': '"another"' } });
    expect([other.status, other.body.length]).toEqual([200, MIB]);
  });

  it('keeps to the limit of what is sent', async () => {
    const engine = await startWithPages();
    await engine.ask('settings.set', { sendLimit: MIB });
    const { link } = await share(engine, [await filesOf(engine, 'trip', { 'a.bin': randomBytes(MIB) })]);
    const began = performance.now();
    expect((await ask(link, '/file/0')).body.length).toBe(MIB);
    expect(performance.now() - began).toBeGreaterThan(500);
  });

  it('speaks TLS where that is wanted, by a certificate of its own each time', async () => {
    const engine = await startWithPages();
    const folder = await filesOf(engine, 'trip', { 'a.txt': 'hello' });
    const seen = new Set<string>();
    for (let count = 0; count < 2; count++) {
      const { link, row } = await share(engine, [folder], { isEncrypted: true });
      expect(row()?.isPlain).toBe(false);
      const { port, pathname, host, protocol } = new URL(link);
      expect(protocol).toBe('https:');
      const socket = connectTls({ port: Number(port), host: '127.0.0.1', rejectUnauthorized: false });
      const heard = await new Promise<string>((resolve) => {
        let text = '';
        socket.setEncoding('utf8').on('data', (more: string) => {
          text += more;
        });
        socket.once('secureConnect', () => {
          seen.add(socket.getPeerX509Certificate()?.fingerprint256 ?? '');
          socket.write(`GET ${pathname}/file/0 HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
        });
        socket.once('close', () => resolve(text));
      });
      expect(heard).toMatch(/^HTTP\/1\.1 200 [\s\S]*\r\n\r\nhello$/);
    }
    expect(seen.size).toBe(2);
  });
});

describe('a page to upload to', () => {
  interface Offered {
    readonly engine: FerryEngine;
    readonly link: string;
    readonly upload: string;
    readonly transfer: TransferId;
    readonly look: () => Promise<{
      readonly stage: string;
      readonly due?: readonly number[];
      readonly isAll?: boolean;
    }>;
  }

  async function offered(files: Readonly<Record<string, Buffer>>, clock = SYSTEM_PORTS.clock): Promise<Offered> {
    const engine = await startWithPages({ clock });
    await engine.receive();
    const { link, id } = await receive(engine);
    expect(rowOf(engine, id)).toMatchObject({ kind: 'receive', names: [] });
    const wanted = Object.entries(files).map(([name, { length: size }]) => ({
      name,
      size,
      modified: 1_700_000_000_000,
    }));
    const answer = await ask(link, '/offer', { method: 'POST', body: JSON.stringify({ files: wanted }) });
    const { id: upload } = jsonOf(answer) as { readonly id: string };
    await expect.poll(() => Object.values(engine.state.transfers)).toMatchObject([{ stage: 'asking' }]);
    const [row] = Object.values(engine.state.transfers);
    const look: Offered['look'] = async () => jsonOf(await ask(link, `/offer/${upload}`)) as never;
    return { engine, link, upload, transfer: row?.id as TransferId, look };
  }

  const put = ({ link, upload }: Offered, at: number, body: Buffer): Promise<Answer> =>
    ask(link, `/upload/${upload}/${at}`, { method: 'POST', body });

  it('takes what was accepted, each file whole, under names that are safe', async () => {
    const files = {
      'large.bin': randomBytes(2 * MIB),
      'trip/a.txt': Buffer.from('one'),
      '../../out.txt': Buffer.from('2'),
    };
    const scene = await offered(files);
    expect(await scene.look()).toEqual({ stage: 'asking' });
    await scene.engine.ask('transfer.answer', { id: scene.transfer, accept: true });
    await expect.poll(async () => (await scene.look()).stage).toBe('receiving');
    const { due = [] } = await scene.look();
    const contents = Object.values(files);
    const statuses = await Promise.all(
      due.map(async (at) => (await put(scene, at, contents[at] ?? Buffer.alloc(0))).status),
    );
    expect(new Set(statuses)).toEqual(new Set([204]));
    // One of them has no name that may be written.
    await expect.poll(async () => scene.look()).toEqual({ stage: 'done', isAll: false });
    const inbox = scene.engine.inbox;
    expect(hashOf(await readFile(join(inbox, 'large.bin')))).toBe(hashOf(files['large.bin']));
    expect(await readFile(join(inbox, 'trip', 'a.txt'), 'utf8')).toBe('one');
    expect((await readdir(inbox)).every((name) => !name.includes('..'))).toBe(true);
    const [row] = Object.values(scene.engine.state.transfers);
    expect(row).toMatchObject({
      stage: 'done',
      via: 'page',
      device: { name: 'Browser at 127.0.0.1', isPaired: false },
    });
  });

  /** Begins one, and leaves it there as a network that is gone does: without a word. */
  async function begin({ link, upload }: Offered, at: number, size: number, body: Buffer): Promise<Line> {
    const { port, host, pathname } = new URL(link);
    const line = await callDoor(Number(port), { isPlain: true });
    const headers = { host, 'content-length': String(size) };
    await line.say(Buffer.concat([Buffer.from(written(`POST ${pathname}/upload/${upload}/${at}`, headers)), body]));
    return line;
  }

  async function accepted(files: Readonly<Record<string, Buffer>>, clock = SYSTEM_PORTS.clock): Promise<Offered> {
    const scene = await offered(files, clock);
    await scene.engine.ask('transfer.answer', { id: scene.transfer, accept: true });
    await expect.poll(async () => (await scene.look()).stage).toBe('receiving');
    return scene;
  }

  it('ends a file that comes by a byte every 29 seconds, and with it what it belongs to', async () => {
    const clock = new FakeClock();
    const scene = await accepted({ 'a.bin': Buffer.alloc(1000) }, clock);
    const line = await begin(scene, 0, 1000, Buffer.from('a'));
    // What is shown follows a moment later.
    const isTaken = (bytes: number) => () => {
      clock.pass(100);
      return line.heard() !== '' || comes(scene.engine) === bytes;
    };
    for (let bytes = 1; line.heard() === '' && bytes < 20; bytes++) {
      await expect.poll(isTaken(bytes), AT_ONCE).toBe(true);
      clock.pass(29_000);
      await line.say('a');
    }
    expect(line.heard()).toMatch(/^HTTP\/1\.1 400 /);
    clock.pass(60_000);
    await expect.poll(() => Object.values(scene.engine.state.transfers)).toMatchObject([{ stage: 'canceled' }]);
  });

  const comes = (engine: FerryEngine): number => Object.values(engine.state.transfers)[0]?.done.bytes ?? 0;

  it('takes a file by another connection, where the one that it was coming by is gone without a word', async () => {
    const content = randomBytes(MIB);
    const scene = await accepted({ 'a.bin': content, 'b.bin': Buffer.from('b') });
    const first = await begin(scene, 0, content.length, content.subarray(0, 1000));
    await expect.poll(() => comes(scene.engine)).toBe(1000);
    expect((await put(scene, 0, content)).status).toBe(204);
    await first.closed;
    expect(await scene.look()).toEqual({ stage: 'receiving', due: [1] });
    expect((await put(scene, 1, Buffer.from('b'))).status).toBe(204);
    expect(await scene.look()).toEqual({ stage: 'done', isAll: true });
    expect(hashOf(await readFile(join(scene.engine.inbox, 'a.bin')))).toBe(hashOf(content));
  });

  it('says once more that a file is here, where only the answer was lost', async () => {
    const scene = await accepted({ 'a.txt': Buffer.from('one'), 'b.txt': Buffer.from('two') });
    expect((await put(scene, 0, Buffer.from('one'))).status).toBe(204);
    expect((await put(scene, 0, Buffer.from('two'))).status).toBe(204);
    expect((await put(scene, 1, Buffer.from('two'))).status).toBe(204);
    expect((await put(scene, 1, Buffer.from('two'))).status).toBe(204);
    expect(await readFile(join(scene.engine.inbox, 'a.txt'), 'utf8')).toBe('one');
  });

  it('waits no longer for a file that breaks off again and again', async () => {
    const scene = await accepted({ 'a.txt': Buffer.from('one'), 'b.txt': Buffer.from('two') });
    for (let times = 0; times < PAGE_LIMITS.uploadTries; times++) {
      const line = await begin(scene, 0, 3, Buffer.from('o'));
      await expect.poll(() => comes(scene.engine), AT_ONCE).toBe(1);
      line.socket.destroy();
      await expect.poll(() => comes(scene.engine), AT_ONCE).toBe(0);
    }
    expect((await put(scene, 1, Buffer.from('two'))).status).toBe(204);
    await expect.poll(async () => scene.look()).toEqual({ stage: 'done', isAll: false });
    expect(Object.values(scene.engine.state.transfers)).toMatchObject([{ stage: 'done' }]);
  });

  it('says what became of it: declined, canceled here, canceled there', async () => {
    const declined = await offered({ 'a.txt': Buffer.from('one') });
    await declined.engine.ask('transfer.answer', { id: declined.transfer, accept: false });
    await expect.poll(async () => (await declined.look()).stage).toBe('declined');
    expect((await put(declined, 0, Buffer.from('one'))).status).toBe(404);

    const there = await offered({ 'a.txt': Buffer.from('one') });
    expect((await ask(there.link, `/cancel/${there.upload}`, { method: 'POST', body: '' })).status).toBe(204);
    await expect.poll(() => Object.values(there.engine.state.transfers)).toMatchObject([{ stage: 'canceled' }]);
  });

  it('takes back what nobody asks for any more, and says when nobody receives', async () => {
    const engine = await startWithPages();
    await engine.listen();
    const { link } = await receive(engine);
    const body = JSON.stringify({ files: [{ name: 'a', size: 1 }] });
    expect((await ask(link, '/offer', { method: 'POST', body })).status).toBe(409);
  });
});
