import { chmod, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { JsonEvent } from '../../src/contract/json-events.ts';
import { startEngine, testPorts } from '../support/engine.ts';
import { canMakeSpaces, NetSpace } from '../support/net-space.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { type Played, play } from './play.ts';
import { readTranscript } from './transcript.ts';

const folder = import.meta.dirname;
/** What takes a minute is played where there is time. */
const isLong = Boolean(process.env.FERRY_LONG);
const folders = isLong ? ['.', 'long'] : ['.'];
const found = await Promise.all(
  folders.map(async (each) => (await readdir(join(folder, each))).map((name) => join(each, name))),
);
const transcripts = found.flat().filter((name) => name.endsWith('.txt'));

/** A part of the system as the command sees it, which is gone with it; as whoever may have one only as the root of it. */
const OWN = process.getuid?.() === 0 ? 'unshare' : 'unshare --map-root-user';
const NETWORK = `ip link add wlan0 type veth peer name router0 && ip address add 10.0.0.7/24 dev wlan0 &&
for each in lo wlan0 router0; do ip link set $each up; done && exec "$@"`;
/** It is known again by its router, so that it can be trusted. */
const ROUTER = `ip neighbour replace 10.0.0.1 lladdr 02:00:00:00:00:01 dev wlan0 && ip route add default via 10.0.0.1`;
const VOLUME = 'mount -t tmpfs -o size="$1" ferry-test "$2" && shift 2 && exec "$@"';
const quoted = (text: string): string => `'${text}'`;

/** What transcripts run beside the system's programs. */
const programs = (by: string) => ({
  /** The built command on this Node. */
  ferry: `test -n "$INSIDE" || exec ${by} "$NODE" "$FERRY" "$@"; exec "$NODE" "$FERRY" "$@"`,
  /** A device that is no Ferry: see there. */
  odd: `exec ${by} "$NODE" ${join(folder, '../support/odd-device.ts')} "$@"`,
  /** A browser: see there. */
  visit: `exec ${by} "$NODE" ${join(folder, '../support/visitor.ts')} "$@"`,
  /** Without root's right to read and write everything. */
  unprivileged: `test "$(id -u)" = 0 && INSIDE=yes exec ${by} setpriv --bounding-set=-all "$@"; exec "$@"`,
  /** As a user whom the system has never heard of. */
  homeless: `test "$(id -u)" = 0 && INSIDE=yes exec ${by} setpriv --reuid=61235 --regid=61235 --clear-groups env -u HOME "$@"
INSIDE=yes exec unshare --map-user=61235 env -u HOME "$@"`,
  /** On a network that nobody else is on, without a router. */
  apart: `INSIDE=yes exec ${OWN} --net sh -c ${quoted(NETWORK)} apart "$@"`,
  /** On a network of one's own, with a router. */
  home: `INSIDE=yes exec ${OWN} --net sh -c ${quoted(NETWORK.replace('exec', `${ROUTER} && exec`))} home "$@"`,
  /** Beside a phone that has LocalSend: see there. */
  phone: `exec "$NODE" ${join(folder, '../support/phone-beside.ts')} "$@"`,
  /** With a volume of that size in that folder: small 1m inbox COMMAND … */
  small: `exec ${OWN} --mount sh -c ${quoted(VOLUME)} small "$@"`,
});

/** A computer without any network, where it can be made: what is played asks nothing of whoever is near, and waits for nobody. */
function alone(): string {
  if (!canMakeSpaces()) return '';
  const space = NetSpace.open({ outlastsTest: true });
  afterAll(() => space.close());
  const host = space.addHost('alone');
  host.removeInterface('eth0');
  return `ip netns exec ${host.namespace}`;
}

const by = alone();
let bin = '';
beforeAll(async () => {
  bin = await tempFolder();
  await chmod(bin, 0o755);
  for (const [name, line] of Object.entries(programs(by))) {
    await writeFile(join(bin, name), `#!/bin/sh\n${line}\n`);
    await chmod(join(bin, name), 0o755);
  }
});

/** With --json, each line of standard output is an event; a command that makes other lines has no --json in it. */
function expectEvents({ command, out }: Played): void {
  if (!/ --json\b/.test(command)) return;
  for (const line of out) {
    const event: unknown = JSON.parse(line.replace('"WHEN"', '"2026-01-01T00:00:00.000Z"'));
    expect(v.safeParse(JsonEvent, event).issues, line).toBeUndefined();
  }
}

// A transcript waits most of the time; two of them keep two cores busy.
vi.setConfig({ maxConcurrency: 2, ...(isLong ? { testTimeout: 180_000 } : {}) });

describe.concurrent('the command line, as typed', () => {
  it.each(transcripts)('%s', async (name) => {
    const steps = readTranscript(await readFile(join(folder, name), 'utf8'));
    expect(steps.length).toBeGreaterThan(0);
    for (const played of await play(steps, { folder: await tempFolder(), bin })) expectEvents(played);
  });
});

describe('ferry config', () => {
  it('talks to the running Ferry, which shows the change at once', async () => {
    const ports = await testPorts();
    const engine = await startEngine(ports);
    await play(
      readTranscript(`
$ ferry config set deviceName "Set outside" --data ${ports.dataDir}
> deviceName is now Set outside`),
      { folder: await tempFolder(), bin },
    );
    expect(engine.snapshot().state.self.name).toBe('Set outside');
  });

  it('does what each of several commands at once asks, whichever of them becomes the engine', async () => {
    const [last] = await play(
      readTranscript(
        [...'abcdefgh']
          .map((who) => `${who}$ ferry config set deviceName "Name ${who}" --data "$DIR/data"`)
          .concat([...'abcdefgh'].map((who) => `${who}> deviceName is now Name {any}`))
          .concat([...'abcdefgh'].map((who) => `${who}? 0`))
          .concat(['$ ferry config get deviceName --data data', '> Name {any}'])
          .join('\n'),
      ),
      { folder: await tempFolder(), bin },
    ).then((played) => played.slice(-1));
    expect(last?.out).toEqual([expect.stringMatching(/^Name [a-h]$/)]);
  });
});
