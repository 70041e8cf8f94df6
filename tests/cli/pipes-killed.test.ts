// One end of a pipe is killed, its command or its engine: nobody takes for whole what isn't, and the other end hears of it.
import { spawnSync } from 'node:child_process';
import { existsSync, lstatSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { pairedFolders } from '../support/child-engine.ts';
import { ferryWords, PipedFerry } from '../support/piped.ts';
import { ServeChild } from '../support/serve-child.ts';

/** What is read from it never ends. */
const ENDLESS = 'cat /dev/zero';
const HERE = '--interface 127.0.0.1 --port 0';
const isRoot = process.getuid?.() === 0;
const ANOTHER_USER = 61_234;

async function paired() {
  const [sender, receiver] = await pairedFolders('Mia', 'Leo');
  return {
    sender,
    receiver,
    receive: (options = HERE) =>
      new PipedFerry(`${ferryWords(receiver, `receive --stdout --yes ${options}`)} | cat > /dev/null`),
    send: (to: string) => new PipedFerry(`${ENDLESS} | ${ferryWords(sender, `send --stdin x.tar --to ${to}`)}`),
  };
}

const serveIn = (folder: string): ServeChild =>
  new ServeChild([
    '--data',
    join(folder, 'data'),
    '--into',
    join(folder, 'inbox'),
    '--interface',
    '127.0.0.1',
    '--port',
    '0',
  ]);

const untilMoving = (receiving: PipedFerry): Promise<string> =>
  receiving.until('the first of it', (said) => (said.includes('Receiving 1 file') ? said : undefined));

describe('a pipe one end of which is killed', () => {
  it('ends at the other end, too, after half a minute, and as a failure', async () => {
    const [first, second] = [await paired(), await paired()];
    const [withoutSender, withoutReceiver] = [first.receive(), second.receive()];
    const killed = first.send(await withoutSender.address());
    const left = second.send(await withoutReceiver.address());
    await Promise.all([untilMoving(withoutSender), untilMoving(withoutReceiver)]);
    process.kill(killed.pid, 'SIGKILL');
    process.kill(withoutReceiver.pid, 'SIGKILL');
    expect(await withoutSender.exit).toBe(1);
    expect(withoutSender.said).toMatch(/^ferry: The connection to .* was lost, and didn’t come back\.$/m);
    expect([1, 141]).toContain(await left.exit);
    expect(left.said).toMatch(/^ferry: The connection to .* was lost, and didn’t come back\.$/m);
  }, 90_000);

  it('isn’t whole for its reader when the sender’s command is gone, though its engine goes on', async () => {
    const { sender, receive, send } = await paired();
    const server = serveIn(sender);
    await server.target();
    const receiving = receive();
    const sending = send(await receiving.address());
    await untilMoving(receiving);
    process.kill(sending.pid, 'SIGKILL');
    expect(await receiving.exit).toBe(1);
    expect(receiving.said).toContain('ferry: Canceled on Mia.\n');
  });

  it('ends for its sender when the reader’s command is gone, though its engine goes on', async () => {
    const { receiver, receive, send } = await paired();
    const server = serveIn(receiver);
    const { port } = (await server.target()) as { readonly port: number };
    const receiving = receive('');
    await receiving.until('that it is ready', (said) => (said.includes('is ready') ? said : undefined));
    const sending = send(`127.0.0.1:${port}`);
    await untilMoving(receiving);
    process.kill(receiving.pid, 'SIGKILL');
    expect([1, 141]).toContain(await sending.exit);
    expect(sending.said).toContain('ferry: Canceled on Leo.\n');
    expect(readdirSync(join(receiver, 'inbox'))).toEqual([]);
  });

  it.each([
    ['an endless', ENDLESS],
    ['a silent', '(head -c 1M /dev/zero; sleep 60)'],
  ])('ends on both sides when the sender of %s one is told to stop', async (_what, before) => {
    const { sender, receive } = await paired();
    const receiving = receive();
    const to = await receiving.address();
    const sending = new PipedFerry(`${before} | ${ferryWords(sender, `send --stdin x.tar --to ${to}`)}`);
    await untilMoving(receiving);
    const began = performance.now();
    const { pid } = sending;
    process.kill(pid, 'SIGINT');
    expect(await receiving.exit).toBe(1);
    expect(receiving.said).toMatch(/^ferry: Canceled on .*\.$/m);
    // What writes into the pipe may sleep on.
    await expect.poll(() => existsSync(`/proc/${pid}`), { timeout: 10_000 }).toBe(false);
    expect(performance.now() - began).toBeLessThan(10_000);
  });

  it('ends on both sides when its reader is told to stop', async () => {
    const { receive, send } = await paired();
    const receiving = receive();
    const sending = send(await receiving.address());
    await untilMoving(receiving);
    process.kill(receiving.pid, 'SIGINT');
    expect(await receiving.exit).toBe(130);
    expect([1, 141]).toContain(await sending.exit);
    expect(sending.said).toMatch(/^ferry: Canceled on .*\.$/m);
  });

  it.runIf(isRoot)(
    'can be neither read nor fed by another user of the computer (only root can become one)',
    async () => {
      const { receive } = await paired();
      const before = new Set(readdirSync(tmpdir()));
      const receiving = receive();
      await receiving.address();
      const [made = ''] = readdirSync(tmpdir()).filter((name) => name.startsWith('ferry-') && !before.has(name));
      const place = join(tmpdir(), made);
      expect(lstatSync(place).mode & 0o777).toBe(0o700);
      const connect = `require('node:net').connect(${JSON.stringify(join(place, 'content.sock'))}).on('error', ({ code }) => console.log(code))`;
      const asAnother = [
        '--reuid',
        `${ANOTHER_USER}`,
        '--regid',
        `${ANOTHER_USER}`,
        '--clear-groups',
        process.execPath,
        '-e',
        connect,
      ];
      expect(spawnSync('setpriv', asAnother, { encoding: 'utf8' }).stdout).toBe('EACCES\n');
    },
  );
});
