// Commands beside `ferry serve` that are killed at any moment: nothing stays behind in it that only they wanted.
import { spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Snapshot, State } from '../../src/contract/state.ts';
import { isOver } from '../../src/contract/transfers.ts';
import { openDoor, SYSTEM_PORTS } from '../../src/engine/index.ts';
import { ChildEngine } from '../support/child-engine.ts';
import { FERRY, ServeChild, servedFolders } from '../support/serve-child.ts';

const KILLS = process.env.FERRY_LONG ? 200 : 20;
/** What is compiled with the first of each stays, and in the long form what the last hundred that ended are shown by. */
const KILLS_BEFORE = process.env.FERRY_LONG ? 120 : 12;
const KIB = 1024;
/** About as long as such a command takes to be there, and as long again. */
const MOST_MS = 600;

async function doorOf(folder: string) {
  const opened = await openDoor({
    ...SYSTEM_PORTS,
    ...{ dataDir: join(folder, 'data'), version: '0.0.0-test', log: () => undefined, downloads: () => folder },
  });
  if (!opened.ok || opened.value.isOwn) throw new Error('it doesn’t run');
  const { door, close } = opened.value;
  const state = async (): Promise<State> => {
    const found = await door('state.snapshot', undefined);
    if (!found.ok) throw new Error(found.error.code);
    return (found.value as Snapshot).state;
  };
  return { door, state, close };
}

/** Of what nobody is there for any more. */
const openIn = ({ pairings, transfers }: State): readonly string[] => [
  ...Object.values(pairings).flatMap(({ stage }) => (stage === 'ended' || stage === 'paired' ? [] : [stage])),
  ...Object.values(transfers).flatMap((row) => (isOver(row) ? [] : [`${row.direction} ${row.stage}`])),
];

describe('commands beside ferry serve', () => {
  it(`that are killed at any moment leave it as it was, however many: ${KILLS}`, async () => {
    const [folder = '', other = ''] = await servedFolders(['Calm Pier']);
    const own = join(folder, 'own');
    mkdirSync(own);
    const file = join(folder, 'file');
    writeFileSync(file, 'content');
    const server = new ServeChild(
      [
        ...['--data', join(folder, 'data'), '--into', join(folder, 'inbox'), '--yes'],
        ...['--interface', '127.0.0.1', '--port', '0'],
      ],
      { figures: join(folder, 'figures') },
    );
    const to = await server.target();
    const sender = await ChildEngine.start('Calm Pier', other);
    const { port } = await sender.ask('network.open', { port: 0, address: '127.0.0.1' });
    // Somebody waits with a code, for whoever fetches.
    await sender.ask('transfer.send', { paths: [file], to: null });
    const from = `127.0.0.1:${port}`;
    const commands: readonly (readonly string[])[] = [
      ['receive', '--into', own],
      ['receive', '--into', own, '--yes'],
      ['receive', '--from', from, '--into', own],
      ['send', file],
      ['pair'],
      ['devices'],
    ];
    const beside = await doorOf(folder);
    const killed = async (at: number): Promise<void> => {
      const [command = '', ...args] = commands[at % commands.length] ?? [];
      const child = spawn(process.execPath, [FERRY, command, ...args, '--data', join(folder, 'data')], {
        stdio: ['pipe', 'ignore', 'ignore'],
      });
      const ended = once(child, 'exit');
      await new Promise((resolve) => setTimeout(resolve, randomInt(MOST_MS)));
      child.kill('SIGKILL');
      await ended;
    };
    const byRule = () => beside.door('pairing.end', { id: 'none', isUnattended: true });
    const settled = async () => {
      await expect.poll(async () => openIn(await beside.state())).toEqual([]);
      await expect.poll(byRule).toMatchObject({ error: { code: 'pairing.over' } });
      return { kept: await server.keptBytes(), descriptors: readdirSync(`/proc/${server.pid}/fd`).length };
    };
    for (let at = 0; at < KILLS_BEFORE; at++) await killed(at);
    const before = await settled();
    for (let at = 0; at < KILLS; at++) await killed(at);
    const after = await settled();
    console.log(`${KILLS} kills: ${Math.round((after.kept - before.kept) / KIB)} KiB more`);
    expect(after.descriptors).toBeLessThanOrEqual(before.descriptors + 3);
    expect(after.kept - before.kept).toBeLessThan(1024 * KIB + KILLS * 4 * KIB);
    writeFileSync(join(other, 'last'), 'content');
    const { id } = await sender.ask('transfer.send', { paths: [join(other, 'last')], to });
    await sender.untilDone(id, 40_000);
    expect([readdirSync(own), readFileSync(join(folder, 'inbox', 'last'), 'utf8')]).toEqual([[], 'content']);
    await beside.close();
    expect(await server.stop()).toMatchObject({ code: 0 });
  }, 600_000);
});
