import { expect, it } from 'vitest';
import { Fetching } from '../../../../src/engine/session/fetching.ts';
import { FakeClock } from '../../../support/fake-clock.ts';

it('isn’t kept calling by a device that is there each time before us', async () => {
  let calls = 0;
  const fetching = new Fetching({
    clock: new FakeClock(),
    dialler: {
      keyOf: () => null,
      dial: async () => {
        calls++;
        return { remoteKey: new Uint8Array(32) };
      },
    },
    conversations: { isConnectedTo: () => calls < 100 },
    meet: () => Promise.reject(new Error('connected already')),
    receiveFolder: () => '/in',
  } as unknown as ConstructorParameters<typeof Fetching>[0]);
  const from = { kind: 'address', host: '127.0.0.1', port: null } as const;
  const asked = { from, into: null, forOutput: false, gone: new AbortController().signal };
  await expect(fetching.fetch(asked)).rejects.toThrow('connected already');
  expect(calls).toBe(4);
});
