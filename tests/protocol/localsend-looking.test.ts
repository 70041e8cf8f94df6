// While somebody looks with an engine that nobody receives by, LocalSend apps may say who they are, and nothing more.
import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import type { Settings } from '../../src/contract/settings.ts';
import { FerryEngine } from '../support/ferry-engine.ts';
import { ownInterface, withCertificate } from '../support/guest-engine.ts';
import { asker } from '../support/localsend/acting.ts';
import { tempFolder } from '../support/temp-folder.ts';

async function begun(settings: Partial<Settings> = {}) {
  const ports: number[] = [];
  const ferry = await FerryEngine.start('Studio PC', await withCertificate(await tempFolder()), {
    interfaces: ownInterface,
    log: (_level, event, facts) => {
      if (event === 'localsend.opened') ports.push(Number(facts?.port));
    },
  });
  await ferry.ask('settings.set', settings);
  return { ferry, ports };
}

const isListening = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port }).once('error', () => resolve(false));
    socket.once('connect', () => resolve(socket.destroy() === socket));
  });

const OFFER = { one: { id: 'one', fileName: 'a', size: 1, fileType: 'x' } };
const INFO = {
  ...{ alias: 'Phone', version: '2.2', port: 53_317, protocol: 'https', download: false },
  fingerprint: 'A'.repeat(64),
};

/** Time enough for one that may. */
async function untilAnotherIsThere(): Promise<void> {
  const { ferry, ports } = await begun();
  await ferry.ask('network.look', { address: null });
  await expect.poll(() => ports).toHaveLength(1);
}

describe('a device that looks for others and receives nothing', () => {
  it('is called by LocalSend apps, takes nothing from them, and is there until whoever looks has gone', async () => {
    const { ferry, ports } = await begun({ localSendPin: '471193' });
    const [one, other] = [new AbortController(), new AbortController()];
    for (const { signal } of [one, other]) await ferry.engine.door('network.look', { address: null }, signal);
    await expect.poll(() => ports).toHaveLength(1);
    const [port = 0] = ports;
    const place = { host: '127.0.0.1', port, protocol: 'https' } as const;
    expect((await asker(place, '/v2/register')(INFO)).status).toBe(200);
    // Nobody is asked for a PIN either.
    expect((await asker(place, '/v2/prepare-upload')({ info: INFO, files: OFFER })).status).toBe(403);
    expect(ferry.state.transfers).toEqual({});
    one.abort();
    expect(await isListening(port)).toBe(true);
    await ferry.engine.door('network.ignoreGuests', undefined, other.signal);
    await expect.poll(() => isListening(port)).toBe(false);
  });

  it('takes no more from strangers beside a server for paired devices, which goes on as it was', async () => {
    const { ferry, ports } = await begun();
    await ferry.ask('network.open', { port: 0, address: null });
    await ferry.ask('receive.offers', { into: null, isStanding: true });
    const looker = new AbortController();
    await ferry.engine.door('network.look', { address: null }, looker.signal);
    await expect.poll(() => ports).toHaveLength(1);
    const place = { host: '127.0.0.1', port: ports[0] ?? 0, protocol: 'https' } as const;
    expect((await asker(place, '/v2/register')(INFO)).status).toBe(200);
    expect((await asker(place, '/v2/prepare-upload')({ info: INFO, files: OFFER })).status).toBe(403);
    expect(ferry.state.self.visibility.mode).toBe('paired');
    expect(ferry.state.transfers).toEqual({});
    looker.abort();
    await expect.poll(() => isListening(place.port)).toBe(false);
  });

  it.each([
    ['nobody may see it', { visibility: 'nobody' }, null],
    ['paired devices alone may see it, and no phone is paired', { visibility: 'paired' }, null],
    ['LocalSend is turned off', { localSend: false }, null],
    ['it looks on this computer alone', {}, '127.0.0.1'],
  ] as const)('isn’t there for them where %s', async (_where, settings, address) => {
    const { ferry, ports } = await begun(settings);
    await ferry.ask('network.look', { address });
    await untilAnotherIsThere();
    expect(ports).toEqual([]);
  });

  it('isn’t there for them while everything is paused, nor where Ferry alone is looked for', async () => {
    const { ferry, ports } = await begun();
    await ferry.ask('network.look', { address: null, isForFerryAlone: true });
    await ferry.ask('visibility.pause', { minutes: 30 });
    await ferry.ask('network.look', { address: null });
    await untilAnotherIsThere();
    expect(ports).toEqual([]);
  });
});
