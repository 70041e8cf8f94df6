import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { expect, it } from 'vitest';
import { fingerprintOf } from '../../../../../src/engine/interop/localsend/certificate.ts';
import type { PrepareUpload } from '../../../../../src/engine/interop/localsend/messages.ts';
import { ReceiveDesk } from '../../../../../src/engine/interop/localsend/receive-desk.ts';
import type { FileEnd, GuestReceiving } from '../../../../../src/engine/session/guest-receiving.ts';
import { FakeClock } from '../../../../support/fake-clock.ts';

const PHONE = { address: '192.0.2.7', fingerprint: fingerprintOf(Buffer.from('Phone')), isEncrypted: true };
const INFO = { alias: 'Phone', version: '2.1', deviceModel: null, deviceType: null, fingerprint: null };
const NOTHING_KNOWN = { fileType: '', sha256: null, preview: null, modifiedMs: null };
const ASKED: PrepareUpload = {
  info: { ...INFO, hasDownloads: false, port: null, protocol: 'https' },
  files: [{ id: 'a', fileName: 'a', size: 1, ...NOTHING_KNOWN }],
};

/** Takes the one file, one body at a time, as a transfer does. */
function oneFile() {
  let isComing = false;
  const write = async (_index: number, content: AsyncIterable<Uint8Array>): Promise<FileEnd> => {
    if (isComing) return 'notDue';
    isComing = true;
    try {
      for await (const _piece of content);
      return 'saved';
    } catch {
      return 'broken';
    } finally {
      isComing = false;
    }
  };
  const receiving = { answered: Promise.resolve(new Set([0])), over: new AbortController().signal, end: null, write };
  return receiving as unknown as GuestReceiving; // All of it that a desk asks for while nothing ends it.
}

it('of one file that is begun several times at once the last one comes', async () => {
  const desk = new ReceiveDesk({
    offered: oneFile,
    cancelThere: async () => undefined,
    onIdle: () => undefined,
    refusalOf: () => null,
    isPaired: () => false,
    random: randomBytes,
    clock: new FakeClock(),
  });
  const prepared = await desk.prepareUpload(PHONE, ASKED, null, new AbortController().signal);
  if (!('answer' in prepared)) throw new Error(`refused: ${prepared.status}`);
  const { sessionId, tokens } = prepared.answer;
  const ids = { sessionId, fileId: 'a', token: tokens.get('a') ?? '' };
  const bodies = [1, 2, 3, 4].map(() => new Readable({ read: () => undefined }));
  const uploads = bodies.map((body) => desk.upload(PHONE, ids, body));
  expect((await Promise.all(uploads.slice(0, 3))).map(({ status }) => status)).toEqual([500, 500, 500]);
  bodies[3]?.push('x');
  bodies[3]?.push(null);
  expect((await uploads[3])?.status).toBe(200);
});
