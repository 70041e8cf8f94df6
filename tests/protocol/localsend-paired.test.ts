// A guest that is paired, among those that are not: none of them keeps it out, and it goes when it is forgotten.
import { randomBytes } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openDataFolder } from '../../src/engine/data-folder.ts';
import { openIdentity } from '../../src/engine/identity/identity.ts';
import { SYSTEM_PORTS } from '../../src/engine/index.ts';
import { GuestEngine, phone, withCertificate } from '../support/guest-engine.ts';
import { held, made } from '../support/localsend/acting.ts';
import { makeCertificate } from '../support/localsend/certificate.ts';
import { tempFolder } from '../support/temp-folder.ts';

const FRIEND = makeCertificate('1.18', { key: 'two' });

/** An engine that knows a phone, and that phone. */
async function known() {
  const folder = await withCertificate(await tempFolder());
  const identity = await openIdentity(await openDataFolder(join(folder, 'data')), {
    clock: SYSTEM_PORTS.clock,
    random: randomBytes,
  });
  const key = Buffer.from(FRIEND.fingerprint, 'hex');
  await identity.pairGuest({ key, name: 'Mia’s phone', kind: 'phone', via: 'localSend' });
  await identity.settled();
  const engine = await GuestEngine.start({}, folder);
  const mia = await phone({ version: '1.18', alias: 'Mia’s phone', certificate: FRIEND });
  return { engine, mia };
}

it('is asked about while strangers at its own address have all the questions that they may', async () => {
  const { engine, mia } = await known();
  const flood = await phone({ version: '1.17', certificate: makeCertificate('1.18', { key: 'one' }) });
  for (let at = 0; at < 6; at++) void flood.send(engine.device, [made(`x${at}`)]);
  await expect.poll(() => engine.transfers.length).toBe(4);
  const sending = await mia.send(engine.device, [made('a')]);
  const { id } = await engine.ferry.until('the friend', ({ transfers }) =>
    Object.values(transfers).find(({ device, stage }) => device?.isPaired && stage === 'asking'),
  );
  await engine.ferry.ask('transfer.answer', { id, accept: true });
  expect(await sending.ended).toBe('finished');
  expect(await readdir(engine.inbox)).toEqual(['a']);
});

it('is told, and nothing half of it stays, when it is forgotten in the middle', async () => {
  const { engine, mia } = await known();
  const { item, release } = held('film');
  const sending = await mia.send(engine.device, [item]);
  const { id, device } = await engine.accept();
  await engine.ferry.until('some of it', ({ transfers }) => (transfers[id]?.done.bytes ?? 0) > 0);
  if (device === null) throw new Error('from nobody');
  await engine.ferry.ask('device.forget', { id: device.id });
  const { trouble } = await engine.ferry.untilStage(id, 'canceled');
  expect(trouble?.code).toBe('device.forgotten');
  expect(await sending.ended).toBe('canceledByReceiver');
  release();
  await expect.poll(() => readdir(engine.inbox)).toEqual([]);
});
