// `ferry serve` under load: very many transfers, many at once, killed and stopped in the middle of them.
import { createHash, randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { TransferId } from '../../src/contract/transfers.ts';
import { ChildEngine } from '../support/child-engine.ts';
import { ServeChild, servedFolders, writeSettings } from '../support/serve-child.ts';

const LONG = Boolean(process.env.FERRY_LONG);
const MIB = 1024 * 1024;
const TRANSFERS = LONG ? 1000 : 60;
/** Behind so many it is looked what is kept. */
const MEASURED = LONG ? [100, 300, 600, 1000] : [20, 60];
/** Bytes that a transfer leaves behind: its row among what is over, of which there are five hundred at most. */
const MOST_EACH = 32 * 1024;
const MOST_EACH_LATE = 2 * 1024;
const NAMES = ['Calm Pier', 'Studio PC', 'Leo'] as const;
const EACH = 8;

const argsOf = (folder: string, port = '0'): readonly string[] => [
  ...['--data', join(folder, 'data'), '--into', join(folder, 'inbox'), '--yes'],
  ...['--interface', '127.0.0.1', '--port', port],
];

const hashOf = (path: string): string => createHash('sha256').update(readFileSync(path)).digest('hex');

interface Sent {
  readonly sender: ChildEngine;
  readonly id: TransferId;
  readonly name: string;
  readonly hash: string;
}

/** Begins 24 transfers from three devices; each is under way when this resolves. */
async function sendMany(senders: readonly ChildEngine[], server: ServeChild, bytes: number): Promise<readonly Sent[]> {
  const to = await server.target();
  const send = async (sender: ChildEngine, name: string): Promise<Sent> => {
    const path = join(sender.folder, name);
    writeFileSync(path, randomBytes(bytes));
    const { id } = await sender.ask('transfer.send', { paths: [path], to });
    await sender.untilStage(id, 'moving', 'done');
    return { sender, id, name, hash: hashOf(path) };
  };
  const each = senders.map(async (sender, at) => {
    // Over the connection that the first one makes.
    const first = await send(sender, `file-${at}-0`);
    const others = Array.from({ length: EACH - 1 }, (_, number) => send(sender, `file-${at}-${number + 1}`));
    return [first, ...(await Promise.all(others))];
  });
  return (await Promise.all(each)).flat();
}

async function expectAll(sent: readonly Sent[], folder: string): Promise<void> {
  for (const { sender, id, name, hash } of sent) {
    await sender.untilDone(id, 60_000);
    expect(hashOf(join(folder, 'inbox', name))).toBe(hash);
  }
  expect(readdirSync(join(folder, 'inbox'))).toHaveLength(sent.length);
}

const start = async (settings: object) => {
  const [folder = '', ...others] = await servedFolders(NAMES, settings);
  const senders = await Promise.all(others.map((each, at) => ChildEngine.start(NAMES[at] ?? '', each)));
  return { folder, senders };
};

describe('ferry serve', () => {
  it('takes very many transfers, one after the other, in memory that stays flat', async () => {
    const { folder, senders } = await start({});
    const [sender] = senders;
    if (sender === undefined) throw new Error('nobody sends');
    const server = new ServeChild(argsOf(folder), { figures: join(folder, 'figures') });
    const to = await server.target();
    const path = join(sender.folder, 'small');
    const kept: number[] = [];
    for (let at = 1; at <= TRANSFERS; at++) {
      writeFileSync(path, `content ${at}`);
      const { id } = await sender.ask('transfer.send', { paths: [path], to });
      await sender.untilDone(id, 60_000);
      if (MEASURED.includes(at)) kept.push(await server.keptBytes());
    }
    console.log(`${MEASURED.join(', ')} transfers: ${kept.map((bytes) => (bytes / MIB).toFixed(2)).join(', ')} MiB`);
    const growth = kept
      .slice(1)
      .map((bytes, at) => (bytes - (kept[at] ?? 0)) / ((MEASURED[at + 1] ?? 0) - (MEASURED[at] ?? 0)));
    expect(Math.max(...growth)).toBeLessThan(MOST_EACH);
    // The history is full by then, and what comes takes the place of what was.
    if (LONG) expect(growth.at(-1)).toBeLessThan(MOST_EACH_LATE);
    expect(readdirSync(join(folder, 'inbox'))).toHaveLength(TRANSFERS);
    expect(server.said.match(/: Received 1 file/g)).toHaveLength(TRANSFERS);
    expect(await server.stop()).toMatchObject({ code: 0 });
  }, 600_000);

  it('takes 24 at once, is stopped within two seconds in the middle of them, and ends them in its next run', async () => {
    const { folder, senders } = await start({ receiveLimit: 4 * MIB });
    const server = new ServeChild(argsOf(folder));
    const { port } = (await server.target()) as { readonly port: number };
    const sent = await sendMany(senders, server, 2 * MIB);
    const { code, ms } = await server.stop();
    console.log(`stopped in ${Math.round(ms)} ms`);
    expect(code).toBe(0);
    expect(ms).toBeLessThan(2000);
    expect(server.said).toMatch(/Stopping; \d+ transfers go on when Ferry runs again\n.* Stopped\n$/);
    await writeSettings(folder, {});
    const next = new ServeChild(argsOf(folder, String(port)));
    await next.target();
    await expectAll(sent, folder);
    expect((await next.stop('SIGINT')).code).toBe(0);
  }, 120_000);

  it('is killed in the middle of 24, and ends them all in its next run', async () => {
    const { folder, senders } = await start({ receiveLimit: 4 * MIB });
    const server = new ServeChild(argsOf(folder));
    const { port } = (await server.target()) as { readonly port: number };
    const sent = await sendMany(senders, server, 2 * MIB);
    await server.kill();
    await writeSettings(folder, {});
    const next = new ServeChild(argsOf(folder, String(port)));
    await next.target();
    await expectAll(sent, folder);
    expect((await next.stop()).code).toBe(0);
  }, 120_000);
});
