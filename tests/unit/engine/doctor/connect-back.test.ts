import { describe, expect, it } from 'vitest';
import { type BackLink, ConnectBack, type ConnectBackNeeds } from '../../../../src/engine/doctor/connect-back.ts';
import { BACK_TYPES, encodeBackMessage } from '../../../../src/engine/wire/connect-back.ts';
import { FakeClock } from '../../../support/fake-clock.ts';

type Outcome = Awaited<ReturnType<ConnectBackNeeds['call']>>;

/** One side, with a connection to the other, what it has said on it and whom it has called. */
function side(
  changed: { readonly outcome?: Outcome | Error; readonly isKept?: boolean; readonly hears?: boolean } = {},
) {
  const { outcome = 'reached', isKept = true, hears = true } = changed;
  const clock = new FakeClock();
  const said: { readonly type: number; readonly body: Uint8Array }[] = [];
  const called: unknown[] = [];
  const link: BackLink = {
    channel: { remoteKey: Uint8Array.of(1) },
    isKept,
    send: async (type, ...body) => void said.push({ type, body: Buffer.concat(body) }),
  };
  const backs = new ConnectBack({
    clock,
    hears: async () => hears,
    call: async (_key, place) => {
      called.push(place);
      if (outcome instanceof Error) throw outcome;
      return outcome;
    },
  });
  return { backs, clock, said, called, link };
}

const settled = () => new Promise(setImmediate);
const asked = (port = 26_810, id = 1) => encodeBackMessage({ kind: 'ask', id, port });

/** What the one asks goes to the other, and what that answers comes back. */
async function between(outcome: Outcome | Error, hears = true) {
  const [mia, leo] = [side(), side({ outcome, hears })];
  const answer = mia.backs.ask(mia.link, 26_810);
  for (const record of mia.said) expect(leo.backs.take(leo.link, '192.0.2.7', record)).toBe(true);
  await settled();
  for (const record of leo.said) expect(mia.backs.take(mia.link, '192.0.2.8', record)).toBe(true);
  return { answer: await answer, called: leo.called };
}

describe('calling back', () => {
  it.each([
    ['reached', true, { canReach: true, canHear: true }],
    ['unreachable', true, { canReach: false, canHear: true }],
    ['other', false, { canReach: false, canHear: false }],
    [new Error('broken'), true, { canReach: false, canHear: true }],
  ] as const)('tells how it went: %s', async (outcome, hears, expected) => {
    const { answer, called } = await between(outcome, hears);
    expect(answer).toEqual(expected);
    // Where the connection comes from, and nowhere else.
    expect(called).toEqual([{ address: '192.0.2.7', port: 26_810 }]);
  });

  it('gives up on a device that doesn’t answer, and when the connection ends', async () => {
    const mia = side();
    const late = mia.backs.ask(mia.link, 26_810);
    mia.clock.pass(6000);
    expect(await late).toBeNull();
    const cut = mia.backs.ask(mia.link, 26_810);
    mia.backs.ended(mia.link);
    expect(await cut).toBeNull();
    expect(mia.clock.waiting).toBe(0);
  });

  it('gives up where it can’t be said', async () => {
    const { backs } = side();
    const broken: BackLink = { ...side().link, send: () => Promise.reject(new Error('gone')) };
    expect(await backs.ask(broken, 26_810)).toBeNull();
  });

  it('believes nobody but the device that was asked', async () => {
    const mia = side();
    const answer = mia.backs.ask(mia.link, 26_810);
    const { type, body } = encodeBackMessage({ kind: 'result', id: 1, outcome: 'reached', isHeard: true });
    expect(mia.backs.take(side().link, '192.0.2.9', { type, body })).toBe(true);
    mia.clock.pass(6000);
    expect(await answer).toBeNull();
  });

  it('calls nobody whom its person hasn’t paired', async () => {
    const leo = side({ isKept: false });
    expect(leo.backs.take(leo.link, '192.0.2.7', asked())).toBe(true);
    await settled();
    expect([leo.called, leo.said]).toEqual([[], []]);
  });

  it('can’t be made to call again and again', async () => {
    const leo = side();
    for (let times = 0; times < 50; times++) leo.backs.take(leo.link, '192.0.2.7', asked(1000 + times));
    await settled();
    expect(leo.called).toHaveLength(1);
    leo.clock.pass(1000);
    leo.backs.take(leo.link, '192.0.2.7', asked());
    await settled();
    expect(leo.called).toHaveLength(2);
  });

  it('refuses what isn’t one of its messages', () => {
    const { backs, link } = side();
    expect(backs.take(link, '192.0.2.7', { type: BACK_TYPES.ask, body: new Uint8Array(256) })).toBe(false);
    expect(backs.take(link, '192.0.2.7', { ...asked(), type: 0x3f })).toBe(false);
  });
});
