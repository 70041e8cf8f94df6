// What is around a Ferry that does nothing: a network of its own, with nobody on it or with devices that it is paired with.
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Secret } from '../../src/engine/crypto/secret.ts';
import { openKnownDevices } from '../../src/engine/identity/known-devices.ts';
import { ip, Namespaces } from '../links/namespaces.ts';
import { Program } from '../program.ts';

const NEAR = join(import.meta.dirname, 'near.ts');

/** One that announces itself so that only who is paired with it knows it. */
export interface PairedDevice {
  readonly address: string;
  /** In hex. */
  readonly announceKey: string;
}

export interface Surroundings {
  /** Where the app is to run. */
  readonly namespace: string;
  /** Pairs the app of this data folder with devices that are near from then on. */
  populate(dataDir: string, folder: string, count: number): Promise<void>;
  close(): Promise<void>;
}

export function makeSurroundings(): Surroundings {
  const namespaces = new Namespaces();
  const [own, near] = [namespaces.add('own'), namespaces.add('near')];
  namespaces.connect(own, near, 'eth0');
  ip('-n', own, 'addr', 'add', '10.78.0.1/16', 'brd', '+', 'dev', 'eth0');
  return {
    namespace: own,
    populate: async (dataDir, folder, count) => {
      const devices = await pairWith(dataDir, count);
      for (const { address } of devices) ip('-n', near, 'addr', 'add', `${address}/16`, 'brd', '+', 'dev', 'eth0');
      const file = join(folder, 'near.json');
      writeFileSync(file, JSON.stringify(devices));
      // It ends with the namespaces.
      const program = new Program({ command: process.execPath, args: [NEAR, file], namespace: near });
      await program.expect((line) => (line === 'ready' ? true : null));
    },
    close: () => namespaces.close(),
  };
}

async function pairWith(dataDir: string, count: number): Promise<readonly PairedDevice[]> {
  const known = await openKnownDevices(join(dataDir, 'devices.json'), Date.now());
  const devices: PairedDevice[] = [];
  for (let number = 1; number <= count; number++) {
    const key = (name: string) => createHash('sha256').update(`${name} ${number}`).digest();
    const announceKey = key('announce');
    const name = `Device ${number}`;
    const keys = { staticKey: key('static'), signingKey: key('signing'), announceKey: new Secret(announceKey) };
    await known.pair({ ...keys, name, kind: 'laptop', method: 'code', version: 1 }, Date.now());
    devices.push({ address: `10.78.1.${number}`, announceKey: announceKey.toString('hex') });
  }
  await known.settled();
  return devices;
}

export interface Multicast {
  readonly packets: number;
  readonly bytes: number;
}

/** All that was sent to groups so far on the network that a process is in, the system's own share with it. Linux. */
export function sentMulticast(pid: number): Multicast {
  const v4 = pairsOf(readFileSync(`/proc/${pid}/net/netstat`, 'latin1'));
  const v6 = new Map(
    readFileSync(`/proc/${pid}/net/snmp6`, 'latin1')
      .split('\n')
      .map((line) => line.split(/\s+/) as [string, string]),
  );
  const both = (one: string, other: string): number => Number(v4.get(one) ?? 0) + Number(v6.get(other) ?? 0);
  return {
    packets: both('OutMcastPkts', 'Ip6OutMcastPkts'),
    bytes: both('OutMcastOctets', 'Ip6OutMcastOctets'),
  };
}

/** Each line of names is followed by one of their numbers. */
function pairsOf(table: string): ReadonlyMap<string, string> {
  const lines = table.split('\n').map((line) => line.split(' '));
  return new Map(
    lines.flatMap((names, index) =>
      index % 2 === 0 ? names.map((name, place) => [name, lines[index + 1]?.[place] ?? ''] as const) : [],
    ),
  );
}
