// Listeners on this computer, and calls to them; all that is open ends with the test.
import { randomBytes } from 'node:crypto';
import { networkInterfaces } from 'node:os';
import { afterEach } from 'vitest';
import { SYSTEM_PORTS } from '../../src/engine/index.ts';
import { dial } from '../../src/engine/net/dial.ts';
import { type Listening, type ListenOptions, listen } from '../../src/engine/net/listen.ts';
import type { Channel } from '../../src/engine/noise/channel.ts';
import type { Means } from '../../src/engine/noise/handshake.ts';
import { isTagOf, tagKey, tagOf } from '../../src/engine/noise/tag.ts';
import { means, suite } from './channel.ts';

export const { clock } = SYSTEM_PORTS;
export const open: Listening[] = [];
export const channels: Channel[] = [];
afterEach(async () => {
  for (const channel of channels.splice(0)) channel.destroy();
  for (const listening of open.splice(0)) await listening.close();
});

interface Host {
  readonly listening: Listening;
  readonly own: Means;
  readonly arrived: Channel[];
  readonly refused: string[];
}

export async function host(changed: Partial<ListenOptions> = {}, pairedWith: readonly Means[] = []): Promise<Host> {
  const own = changed.means?.() ?? means();
  const arrived: Channel[] = [];
  const refused: string[] = [];
  const keys = pairedWith.map(({ own: { publicKey } }) => ({ publicKey, key: tagKey(suite.dh, own.own, publicKey) }));
  const listening = await listen({
    means: () => own,
    clock,
    interfaces: networkInterfaces,
    port: 0,
    host: '127.0.0.1',
    answersStrangers: () => true,
    knownBy: ({ tag, parts }) => {
      const found = keys.find(({ publicKey, key }) => isTagOf(tag, key, publicKey, parts));
      return found?.publicKey ?? null;
    },
    versionFloor: () => 0,
    onChannel: (channel) => {
      arrived.push(channel);
      channels.push(channel);
    },
    onRefused: (reason) => refused.push(reason),
    ...changed,
  });
  open.push(listening);
  return { listening, own, arrived, refused };
}

export async function call(ports: readonly number[], from = means(), to?: Means, paired = false) {
  const key = to === undefined ? null : tagKey(suite.dh, from.own, to.own.publicKey);
  const dialled = await dial({
    means: from,
    clock,
    places: ports.map((port) => ({ address: '127.0.0.1', port })),
    isExpected: (remote) => to === undefined || Buffer.compare(remote, to.own.publicKey) === 0,
    tag: (parts) => (paired && key !== null ? tagOf(key, from.own.publicKey, parts) : randomBytes(16)),
    versionFloor: () => 0,
  });
  if (dialled.ok) channels.push(dialled.channel);
  return dialled;
}
