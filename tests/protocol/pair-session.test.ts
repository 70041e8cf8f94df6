// Pairing and staying paired on real connections: two devices with data folders.
import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ferryError } from '../../src/engine/errors.ts';
import type { Pairing } from '../../src/engine/identity/known-devices.ts';
import { signedBinding } from '../../src/engine/identity/own-identity.ts';
import { CLOSE_REASON } from '../../src/engine/noise/channel.ts';
import { pairAsDisplayer, pairingAskedFor } from '../../src/engine/session/pair.ts';
import { Keeping } from '../../src/engine/session/pair-keep.ts';
import { PAIR_TYPES } from '../../src/engine/wire/pair-messages.ts';
import { newKeyPair } from '../support/channel.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { type EyeActs, PairDevice, typeInto } from '../support/pair-device.ts';
import {
  both,
  bytesOf,
  connect,
  devices,
  folders,
  openDevice,
  pair,
  prove,
  revealed,
  rowOf,
} from '../support/pair-devices.ts';
import { digitsOf, wrongCode } from '../support/pairing.ts';

describe('two devices', () => {
  it('pair by code, keep each other, and meet again by tag while strangers see nobody', async () => {
    const [a, b] = await both();
    const { near, here, there } = await pair(a, b);
    expect([here.notices[0]?.kind, there.notices[0]?.kind]).toEqual(['paired', 'paired']);
    expect(a.knows(b)).toMatchObject({ name: 'Studio PC', kind: 'laptop', method: 'code', versionFloor: 1 });
    expect(a.knows(b)?.signingKey).toEqual(b.identity.own.keys.signingKey.publicKey);
    expect(JSON.stringify(await rowOf(b))).toContain(revealed(a));
    await near.close();
    expect([(await here.end).kind, (await there.end).kind]).toEqual(['lost', 'closed']);

    b.isVisible = false;
    await expect((await openDevice('Nobody')).dial(b.port)).rejects.toThrow('not reached');
    const [again, arrived] = await connect(a, b);
    const [before, beforeThere] = [await rowOf(a), await rowOf(b)];
    const [one, two] = [a.keeping(again, null), b.keeping(arrived, null)];
    await again.send(0x30, bytesOf('x'));
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect([await rowOf(a), await rowOf(b)]).toEqual([before, beforeThere]);
    expect([one.notices, two.notices]).toEqual([[], []]);
  });

  it('give the third wrong code no fourth, and disconnect', async () => {
    const [a, b] = await both();
    const [near, far] = await connect(a, b);
    b.sheet.open();
    const showing = b.show(far);
    const code = digitsOf(b.sheet);
    const { outcome, wrong } = typeInto(
      a,
      near,
      [1, 2, 3].map((by) => bytesOf(wrongCode(code, by))),
    );
    expect(await outcome).toEqual({
      kind: 'notProven',
      error: { code: 'pairing.tries_used', details: { name: 'Studio PC' } },
    });
    expect(await showing).toEqual({ kind: 'notProven', error: { code: 'pairing.code_burned', details: {} } });
    expect(wrong).toEqual([null, '{"name":"Studio PC","triesLeft":2}', '{"name":"Studio PC","triesLeft":1}']);
    expect(b.sheet.code).toBeNull();
    for (const link of [near, far]) await expect(link.send(PAIR_TYPES.forget)).rejects.toThrow();
    const [again, there] = await connect(a, b);
    const late = b.show(there);
    expect(await typeInto(a, again, [bytesOf(code)]).outcome).toMatchObject({ error: { code: 'pairing.tries_used' } });
    await late;
    expect([a.knows(b), b.knows(a)]).toEqual([null, null]);
  });

  it('take the right code on the second try', async () => {
    const [a, b] = await both();
    const [near, far] = await connect(a, b);
    b.sheet.open();
    const showing = b.show(far);
    const code = digitsOf(b.sheet);
    const { outcome, wrong } = typeInto(a, near, [bytesOf(wrongCode(code)), bytesOf(code)]);
    expect([(await outcome).kind, (await showing).kind]).toEqual(['proven', 'proven']);
    expect(wrong).toHaveLength(2);
    expect([a.knows(b), b.knows(a)]).toEqual([null, null]);
  });

  it('are not paired while only one person chose it, and are once the other has', async () => {
    const [a, b] = await both();
    const [near, far] = await prove(a, b);
    const [here, there] = [a.keeping(near, 'code'), b.keeping(far, 'code')];
    await here.keeping.keep();
    await expect.poll(() => a.knows(b)).toMatchObject({ announceKey: null, signingKey: null });
    await expect.poll(() => there.isWanted()).toBe(true);
    expect([b.knows(a), here.notices, there.notices]).toEqual([null, [], []]);
    await there.keeping.keep();
    await expect.poll(() => [here.notices.length, there.notices.length]).toEqual([1, 1]);
    expect(Buffer.from(a.knows(b)?.announceKey?.reveal() ?? []).toString('hex')).toBe(revealed(b));
  });

  it('stay kept on one side only, where the connection ends before the other person chose it', async () => {
    const [a, b] = await both();
    const [near, far] = await prove(a, b);
    const [here, there] = [a.keeping(near, 'code'), b.keeping(far, 'code')];
    await here.keeping.keep();
    await near.close();
    await there.end;
    expect(await there.keeping.keep()).toBe(false);
    const [again, arrived] = await connect(a, b);
    const { notices } = a.keeping(again, null);
    const asked = b.show(arrived);
    await again.send(0x30);
    expect(await asked).toEqual({ kind: 'notProven', error: null });
    expect([a.knows(b)?.announceKey, b.knows(a), notices]).toEqual([null, null, []]);
  });

  it('say nothing of a choice that could not be written down, and take it again', async () => {
    const [a, b] = await both();
    const [near, far] = await prove(a, b);
    let isFull = true;
    const identity = Object.create(a.identity, {
      pair: {
        value: (pairing: Pairing) =>
          isFull ? Promise.reject(ferryError('data.disk_full', { path: '/' })) : a.identity.pair(pairing),
      },
    });
    const here = new Keeping({ ...a.needs(near), identity, method: 'code', onNotice: () => undefined });
    const there = b.keeping(far, 'code');
    await there.keeping.keep();
    await expect(here.keep()).rejects.toThrow('data.disk_full');
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect([a.knows(b), there.notices]).toEqual([null, []]);
    isFull = false;
    expect(await here.keep()).toBe(true);
    await expect.poll(() => there.notices.length).toBe(1);
  });

  it('are paired at the next connection where the last word of the first was lost', async () => {
    const [a, b] = await both();
    const [near, far] = await prove(a, b);
    const deaf = new Keeping({ ...a.needs(near), identity: a.identity, method: 'code', onNotice: () => undefined });
    const there = b.keeping(far, 'code');
    await Promise.all([deaf.keep(), there.keeping.keep()]);
    await expect.poll(() => there.notices.length).toBe(1);
    near.destroy();
    await there.end;
    expect(a.knows(b)?.announceKey).toBeNull();
    const [again, arrived] = await connect(a, b);
    const [one, two] = [a.keeping(again, null), b.keeping(arrived, null)];
    await expect.poll(() => one.notices.map(({ kind }) => kind)).toEqual(['paired']);
    expect(two.notices).toEqual([]);
    expect(Buffer.from(a.knows(b)?.announceKey?.reveal() ?? []).toString('hex')).toBe(revealed(b));
  });

  it('bring a renewed announce key with the next connection, and nothing else', async () => {
    const [a, b] = await both();
    const { near } = await pair(a, b);
    await near.close();
    const { signingKey, announceKey: _old, ...row } = a.knows(b) ?? {};
    await b.identity.own.renewAnnounceKey();
    const arriving = a.arrival();
    const far = await b.dial(a.port, { key: a.key, says: { name: 'Somebody else', kind: 'phone' } });
    const there = await arriving;
    expect(there.hello.name).toBe('Somebody else');
    const [one, two] = [a.keeping(there, null), b.keeping(far, null)];
    await expect.poll(() => Buffer.from(a.knows(b)?.announceKey?.reveal() ?? []).toString('hex')).toBe(revealed(b));
    expect(a.knows(b)).toMatchObject({ ...row, signingKey });
    expect([one.notices, two.notices]).toEqual([[], []]);
  });

  it('never again speak an older version than they once did, from when the connection begins', async () => {
    const [a, b] = await both();
    const { near } = await pair(a, b);
    await near.close();
    const before = a.knows(b);
    expect(before?.versionFloor).toBe(1);
    for (const version of [2, 1]) {
      const [again, arrived] = await connect(a, b);
      Object.defineProperty(again.channel, 'version', { value: version });
      const { keeping } = a.keeping(again, null);
      b.keeping(arrived, null);
      // Behind what a connection begins with.
      expect(await keeping.keep()).toBe(true);
      expect(a.knows(b)).toEqual({ ...before, versionFloor: 2 });
      await again.close();
    }
    expect(await rowOf(a)).toMatchObject({ rows: [{ versionFloor: 2 }] });
  });

  it('go on where the version could not be written down', async () => {
    const [a, b] = await both();
    const { near } = await pair(a, b);
    await near.close();
    const [again, arrived] = await connect(a, b);
    Object.defineProperty(again.channel, 'version', { value: 2 });
    const raiseFloor = { value: () => Promise.reject(ferryError('data.disk_full', { path: '/' })) };
    const identity = Object.create(a.identity, {
      own: { value: a.identity.own },
      devices: { value: Object.create(a.identity.devices, { raiseFloor, find: { value: () => a.knows(b) } }) },
    });
    const logged: unknown[] = [];
    const log = (...entry: unknown[]): void => void logged.push(entry);
    const keeping = new Keeping({ link: again, identity, method: null, log, onNotice: () => undefined });
    expect(await keeping.keep()).toBe(true);
    expect(logged).toEqual([['warn', 'protocol version not kept', { code: 'data.disk_full' }]]);
    const there = b.keeping(arrived, null);
    await again.close();
    expect((await there.end).kind).toBe('closed');
  });

  it('end a connection on which another signing key is said, or one that isn’t signed', async () => {
    const [a, b] = await both();
    const { near } = await pair(a, b);
    await near.close();
    const other = await openDevice('Other');
    const before = await rowOf(a);
    const [ours, others] = [b.identity.own.keys, other.identity.own.keys];
    // The other one's is well signed for b's static key, as only b could have it said on this connection.
    const bound = signedBinding({ ...others, staticKey: ours.staticKey });
    for (const body of [
      [randomBytes(32), ours.signingKey.publicKey, randomBytes(64)],
      [randomBytes(32), ours.signingKey.publicKey, signedBinding(others)],
      [randomBytes(32), others.signingKey.publicKey, bound],
    ]) {
      const [far, there] = [a.arrival(), await b.dial(a.port, { key: a.key })];
      const { end } = a.keeping(await far, null);
      await there.send(PAIR_TYPES.keep, ...body);
      expect((await end).kind).toBe('violation');
      await there.receive();
      expect(await there.receive()).toBeNull();
    }
    expect(await rowOf(a)).toEqual(before);
  });

  it('part: the forgotten one hears of it, is cut off, and is a stranger from then on', async () => {
    const [a, b] = await both();
    const { near, here, there } = await pair(a, b);
    await a.identity.forget(a.knows(b)?.id ?? ('' as never));
    expect((await there.end).kind).toBe('forgotten');
    expect(there.notices.at(-1)).toEqual({ kind: 'forgotten', name: 'Calm Pier' });
    expect((await here.end).kind).toBe('lost');
    await expect(near.send(0x30)).rejects.toThrow();
    expect([a.knows(b), b.knows(a)?.name]).toEqual([null, 'Calm Pier']);

    a.isVisible = false;
    await expect(b.dial(a.port, { key: a.key })).rejects.toThrow('not reached');
    a.isVisible = true;
    const arriving = a.arrival();
    const link = await b.dial(a.port, { key: a.key });
    const asked = a.show(await arriving);
    const again = b.keeping(link, null);
    await expect.poll(() => again.notices.map(({ kind }) => kind)).toEqual(['forgotten']);
    await link.send(0x30, bytesOf('x'));
    expect((await again.end).kind).toBe('closed');
    expect(await asked).toEqual({ kind: 'notProven', error: null });
  });

  it('cut off a stranger that says nothing for five seconds, or what no pairing begins with', async () => {
    const [a, b] = await both();
    const [near, far] = await connect(a, b);
    const time = new FakeClock();
    const asked = pairingAskedFor(far, time);
    time.pass(5000);
    expect(await asked).toBeNull();
    await expect(near.receive()).rejects.toThrow();
    for (const [type, body] of [
      [PAIR_TYPES.share, randomBytes(32)],
      [PAIR_TYPES.start, Uint8Array.of(2, 1)],
      [0x30, randomBytes(1)],
    ] as const) {
      const [again, there] = await connect(a, b);
      await again.send(type, body);
      expect(await b.show(there)).toEqual({ kind: 'notProven', error: null });
      expect(await again.receive()).toBeNull();
      expect(again.channel.closed).toEqual({ reason: CLOSE_REASON.violation });
    }
  });

  it('pair anew after one has forgotten the other', async () => {
    const [a, b] = await both();
    const { there } = await pair(a, b);
    await a.identity.forget(a.knows(b)?.id ?? ('' as never));
    await there.end;
    const [near, far] = await connect(a, b);
    const first = b.keeping(far, null);
    b.sheet.open();
    const { outcome } = typeInto(a, near, [bytesOf(digitsOf(b.sheet))]);
    expect(await first.end).toEqual({ kind: 'asked', form: 'code' });
    const displaying = pairAsDisplayer({ ...b.needs(far), form: 'code', sheet: b.sheet, source: '127.0.0.1' });
    displaying.shown();
    expect([(await outcome).kind, (await displaying.outcome).kind]).toEqual(['proven', 'proven']);
    const [one, two] = [a.keeping(near, 'code'), b.keeping(far, 'code')];
    await one.keeping.keep();
    await expect.poll(() => [one.notices[0]?.kind, two.notices[0]?.kind]).toEqual(['paired', 'paired']);
  });

  it('pair anew after one has lost its keys: the row is written anew, once, and nothing more is to be told', async () => {
    const [lost, b] = await both();
    await pair(lost, b);
    const before = lost.knows(b);
    const folder = folders.get(lost) ?? '';
    devices.splice(devices.indexOf(lost), 1);
    await lost.close();
    await writeFile(join(folder, 'identity.json'), '{');
    const a = await PairDevice.open('Calm Pier', folder);
    devices.push(a);
    expect(a.identity.own.trouble?.code).toBe('identity.damaged');

    const [near, far] = await prove(a, b);
    const [here, there] = [a.keeping(near, 'sas'), b.keeping(far, 'sas')];
    expect(await here.keeping.keep()).toBe(true);
    expect(a.identity.own.trouble).toBeNull();
    // The other person hasn't chosen yet: what was known of its keys is still.
    const { pairedAt = 0, ...row } = before ?? {};
    const anew = a.knows(b);
    expect(anew).toEqual({ ...row, method: 'sas', pairedAt: expect.any(Number) });
    expect(anew?.announceKey?.reveal()).toEqual(before?.announceKey?.reveal());
    expect(anew?.pairedAt).toBeGreaterThan(pairedAt);

    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(await here.keeping.keep()).toBe(true);
    await there.keeping.keep();
    await expect.poll(() => [here.notices.length, there.notices.length]).toEqual([1, 1]);
    expect(a.knows(b)?.pairedAt).toBe(anew?.pairedAt);
  });

  it('pair by QR with the key in it, and say nothing to another key', async () => {
    const [a, b] = await both();
    const [near, far] = await connect(a, b);
    b.sheet.open();
    const secret = () => Uint8Array.from(b.sheet.qrSecret?.reveal() ?? []);
    const showing = b.show(far);
    const right = typeInto(a, near, [secret()], { kind: 'qr', expectedKey: b.key });
    expect(await Promise.all([right.outcome, showing])).toEqual([
      { kind: 'proven', method: 'qr' },
      { kind: 'proven', method: 'qr' },
    ]);
    await near.close();
    const [other, there] = await connect(a, b);
    b.sheet.open();
    const asked = b.show(there);
    const wrong = typeInto(a, other, [secret()], { kind: 'qr', expectedKey: newKeyPair().publicKey });
    expect(await wrong.outcome).toMatchObject({ error: { code: 'pairing.other_device' } });
    expect(await asked).toEqual({ kind: 'notProven', error: null });
    expect(b.sheet.code).not.toBeNull();
  });

  it('pair by eye where both say the same, and not where one doesn’t', async () => {
    const [a, b] = await both();
    for (const verdict of ['same', 'different'] as const) {
      const [near, far] = await connect(a, b);
      const seen: string[] = [];
      const say = (what: 'same' | 'different') => (pictures: string, acts: EyeActs) => {
        seen.push(pictures);
        acts[what]();
      };
      const [there, here] = [b.show(far, say('same')), a.compare(near, 'typer', say(verdict))];
      const outcomes = await Promise.all([here.outcome, there]);
      expect(seen).toHaveLength(2);
      expect(seen[0]).toBe(seen[1]);
      if (verdict === 'same') expect(outcomes.map(({ kind }) => kind)).toEqual(['proven', 'proven']);
      else for (const one of outcomes) expect(one).toMatchObject({ error: { code: 'pairing.pictures_differ' } });
      await near.close();
    }
  });
});
