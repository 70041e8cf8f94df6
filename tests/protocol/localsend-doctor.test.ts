// What the doctor of a whole engine says of devices that have LocalSend: why they can't come, or by which port they do.
import { once } from 'node:events';
import { mkdir, rename, rmdir } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Finding } from '../../src/contract/doctor.ts';
import { GuestEngine, withCertificate } from '../support/guest-engine.ts';
import { tempFolder } from '../support/temp-folder.ts';

/** The first: whatever firewall this computer has comes after. Null where the check says nothing. */
async function said(engine: GuestEngine): Promise<Pick<Finding, 'code' | 'facts'> | null> {
  const { findings } = await engine.ferry.ask('doctor.run', undefined);
  const [first] = findings.filter(({ check }) => check === 'localsend');
  return first === undefined ? null : { code: first.code, facts: first.facts };
}

const started = async (change: (engine: GuestEngine) => Promise<unknown>): Promise<GuestEngine> => {
  const engine = await GuestEngine.start();
  await change(engine);
  return engine;
};

async function taken(): Promise<number> {
  const server = createServer().listen(0, '::');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return (server.address() as { readonly port: number }).port;
}

/** One whose certificate couldn't be read; and still can't, unless it is mended. */
async function broken(isMended: boolean): Promise<GuestEngine> {
  const folder = await withCertificate(await tempFolder());
  const file = join(folder, 'data/localsend.json');
  await rename(file, `${file}.away`);
  await mkdir(file);
  const engine = await GuestEngine.begin({}, folder);
  const isSaid = () => engine.logged.some((line) => line.startsWith('localsend.not_opened'));
  await expect.poll(isSaid, { interval: 5 }).toBe(true);
  if (!isMended) return engine;
  await rmdir(file);
  await rename(`${file}.away`, file);
  await engine.ferry.ask('settings.set', { deviceName: 'Mended' });
  await engine.untilOpen(1);
  return engine;
}

describe('the doctor of a device that LocalSend is on at', () => {
  it('says why nobody comes: it is paused, hidden, for paired ones, or receives nothing; or says nothing, where it is off', async () => {
    const all = await Promise.all([
      started(({ ferry }) => ferry.ask('visibility.pause', { minutes: 30 })),
      started(({ ferry }) => ferry.ask('settings.set', { visibility: 'nobody' })),
      started(({ ferry }) => ferry.ask('settings.set', { visibility: 'paired' })),
      started(({ ferry }) => ferry.ask('receive.offers', null)),
      started(({ ferry }) => ferry.ask('settings.set', { localSend: false })),
    ]);
    expect((await Promise.all(all.map(said))).map((each) => each?.code ?? null)).toEqual([
      'localsend.paused',
      'localsend.hidden',
      'localsend.paired_only',
      'localsend.not_receiving',
      null,
    ]);
  });

  it('says by which port they come, that another program has theirs, and why it can’t be opened', async () => {
    const port = await taken();
    const [open, elsewhere, failing, mended] = await Promise.all([
      started(async (engine) => {
        await engine.ferry.ask('settings.set', { localSendPort: engine.port });
      }),
      started(async (engine) => {
        await engine.ferry.ask('settings.set', { localSendPort: port });
        await engine.untilOpen(2);
      }),
      broken(false),
      broken(true),
    ]);
    const [first, second, third, fourth] = await Promise.all([open, elsewhere, failing, mended].map(said));
    expect(first?.code).toMatch(/^localsend\.(?:open|blocked|unseen)$/);
    expect(first?.facts).toMatchObject({ port: open.port });
    // Who has it is this very process, which the doctor doesn't name.
    const facts = { port, program: '', ownPort: elsewhere.port };
    expect(second).toEqual({ code: 'localsend.other_port', facts });
    expect(third).toEqual({ code: 'localsend.failed', facts: { reason: 'EISDIR' } });
    expect(fourth?.code).toMatch(/^localsend\.(?!failed)/);
  });
});
