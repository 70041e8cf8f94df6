// A transfer to a guest, whatever its protocol: what is sent again, what is given up, and what ends it.
import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { errorInfo } from '../../../../src/contract/errors.ts';
import { GuestSending } from '../../../../src/engine/session/guest-sending.ts';
import type {
  GuestOffer,
  GuestWay,
  OfferOutcome,
  Reached,
  UploadOutcome,
  WayEnd,
} from '../../../../src/engine/session/guest-way.ts';
import type { SendEnd } from '../../../../src/engine/session/send-machine.ts';
import { FileStates } from '../../../../src/engine/transfer/file-states.ts';
import { makePlan, rootsOf } from '../../../../src/engine/transfer/plan.ts';
import { FakeClock } from '../../../support/fake-clock.ts';
import { tempFolder } from '../../../support/temp-folder.ts';

type Upload = (tries: number, content: AsyncIterable<Uint8Array>, signal: AbortSignal) => Promise<UploadOutcome>;

/** Takes all of it, and says yes. */
const taking: Upload = async (_tries, content) => {
  for await (const _piece of content);
  return 'saved';
};
const says =
  (...outcomes: readonly UploadOutcome[]): Upload =>
  async (tries) =>
    outcomes[tries - 1] ?? 'saved';

interface Told {
  readonly reach?: readonly Reached[];
  readonly offer?: readonly OfferOutcome[];
  /** By the place in the list. */
  readonly upload?: readonly Upload[];
  readonly checksHashes?: boolean;
}

/** `one`, `three` and `two`, in that order, and a way on which nothing is as it should be but what a test says. */
async function scene({ reach = [], offer = [], upload = [], checksHashes = false }: Told = {}) {
  const folder = await tempFolder();
  const paths = ['one', 'two', 'three'].map((name) => join(folder, name));
  for (const path of paths) await writeFile(path, 'content');
  const roots = rootsOf(paths);
  const manifestPath = join(folder, 'list');
  const { summary } = await makePlan(roots, manifestPath);
  const [reached, offered] = [[...reach], [...offer]];
  const tries = new Map<number, number>();
  const calls: string[] = [];
  const said: GuestOffer['hashes'][] = [];
  const canceled = new AbortController();
  const way: GuestWay = {
    canceled: canceled.signal,
    checksHashes,
    reach: async () => reached.shift() ?? 'here',
    offer: async ({ files, hashes, pin }) => {
      calls.push(pin === null ? 'offer' : `offer ${pin}`);
      said.push(hashes);
      return offered.shift() ?? { kind: 'accepted', wanted: new Set(files.map(({ index }) => index)) };
    },
    upload: async (index, content, _bytes, signal) => {
      tries.set(index, (tries.get(index) ?? 0) + 1);
      return await (upload[index] ?? taking)(tries.get(index) ?? 1, content, signal);
    },
    cancel: async () => void calls.push('cancel'),
    close: () => void calls.push('close'),
  };
  const clock = new FakeClock();
  const fileStates = new FileStates(summary.entries);
  const ended = Promise.withResolvers<SendEnd>();
  const sending = new GuestSending({
    onCutOff: () => void calls.push('cut off'),
    ...{ way, roots, manifestPath, fileStates, clock, name: 'Desk', via: 'localSend', isText: false },
    limit: { pieceBytes: (most) => most, take: async () => undefined },
    log: () => undefined,
    onChange: () => undefined,
    onEnded: ended.resolve,
    troubleOf: (error) => errorInfo('internal', { note: String(error) }),
  });
  sending.begin();
  const states = (): readonly string[] => [0, 1, 2].map((at) => fileStates.of(at).reason ?? fileStates.of(at).state);
  return { sending, clock, tries, calls, said, states, stop: (by: WayEnd) => canceled.abort(by), ended: ended.promise };
}

const DONE = { kind: 'done', alreadyThere: 0 } as const;
const UNREACHABLE = {
  kind: 'failed',
  error: errorInfo('device.unreachable', { name: 'Desk', where: '', via: 'localSend' }),
};

it('tells how each file stands, in whatever order they come to their end', async () => {
  const first = Promise.withResolvers<UploadOutcome>();
  const { states, sending, ended } = await scene({ upload: [() => first.promise, says('failed')] });
  await expect.poll(() => sending.progress.files).toBe(1);
  expect(states()).toEqual(['waiting', 'notWritable', 'waiting']);
  first.resolve('saved');
  expect(await ended).toEqual({ ...DONE, skipped: 1, notWanted: 0 });
  expect(states()).toEqual(['done', 'notWritable', 'done']);
});

it('says the hash of each file to whoever checks it, and to nobody else', async () => {
  const [checking, other] = [await scene({ checksHashes: true }), await scene()];
  await Promise.all([checking.ended, other.ended]);
  const hash = createHash('sha256').update('content').digest('hex');
  expect(checking.said).toEqual([new Map([0, 1, 2].map((index) => [index, hash]))]);
  expect(other.said).toEqual([new Map()]);
});

it('sends once more what broke off, and leaves it out where that doesn’t help', async () => {
  const { tries, states, ended } = await scene({
    upload: [says('broken'), says('broken', 'broken'), says('broken', 'gone')],
  });
  expect(await ended).toEqual({ ...DONE, skipped: 2, notWanted: 0 });
  expect([...tries.values()]).toEqual([2, 2, 2]);
  expect(states()).toEqual(['done', 'notSent', 'notSent']);
});

