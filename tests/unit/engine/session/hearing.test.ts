import { describe, expect, it } from 'vitest';
import { Hearing } from '../../../../src/engine/session/hearing.ts';
import { encodeTransferMessage } from '../../../../src/engine/wire/transfer-messages.ts';

const id = new Uint8Array(16).fill(1);
const key = new Uint8Array(32).fill(2);
const jpeg = Uint8Array.of(0xff, 0xd8, 0xff, 0xe0, 0xff, 0xd9);

/** What a device of this key says of an offer of its own. */
function heardFrom(isPaired: boolean) {
  const heard: string[] = [];
  const link = { channel: { remoteKey: key } };
  const transfer = { key, end: null, linked: { link, hear: ({ kind }: { kind: string }) => heard.push(kind) } };
  const hearing = new Hearing({
    identity: { devices: { find: () => (isPaired ? {} : null) } },
    outgoing: { find: () => null },
    incoming: { find: () => transfer },
  } as never);
  const { type, body } = encodeTransferMessage({ kind: 'thumb', id, index: 0, jpeg });
  const isTaken = hearing.take({ link } as never, { type, body } as never);
  return { heard, isTaken };
}

describe('a thumbnail', () => {
  it('of a paired device is heard', () => {
    expect(heardFrom(true)).toEqual({ heard: ['thumb'], isTaken: true });
  });

  it('of one that isn’t paired is passed over, and costs it nothing', () => {
    expect(heardFrom(false)).toEqual({ heard: [], isTaken: true });
  });
});
