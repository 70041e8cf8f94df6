// A device that is called in vain where it was, and is connected all the same.
import { expect, it } from 'vitest';
import type { ErrorInfo } from '../../../../src/contract/errors.ts';
import { errorInfo } from '../../../../src/contract/errors.ts';
import type { Target } from '../../../../src/contract/transfers.ts';
import { FerryError } from '../../../../src/engine/errors.ts';
import { OutgoingTransfer } from '../../../../src/engine/session/outgoing-transfer.ts';
import { Sends } from '../../../../src/engine/session/sends.ts';
import { FakeClock } from '../../../support/fake-clock.ts';

const KEY = new Uint8Array(32);
const DEVICE = { kind: 'device', id: 'studio' } as unknown as Target;
const ADDRESS: Target = { kind: 'address', host: '192.0.2.7', port: null };
const AWAY = new FerryError(errorInfo('device.unreachable', { name: 'Studio PC', where: '' }));

/** One paired device. Calls to it are in vain; those to an address end when the test says so. */
function scene() {
  const clock = new FakeClock();
  const gone: string[] = [];
  const failed: [string, ErrorInfo['code']][] = [];
  const transfers: OutgoingTransfer[] = [];
  const addressed = Promise.withResolvers<{ remoteKey: Uint8Array }>();
  let isConnected = false;
  let calls = 0;
  const connect = (): void => {
    isConnected = true;
    sends.goOut(KEY);
  };
  const outgoing = {
    // What of its row is asked for here.
    prepare: async (transfer: OutgoingTransfer) => {
      transfer.row ??= { key: null, to: transfer.asked.to, waits: false } as unknown as OutgoingTransfer['row'];
    },
    bind: async () => undefined,
    leaveQueue: async () => undefined,
    attachAll: () => gone.push(...transfers.map(({ id }) => id).filter((id) => !gone.includes(id))),
    queuedFor: () => [],
    fail: ({ id }: OutgoingTransfer, { code }: ErrorInfo) => failed.push([id, code]),
  };
  const sends: Sends = new Sends({
    outgoing,
    clock,
    dialler: {
      keyOf: (to: Target) => (to.kind === 'device' ? KEY : null),
      dial: (to: Target) => {
        calls++;
        return to.kind === 'device' ? Promise.reject(AWAY) : addressed.promise;
      },
    },
    identity: { devices: { find: () => ({ name: 'Studio PC' }) } },
    conversations: { isConnectedTo: () => isConnected, helloOf: () => null, run: async () => undefined },
    meet: async () => {
      connect();
      return { link: { hello: { name: 'Studio PC' } } };
    },
    live: () => (isConnected ? { link: {} } : null),
    log: () => undefined,
    troubleOf: (error: unknown) => (error instanceof FerryError ? error.info : errorInfo('internal', { note: '' })),
  } as unknown as ConstructorParameters<typeof Sends>[0]);
  const start = (id: string, to: Target): Promise<void> => {
    const transfer = new OutgoingTransfer(
      id,
      { to, roots: [], awaited: null, text: null, stream: null, guest: null },
      0,
    );
    transfers.push(transfer);
    return sends.start(transfer);
  };
  /** Everything that can go on without time has done so. */
  const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  return { clock, sends, start, settled, connect, gone, failed, addressed, calls: () => calls };
}

it('goes out over the connection that comes about meanwhile', async () => {
  const { start, settled, connect, gone, failed } = scene();
  const started = start('one', DEVICE);
  await settled();
  expect([gone, failed]).toEqual([[], []]);
  connect();
  await started;
  expect([gone, failed]).toEqual([['one'], []]);
});

it('goes out over the connection that a call to an address leads to', async () => {
  const { clock, start, settled, gone, failed, addressed } = scene();
  const started = [start('one', ADDRESS), start('two', DEVICE)];
  await settled();
  clock.pass(4000);
  await settled();
  expect([gone, failed]).toEqual([[], []]);
  addressed.resolve({ remoteKey: KEY });
  await Promise.all(started);
  expect([gone, failed]).toEqual([['one', 'two'], []]);
});

it('fails a second later where it doesn’t come, and after five whatever else is being called', async () => {
  const { clock, start, settled, failed } = scene();
  const first = start('one', DEVICE);
  await settled();
  clock.pass(999);
  await settled();
  expect(failed).toEqual([]);
  clock.pass(1);
  await first;
  expect(failed).toEqual([['one', 'device.unreachable']]);
  void start('two', ADDRESS);
  const third = start('three', DEVICE);
  await settled();
  clock.pass(4999);
  await settled();
  expect(failed).toHaveLength(1);
  clock.pass(1);
  await third;
  expect(failed.slice(1)).toEqual([['three', 'device.unreachable']]);
});

it('is left to the next run where the program ends before', async () => {
  const { sends, start, settled, failed, calls } = scene();
  const started = start('one', DEVICE);
  await settled();
  sends.close();
  await started;
  expect([failed, calls()]).toEqual([[], 1]);
});