it('ends where nobody answers after a break', async () => {
  const { ended, calls } = await scene({ reach: ['here', 'unreachable'], upload: [says('broken')] });
  expect(await ended).toEqual(UNREACHABLE);
  await expect.poll(() => calls).toEqual(['offer', 'cancel', 'close']);
});

it('ends where another device answers in its place, before the question or after it', async () => {
  const another = { kind: 'failed', error: errorInfo('device.another_there', { name: 'Desk' }) };
  const before = await scene({ reach: ['another'] });
  expect(await before.ended).toEqual(another);
  expect(before.calls).not.toContain('offer');
  expect(await (await scene({ offer: [{ kind: 'another' }] })).ended).toEqual(another);
  expect(await (await scene({ upload: [says('another')] })).ended).toEqual(another);
});

it('waits ten minutes for a PIN to be typed, and then ends', async () => {
  const { clock, sending, calls, ended } = await scene({ offer: [{ kind: 'pinNeeded' }] });
  await expect.poll(() => sending.state).toEqual({ name: 'waitingForPin', wrong: 0 });
  clock.pass(599_000);
  expect(sending.state.name).toBe('waitingForPin');
  clock.pass(1000);
  expect(await ended).toEqual({ kind: 'failed', error: errorInfo('transfer.pin_needed', { name: 'Desk' }) });
  expect(sending.typePin('4711')).toBe(false);
  await expect.poll(() => calls).toEqual(['offer', 'cancel', 'close']);
});

it('takes the PIN along while that device is busy, and asks for another that was wrong', async () => {
  const offer: OfferOutcome[] = [{ kind: 'pinNeeded' }, { kind: 'busy' }, { kind: 'pinNeeded' }, { kind: 'busy' }];
  const { clock, sending, calls, ended } = await scene({ offer });
  const isAsked = (wrong: number) => expect.poll(() => sending.state).toEqual({ name: 'waitingForPin', wrong });
  const hasAsked = (times: number) => expect.poll(() => calls.length).toBe(times);
  await isAsked(0);
  expect(sending.typePin('1')).toBe(true);
  await hasAsked(2);
  clock.pass(1000);
  await isAsked(1);
  sending.typePin('4711');
  await hasAsked(4);
  clock.pass(1000);
  expect(await ended).toMatchObject({ kind: 'done' });
  expect(calls.slice(0, 5)).toEqual(['offer', 'offer 1', 'offer 1', 'offer 4711', 'offer 4711']);
});

it('ends while a PIN is asked for, when nothing more goes this way', async () => {
  const { sending, calls, ended, stop } = await scene({ offer: [{ kind: 'pinNeeded' }] });
  await expect.poll(() => sending.state.name).toBe('waitingForPin');
  stop('here');
  expect(await ended).toEqual({ kind: 'canceledHere' });
  await expect.poll(() => calls).toEqual(['offer', 'cut off', 'cancel', 'close']);
});

it('breaks off what isn’t taken any further for two minutes', async () => {
  const still: Upload = (_tries, _content, signal) =>
    new Promise((resolve) => signal.addEventListener('abort', () => resolve('broken')));
  const { clock, tries, ended } = await scene({ reach: ['here', 'unreachable'], upload: [still] });
  await expect.poll(() => tries.size).toBe(3);
  clock.pass(119_000);
  expect(tries.get(0)).toBe(1);
  clock.pass(2000);
  expect(await ended).toEqual(UNREACHABLE);
});

it('asks a busy device again for a minute, each time after longer, and nothing more once it was given up', async () => {
  const busy: OfferOutcome[] = Array.from({ length: 100 }, () => ({ kind: 'busy' }));
  const { clock, calls, ended } = await scene({ offer: busy });
  await expect.poll(() => calls.length).toBe(1);
  for (let seconds = 0; seconds < 60; seconds++) {
    clock.pass(1000);
    await new Promise(setImmediate);
  }
  expect(await ended).toEqual({ kind: 'failed', error: errorInfo('transfer.busy_there', { name: 'Desk' }) });
  expect(calls.filter((call) => call === 'offer').length).toBe(14);
  const other = await scene({ offer: busy });
  await expect.poll(() => other.calls.length).toBe(1);
  await other.sending.stop();
  other.clock.pass(60_000);
  expect(await other.ended).toEqual({ kind: 'canceledHere' });
  expect(other.calls).toEqual(['offer', 'cut off', 'cancel', 'close']);
});

it('says what a refusal says that has no word of its own', async () => {
  const { ended } = await scene({ offer: [{ kind: 'refused', status: 500 }] });
  const error = errorInfo('transfer.refused_there', { name: 'Desk', status: 500 });
  expect(await ended).toEqual({ kind: 'failed', error });
});

it('is over when it was stopped there, and tells only of what was stopped here', async () => {
  for (const by of ['there', 'here'] as const) {
    const { tries, stop, ended, calls } = await scene({ upload: [() => new Promise(() => undefined)] });
    await expect.poll(() => tries.size).toBe(3);
    stop(by);
    expect(await ended).toEqual({ kind: by === 'there' ? 'canceledThere' : 'canceledHere' });
    await expect.poll(() => calls).toEqual(['offer', ...(by === 'there' ? [] : ['cut off', 'cancel']), 'close']);
  }
});
