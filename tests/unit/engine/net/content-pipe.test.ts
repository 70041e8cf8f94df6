// The socket by which content passes between a command and the engine: who may use it, and what counts as all of it.
import { once } from 'node:events';
import { existsSync, statSync } from 'node:fs';
import { chmod, mkdtemp } from 'node:fs/promises';
import { createConnection, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type ContentPipe, contentFrom, outletTo } from '../../../../src/engine/net/content-pipe.ts';
import { openPipe } from '../../../support/stream.ts';

async function opened(): Promise<ContentPipe> {
  const pipe = await openPipe();
  onTestFinished(() => pipe.close());
  return pipe;
}

async function all(content: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of content) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}

describe('content that a command gives', () => {
  it('comes as it was, and has its end', async () => {
    const pipe = await opened();
    const given = pipe.give(Readable.from([Buffer.from('he'), Buffer.alloc(200_000, 'l'), Buffer.from('o')]));
    const { content } = await contentFrom(pipe.place);
    expect((await all(content)).toString()).toBe(`he${'l'.repeat(200_000)}o`);
    await given;
  });

  it('may be nothing', async () => {
    const pipe = await opened();
    const given = pipe.give(Readable.from([]));
    const { content } = await contentFrom(pipe.place);
    expect((await all(content)).length).toBe(0);
    await given;
  });

  it('isn’t all of it where the command is gone before its end', async () => {
    const pipe = await opened();
    const source = new PassThrough();
    void pipe.give(source).catch(() => undefined);
    const { content } = await contentFrom(pipe.place);
    source.write('some of it');
    const read = all(content);
    setTimeout(() => pipe.close(), 10);
    await expect(read).rejects.toThrow();
  });

  it('is no longer read from where it came from once nobody wants it', async () => {
    const pipe = await opened();
    const source = new PassThrough();
    const given = pipe.give(source);
    const { close } = await contentFrom(pipe.place);
    source.write('some of it');
    close();
    await expect(given).rejects.toThrow();
    expect(source.destroyed).toBe(true);
  });
});

describe('content that a command takes', () => {
  it('is all of it once the command has passed it on', async () => {
    const pipe = await opened();
    const sink = new PassThrough();
    const collected = buffer(sink);
    const taken = pipe.take(sink);
    const outlet = await outletTo(pipe.place);
    await outlet.write([Buffer.from('he'), Buffer.from('ll')]);
    await outlet.write([]);
    await outlet.write([Buffer.from('o')]);
    expect(outlet.bytes).toBe(5);
    await Promise.all([outlet.end(), outlet.end()]);
    await taken;
    sink.end();
    expect((await collected).toString()).toBe('hello');
  });

  it('isn’t where the engine is gone before the end', async () => {
    const pipe = await opened();
    const taken = pipe.take(new PassThrough());
    const outlet = await outletTo(pipe.place);
    await outlet.write([Buffer.from('some of it')]);
    outlet.close();
    await expect(taken).rejects.toThrow();
  });

  it('is refused from the moment on that the command is gone', async () => {
    const pipe = await opened();
    void pipe.take(new PassThrough()).catch(() => undefined);
    const outlet = await outletTo(pipe.place);
    pipe.close();
    await outlet.gone;
    await expect(outlet.write([Buffer.from('more')])).rejects.toThrow();
    await expect(outlet.end()).rejects.toThrow();
  });
});

describe.skipIf(process.platform === 'win32')('the place of it (needs Unix sockets)', () => {
  it('is its owner’s alone, and gone with the first caller', async () => {
    const pipe = await opened();
    const folder = dirname(pipe.place.path);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    void pipe.give(Readable.from(['x'])).catch(() => undefined);
    const { content } = await contentFrom(pipe.place);
    await all(content);
    await expect.poll(() => existsSync(folder)).toBe(false);
  });

  it('is gone where nobody has come', async () => {
    const pipe = await opened();
    pipe.close();
    await expect.poll(() => existsSync(dirname(pipe.place.path))).toBe(false);
  });

  it('says nothing to whoever doesn’t know the token, and still takes who does', async () => {
    const pipe = await opened();
    const given = pipe.give(Readable.from(['secret']));
    const stranger = createConnection(pipe.place.path);
    stranger.write(Buffer.alloc(32));
    expect(await buffer(stranger)).toEqual(Buffer.alloc(0));
    const { content } = await contentFrom(pipe.place);
    expect((await all(content)).toString()).toBe('secret');
    await given;
  });

  it('is taken from nobody else, nor where others may enter', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'ferry-open-'));
    const path = join(folder, 'content.sock');
    const server = createServer(() => undefined).listen(path);
    onTestFinished(() => void server.close());
    await once(server, 'listening');
    const place = { path, token: '0'.repeat(64) };
    await chmod(folder, 0o755);
    await expect(contentFrom(place)).rejects.toMatchObject({ info: { code: 'local.not_trusted' } });
    await chmod(folder, 0o700);
    const { close } = await contentFrom(place);
    close();
  });

  it('is nowhere where nobody listens any more', async () => {
    const pipe = await opened();
    pipe.close();
    await expect(outletTo(pipe.place)).rejects.toMatchObject({ info: { code: expect.stringMatching(/^local\./) } });
  });
});
