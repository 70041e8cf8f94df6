// Pipes between two computers, with the programs that people put there: what goes in is what comes out, and whoever
// breaks off is no success for anybody.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { pairedFolders } from '../support/child-engine.ts';
import { ferryWords, PipedFerry } from '../support/piped.ts';
import { ServeChild } from '../support/serve-child.ts';

const LONG = Boolean(process.env.FERRY_LONG);
const MIB = 1024 * 1024;
const HERE = '--interface 127.0.0.1 --port 0';

async function paired() {
  const [sender, receiver] = await pairedFolders('Mia', 'Leo');
  return {
    sender,
    receiver,
    receive: (behind: string, options = '--yes') =>
      new PipedFerry(`${ferryWords(receiver, `receive --stdout ${options} ${HERE}`)} ${behind}`),
    send: (before: string, to: string) =>
      new PipedFerry(`${before} | ${ferryWords(sender, `send --stdin backup.tar --to ${to}`)}`),
  };
}

const hashOf = (folder: string): string =>
  execFileSync('bash', ['-c', `cd "${folder}" && find . -type f | sort | xargs sha256sum | sha256sum`], {
    encoding: 'utf8',
  });

describe('a pipe', () => {
  it('takes a folder from one tar to another', async () => {
    const { sender, receiver, receive, send } = await paired();
    const [from, into] = [join(sender, 'photos'), join(receiver, 'photos')];
    mkdirSync(join(from, 'deep', 'empty'), { recursive: true });
    mkdirSync(into);
    for (let at = 0; at < 200; at++) writeFileSync(join(from, `${at}`), Buffer.alloc(at * 997, at));
    writeFileSync(join(from, 'deep', 'large'), Buffer.alloc(40 * MIB, 'large'));
    const receiving = receive(`| tar x -C "${into}"`);
    const sending = send(`tar c -C "${from}" .`, await receiving.address());
    expect([await sending.exit, await receiving.exit]).toEqual([0, 0]);
    expect(hashOf(into)).toBe(hashOf(from));
    expect(readdirSync(join(into, 'deep', 'empty'))).toEqual([]);
    expect(readdirSync(join(receiver, 'inbox'))).toEqual([]);
    expect(receiving.said).toMatch(/Received 1 file, .*, from Mia\n/);
    expect(sending.said).toBe('');
  });

  it('goes into the folder of a ferry that serves, by its rules', async () => {
    const { sender, receiver, send } = await paired();
    const into = ['--data', join(receiver, 'data'), '--into', join(receiver, 'inbox'), '--yes'];
    const server = new ServeChild([...into, '--interface', '127.0.0.1', '--port', '0']);
    const { port } = (await server.target()) as { readonly port: number };
    writeFileSync(join(sender, 'one'), Buffer.alloc(5 * MIB, 'one'));
    expect(await send(`cat "${join(sender, 'one')}"`, `127.0.0.1:${port}`).exit).toBe(0);
    const [there, here] = [readFileSync(join(receiver, 'inbox', 'backup.tar')), readFileSync(join(sender, 'one'))];
    expect(there.equals(here)).toBe(true);
  });

  it(
    'holds no more than a part of it in memory',
    async () => {
      const { receive, send } = await paired();
      const mib = LONG ? 20 * 1024 : 256;
      const receiving = receive('| tail -c +0 | wc -c >&2');
      const sending = send(`head -c ${mib}M /dev/zero`, await receiving.address());
      let [most, mostThere] = [0, 0];
      const watching = setInterval(() => {
        most = Math.max(most, sending.mostBytes);
        mostThere = Math.max(mostThere, receiving.mostBytes);
      }, 200);
      const began = performance.now();
      expect([await sending.exit, await receiving.exit]).toEqual([0, 0]);
      clearInterval(watching);
      const seconds = (performance.now() - began) / 1000;
      console.log(
        `${mib} MiB in ${seconds.toFixed(1)} s: ${Math.round(most / MIB)} and ${Math.round(mostThere / MIB)} MiB`,
      );
      expect(receiving.said).toContain(`${mib * MIB}\n`);
      expect(Math.max(most, mostThere)).toBeLessThan(300 * MIB);
    },
    LONG ? 900_000 : 60_000,
  );

  it('ends on both sides where its reader has had enough', async () => {
    const { receive, send } = await paired();
    const receiving = receive('| head -c 10 > /dev/null');
    const sending = send('head -c 300M /dev/zero', await receiving.address());
    expect(await receiving.exit).toBe(1);
    expect(receiving.said).toContain('ferry: Nobody reads standard output any more.\n');
    // Which of head and ferry is the first doesn't matter.
    expect([1, 141]).toContain(await sending.exit);
    expect(sending.said).toContain('ferry: Canceled on Leo.\n');
  });
});
