// Whom something is for decides which way it takes: to a guest it goes at once or not at all.
import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { DeviceId } from '../../../../src/contract/devices.ts';
import { errorInfo } from '../../../../src/contract/errors.ts';
import type { GuestOffer, GuestWay, OfferOutcome } from '../../../../src/engine/session/guest-way.ts';
import { Outgoing } from '../../../../src/engine/session/outgoing.ts';
import type { OutgoingTransfer } from '../../../../src/engine/session/outgoing-transfer.ts';
import { Sends } from '../../../../src/engine/session/sends.ts';
import { openOutgoing } from '../../../../src/engine/transfer/kept-transfers.ts';
import { StreamSource } from '../../../../src/engine/transfer/stream-source.ts';
import { Texts } from '../../../../src/engine/transfer/texts.ts';
import { FakeClock } from '../../../support/fake-clock.ts';
import { tempFolder } from '../../../support/temp-folder.ts';

const ID = '3'.repeat(32) as DeviceId;
const TO = { kind: 'device', id: ID } as const;
const KEY = randomBytes(32);

async function scene() {
  const folder = await tempFolder();
  const path = join(folder, 'one');
  await writeFile(path, 'one');
  const clock = new FakeClock();
  const facts = { isNear: true, isPaired: false, isPaused: false };
  const offers: GuestOffer[] = [];
  const answers: PromiseWithResolvers<OfferOutcome>[] = [];
  const way = (): GuestWay => ({
    canceled: new AbortController().signal,
    checksHashes: false,
    reach: async () => 'here',
    offer: (offer) => {
      offers.push(offer);
      const answer = Promise.withResolvers<OfferOutcome>();
      answers.push(answer);
      return answer.promise;
    },
    upload: async () => 'saved',
    cancel: async () => undefined,
    close: () => undefined,
  });
  const rows = await openOutgoing(join(folder, 'outgoing.json'), clock.now());
  const troubleOf = (error: unknown) => errorInfo('internal', { note: String(error) });
  const outgoing = new Outgoing({
    ...{ rows, clock, random: randomBytes, troubleOf },
    folder: join(folder, 'outgoing'),
    dataDir: join(folder, 'data'),
    run: randomBytes(8),
    limitOf: () => ({ pieceBytes: (most) => most, take: async () => undefined }),
    thumbnailsFor: () => null,
    log: () => undefined,
    onChange: () => undefined,
    onEnded: () => undefined,
  });
  const paired = { key: KEY, name: 'Phone', ownName: 'Dana’s phone', via: 'localSend' };
  const near = { key: KEY, name: 'Phone', via: 'localSend', isPlain: false, way } as const;
  const sends = new Sends({
    ...{ outgoing, clock, random: randomBytes, troubleOf, texts: new Texts(join(folder, 'texts')) },
    identity: { devices: { withId: () => (facts.isPaired ? paired : null), find: () => null } },
    guests: {
      find: (id: DeviceId) => (id === ID && facts.isNear ? near : null),
      findGone: (id: DeviceId) => (id === ID ? near : null),
    },
    isPaused: () => facts.isPaused,
  } as never);
  const asked = async (at: number) => {
    await expect.poll(() => offers.length).toBe(at + 1);
    return offers[at];
  };
  const ended = (transfer: OutgoingTransfer) => expect.poll(() => transfer.end?.kind);
  return { path, facts, sends, outgoing, rows, asked, answers, ended };
}

it('goes to a guest at once, and is kept for no other run', async () => {
  const { path, sends, rows, asked, answers, ended } = await scene();
  const transfer = await sends.files([path], TO, { waits: true });
  expect((await asked(0))?.files).toMatchObject([{ path: 'one', size: 3 }]);
  expect(transfer).toMatchObject({ via: 'localSend', deviceName: 'Phone', key: KEY, isQueued: false });
  expect(rows.all()).toEqual([]);
  answers[0]?.resolve({ kind: 'accepted', wanted: new Set([0]) });
  await ended(transfer).toBe('done');
});

it('goes there once more only while it is near', async () => {
  const { path, facts, sends, asked, answers, ended } = await scene();
  const first = await sends.files([path], TO, { waits: false });
  await asked(0);
  answers[0]?.resolve({ kind: 'declined' });
  await ended(first).toBe('declined');
  facts.isNear = false;
  const away = errorInfo('device.unreachable', { name: 'Phone', where: '', via: 'localSend' });
  await expect(sends.again(first, null)).rejects.toMatchObject({ info: away });
  facts.isNear = true;
  const again = await sends.again(first, null);
  expect([(await asked(1))?.text, again.via]).toEqual([null, 'localSend']);
});

it('says whom it can’t reach where a guest has just gone', async () => {
  const { path, facts, sends } = await scene();
  facts.isNear = false;
  const away = errorInfo('device.unreachable', { name: 'Phone', where: '', via: 'localSend' });
  await expect(sends.files([path], TO, { waits: false })).rejects.toMatchObject({ info: away });
});

it('brings a text as one', async () => {
  const { sends, asked } = await scene();
  await sends.text('Hello', TO, false, { waits: false });
  expect(await asked(0)).toMatchObject({ text: 'Hello', files: [{ size: 5 }], pin: null });
});

it('waits for no paired guest either, and calls it by the name that it was given here', async () => {
  const { path, facts, sends, asked } = await scene();
  facts.isPaired = true;
  const transfer = await sends.files([path], TO, { waits: true });
  await asked(0);
  expect(transfer).toMatchObject({ deviceName: 'Dana’s phone', isQueued: false });
  facts.isNear = false;
  const away = errorInfo('device.unreachable', { name: 'Dana’s phone', where: '', via: 'localSend' });
  await expect(sends.files([path], TO, { waits: true })).rejects.toMatchObject({ info: away });
});

it('takes no pipe, and nothing while everything is paused', async () => {
  const { path, facts, sends, outgoing } = await scene();
  const stream = { name: 'out', source: new StreamSource(16), close: () => undefined };
  const noStream = errorInfo('transfer.stream_to_guest', { name: 'Phone' });
  await expect(sends.stream(stream, TO)).rejects.toMatchObject({ info: noStream });
  facts.isPaused = true;
  await expect(sends.files([path], TO, { waits: true })).rejects.toMatchObject({
    info: errorInfo('transfer.all_paused', {}),
  });
  expect(outgoing.all()).toEqual([]);
});
