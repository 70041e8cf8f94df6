import { describe, expect, it } from 'vitest';
import { CLOSE_REASON } from '../../src/engine/noise/channel.ts';
import { PING } from '../../src/engine/session/heartbeat.ts';
import { HELLO, Link, type LinkOptions } from '../../src/engine/session/link.ts';
import { Links } from '../../src/engine/session/links.ts';
import { encodeControl } from '../../src/engine/wire/control.ts';
import { encodeHello } from '../../src/engine/wire/hello.ts';
import { PAIR_TYPES } from '../../src/engine/wire/pair-messages.ts';
import { connected, network } from '../support/channel.ts';
import { FakeClock } from '../support/fake-clock.ts';

const hello = (name: string) => ({ versions: [1], name, kind: 'desktop' }) as const;
const idOf = (key: Uint8Array): string => Buffer.from(key).toString('hex');

async function linked(changed: Partial<LinkOptions> = {}, net = network()) {
  const clock = new FakeClock();
  const { initiator, responder } = await connected(net);
  const options = { clock, isPaired: () => true, ...changed };
  const [a, b] = await Promise.all([
    Link.open(initiator, { ...options, hello: hello('Calm Pier') }),
    Link.open(responder, { ...options, hello: hello('Studio PC') }),
  ]);
  return { a, b, clock };
}

/** Lets what was sent arrive. */
const settle = () => new Promise((resolve) => setTimeout(resolve, 20));

describe('a link', () => {
  it('begins with each side’s name, and brings records', async () => {
    const { a, b } = await linked();
    expect([a.hello.name, b.hello.name]).toEqual(['Studio PC', 'Calm Pier']);
    await a.send(0x30, Buffer.from('x'));
    expect(await b.receive()).toMatchObject({ type: 0x30 });
    await a.close();
    expect(await b.receive()).toBeNull();
  });

  it.each([
    ['another record', 0x30, Buffer.from('x')],
    ['a hello that isn’t one', HELLO, encodeControl(new Map([[0, 1]]))],
  ])('takes no first record but a hello: not %s', async (_what, type, body) => {
    const { initiator, responder } = await connected();
    const opening = Link.open(responder, { clock: new FakeClock(), isPaired: () => true, hello: hello('B') });
    await initiator.send(type, body);
    await expect(opening).rejects.toThrow('no hello');
    await initiator.receive();
    await expect(initiator.receive()).rejects.toThrow();
  });

  it('waits for a hello ten seconds, and no longer', async () => {
    const { responder } = await connected();
    const clock = new FakeClock();
    const opening = Link.open(responder, { clock, isPaired: () => true, hello: hello('B') });
    clock.pass(10_000);
    await expect(opening).rejects.toThrow();
  });

  it.each([
    ['anything but pairing', 0x30, Buffer.alloc(0), 1],
    ['a hello again', HELLO, encodeHello(hello('A')), 1],
    ['a pairing record of 257 bytes', PAIR_TYPES.share, Buffer.alloc(257), 1],
    ['thirty-three records', PAIR_TYPES.share, Buffer.alloc(32), 33],
  ])('closes on a device that isn’t paired and says %s', async (_what, type, body, times) => {
    const { a, b } = await linked({ isPaired: () => false });
    for (let index = 0; index < times; index++) await a.send(type, body);
    const reading = (async () => {
      while ((await b.receive()) !== null);
    })();
    await expect(reading).rejects.toThrow('link:');
    expect(await a.receive()).toBeNull();
    expect(a.channel.closed).toEqual({ reason: CLOSE_REASON.violation });
  });

  it('notices within twenty seconds that nothing comes any more', async () => {
    let isCut = false;
    const net = network(
      (chunk) => (isCut ? [] : [chunk]),
      (chunk) => (isCut ? [] : [chunk]),
    );
    const { a, clock } = await linked({}, net);
    const reading = a.receive().catch(() => 'lost');
    for (let time = 0; time < 60_000; time += 5000) {
      clock.pass(5000);
      await settle();
    }
    isCut = true;
    let passed = 0;
    const lost = reading.then(() => true);
    for (; passed <= 20_000; passed += 5000) {
      clock.pass(5000);
      if (await Promise.race([lost, settle().then(() => false)])) break;
    }
    expect(passed).toBeLessThanOrEqual(20_000);
    expect(await reading).toBe('lost');
  });

  it('ends its own side when the other one has closed', async () => {
    const net = network();
    const { a, b } = await linked({}, net);
    void a.channel.send(0xff, Uint8Array.of(0));
    expect(await b.receive()).toBeNull();
    await expect.poll(() => net.b.destroyed).toBe(true);
  });

  it('swallows pings, and refuses one with content', async () => {
    const { a, b } = await linked();
    await a.send(PING);
    await a.send(0x30);
    expect((await b.receive())?.type).toBe(0x30);
    await a.send(PING, Buffer.alloc(1));
    await expect(b.receive()).rejects.toThrow('link:');
  });
});

describe('the live links', () => {
  it('tell a device that it was forgotten, and end', async () => {
    const { a, b } = await linked();
    const links = new Links(idOf);
    links.add({ link: a, dialledBy: 'us', rank: 0 });
    const forgetting = links.forget(b.channel.ownKey);
    expect((await b.receive())?.type).toBe(PAIR_TYPES.forget);
    expect(await b.receive()).toBeNull();
    expect(b.channel.closed).toEqual({ reason: CLOSE_REASON.forgotten });
    await b.close();
    await forgetting;
    expect(links.of(b.channel.ownKey)).toBeNull();
  });
});
