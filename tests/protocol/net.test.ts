import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { dial, placesOf } from '../../src/engine/net/dial.ts';
import { AGREED_PORT, type ListenOptions, listen } from '../../src/engine/net/listen.ts';
import { type Channel, CLOSE_REASON } from '../../src/engine/noise/channel.ts';
import { tagKey, tagOf } from '../../src/engine/noise/tag.ts';
import { means, suite } from '../support/channel.ts';
import { call, channels, clock, host, open } from '../support/listener.ts';

describe('dialling and listening', () => {
  it('meet by IPv4 and IPv6, speak both ways, and end as they should', async () => {
    for (const address of ['127.0.0.1', '::1']) {
      const { listening, arrived } = await host({ host: address });
      const dialled = await dial({
        means: means(),
        clock,
        places: [{ address, port: listening.port }],
        isExpected: () => true,
        tag: () => randomBytes(16),
        versionFloor: () => 0,
      });
      if (!dialled.ok) throw new Error(JSON.stringify(dialled.misses));
      await expect.poll(() => arrived.length).toBe(1);
      const [there] = arrived;
      await dialled.channel.send(3, Buffer.from('hello'));
      expect(String((await there?.receive())?.body)).toBe('hello');
      await there?.send(4, Buffer.from('back'));
      expect(String((await dialled.channel.receive())?.body)).toBe('back');
      await dialled.channel.close(CLOSE_REASON.done);
      expect(await there?.receive()).toBeNull();
    }
  });

  it('bring a hundred megabytes through unchanged, the dialler receiving', async () => {
    const { listening, arrived } = await host();
    const dialled = await call([listening.port]);
    if (!dialled.ok) throw new Error('not reached');
    dialled.channel.allowBulk();
    await expect.poll(() => arrived.length).toBe(1);
    const body = randomBytes(1024 * 1024);
    const sending = (async () => {
      for (let index = 0; index < 100; index++) await arrived[0]?.send(index, body);
      await arrived[0]?.close();
    })();
    let count = 0;
    for (let record = await dialled.channel.receive(); record !== null; record = await dialled.channel.receive()) {
      expect(record.type).toBe(count++);
      expect(Buffer.compare(record.body, body)).toBe(0);
    }
    expect(count).toBe(100);
    await sending;
  });

  it('say the last word also to a side that talks without a pause', async () => {
    const { listening, arrived } = await host();
    for (let round = 0; round < 5; round++) {
      const talker = join(import.meta.dirname, '../support/talker.ts');
      const child = spawn(process.execPath, [talker, String(listening.port)], { stdio: ['ignore', 'pipe', 'inherit'] });
      const heard = child.stdout.toArray();
      await expect.poll(() => arrived.length).toBe(round + 1);
      const channel = arrived[round] as Channel;
      channel.allowBulk();
      await channel.send(2, Buffer.from('talk'));
      await expect.poll(() => channel.chunksHeard).toBeGreaterThan(10);
      void channel.send(2, Buffer.from('cancel'));
      await channel.close();
      expect(Buffer.concat(await heard).toString()).toBe('talk\ncancel\nclosed\n');
    }
  });

  it('keep the one connection that proves the key, among others that don’t', async () => {
    const [right, wrong, other] = [await host(), await host(), await host()];
    const dialled = await call([wrong.listening.port, other.listening.port, right.listening.port], means(), right.own);
    expect(dialled.ok && dialled.place.port).toBe(right.listening.port);
    await expect.poll(() => right.arrived.length).toBe(1);
    expect([wrong.arrived.length, other.arrived.length]).toEqual([0, 0]);
  });

  it('make one connection of many ways to the same device', async () => {
    const { listening, own, arrived } = await host();
    const dialled = await call([listening.port, listening.port, listening.port, listening.port], means(), own);
    expect(dialled.ok).toBe(true);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(arrived.length).toBe(1);
  });

  it('make one connection also of ways that are ready at the same moment', async () => {
    const { listening, own, arrived } = await host();
    // Each way brings the responder's answer only when all three are waiting for it.
    const held: (() => void)[] = [];
    const relay = createServer((socket) => {
      const onward = connect(listening.port, '127.0.0.1');
      let isFirst = true;
      socket.on('data', (chunk) => onward.write(chunk));
      onward.on('data', (chunk) => {
        if (!isFirst) return void socket.write(chunk);
        isFirst = false;
        held.push(() => socket.write(chunk));
        if (held.length === 3) for (const letGo of held) letGo();
      });
      for (const [one, other] of [
        [socket, onward],
        [onward, socket],
      ] as const)
        one.on('error', () => one.destroy()).on('close', () => other.destroy());
    }).listen(0, '127.0.0.1');
    await once(relay, 'listening');
    const { port } = relay.address() as { port: number };
    expect((await call([port, port, port], means(), own)).ok).toBe(true);
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(arrived.length).toBe(1);
    for (const channel of channels.splice(0)) channel.destroy();
    await new Promise((resolve) => relay.close(resolve));
  });

  it('reach a device also where another of its places can’t be one', async () => {
    const { listening, own } = await host();
    const dialled = await call([70_000, 0, 1.5, listening.port], means(), own);
    expect(dialled.ok && dialled.place.port).toBe(listening.port);
  });

  it('say of every place why it was not the one', async () => {
    const wrong = await host();
    const silent = createServer().listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const address = silent.address() as { port: number };
    silent.close();
    await once(silent, 'close');
    const dialled = await call([address.port, wrong.listening.port], means(), means());
    expect(dialled.ok ? [] : dialled.misses.map(({ reason }) => reason)).toEqual(['unreachable', 'wrong key']);
  });

  it('takes another port where the agreed one is taken, and says so', async () => {
    const first = createServer();
    const taken = await new Promise<boolean>((resolve) => {
      first.once('error', () => resolve(false));
      first.listen({ port: AGREED_PORT, host: '127.0.0.1' }, () => resolve(true));
    });
    const { own: _own, ...rest } = await host();
    expect(rest.listening.isAgreedPort).toBe(false);
    const options: Partial<ListenOptions> = { host: '127.0.0.1' };
    const { port: _port, ...free } = { port: undefined, ...options };
    const listening = await listen({
      means: () => means(),
      clock,
      interfaces: networkInterfaces,
      answersStrangers: () => true,
      knownBy: () => null,
      versionFloor: () => 0,
      onChannel: () => undefined,
      ...free,
    });
    open.push(listening);
    expect(listening.isAgreedPort).toBe(false);
    expect(listening.port).not.toBe(AGREED_PORT);
    if (taken) await new Promise((resolve) => first.close(resolve));
  });

  it('tries the agreed port of each address before the one it announced', () => {
    expect(placesOf(['192.0.2.1', '192.0.2.2'], 5000)).toEqual([
      { address: '192.0.2.1', port: AGREED_PORT },
      { address: '192.0.2.1', port: 5000 },
      { address: '192.0.2.2', port: AGREED_PORT },
      { address: '192.0.2.2', port: 5000 },
    ]);
    expect(placesOf(['192.0.2.1'], AGREED_PORT)).toHaveLength(1);
  });
});

describe('a listener', () => {
  const heardBy = async (port: number, bytes: Uint8Array): Promise<number> => {
    const socket = connect(port, '127.0.0.1');
    let heard = 0;
    socket.on('data', (chunk) => {
      heard += chunk.length;
    });
    socket.on('error', () => socket.destroy());
    socket.write(bytes);
    await once(socket, 'close');
    return heard;
  };

  it('gives no byte to whoever isn’t a neighbour', async () => {
    const elsewhere = { eth0: [{ ...networkInterfaces().lo?.[0], cidr: '192.0.2.7/24' } as never] };
    const { listening, refused } = await host({ interfaces: () => elsewhere });
    expect((await call([listening.port])).ok).toBe(false);
    expect(refused).toEqual(['not on link']);
  });

  it('gives no byte to a prober while it is visible to paired devices only, and is there for them', async () => {
    const friend = means();
    const { listening, own } = await host({ answersStrangers: () => false }, [friend]);
    expect(await heardBy(listening.port, Buffer.from('FRRY\x01\x00\x01\x00\x01\x01', 'latin1'))).toBe(0);
    expect(await heardBy(listening.port, Buffer.from('GET / HTTP/1.1\r\n\r\n'))).toBe(0);
    const stranger = await call([listening.port], means(), own, true);
    expect(stranger.ok).toBe(false);
    expect((await call([listening.port], friend, own, true)).ok).toBe(true);
    // The same device without its tag is a stranger, too.
    expect((await call([listening.port], friend, own, false)).ok).toBe(false);
  });

  it('gives no byte to the recording of a paired device’s first message', async () => {
    const friend = means();
    const { listening, own } = await host({ answersStrangers: () => false }, [friend]);
    const recorded: Buffer[] = [];
    const relay = createServer((socket) => {
      const onward = connect(listening.port, '127.0.0.1');
      socket.on('data', (chunk) => {
        recorded.push(chunk);
        onward.write(chunk);
      });
      onward.on('data', (chunk) => socket.write(chunk));
      for (const each of [socket, onward]) each.on('error', () => each.destroy()).on('close', () => onward.destroy());
    }).listen(0, '127.0.0.1');
    await once(relay, 'listening');
    const { port } = relay.address() as { port: number };
    expect((await call([port], friend, own, true)).ok).toBe(true);
    expect(recorded.length).toBeGreaterThan(0);
    expect(await heardBy(listening.port, recorded[0] ?? Buffer.alloc(0))).toBe(0);
    for (const channel of channels.splice(0)) channel.destroy();
    await new Promise((resolve) => relay.close(resolve));
  });

  it('takes no other key under the tag of a paired device', async () => {
    const [friend, lent] = [means(), means()];
    const { listening, own, arrived } = await host({ answersStrangers: () => false }, [friend]);
    const key = tagKey(suite.dh, friend.own, own.own.publicKey);
    const dialled = await dial({
      means: lent,
      clock,
      places: [{ address: '127.0.0.1', port: listening.port }],
      isExpected: () => true,
      tag: (parts) => tagOf(key, friend.own.publicKey, parts),
      versionFloor: () => 0,
    });
    if (dialled.ok) await expect(dialled.channel.receive()).rejects.toThrow();
    expect(arrived).toEqual([]);
  });

  it('keeps few strangers who have shaken hands, until its person turns to one', async () => {
    const settles: (() => void)[] = [];
    const { listening, arrived } = await host({
      onChannel: (channel, { settle }) => {
        arrived.push(channel);
        channels.push(channel);
        settles.push(settle);
      },
    });
    const first = await call([listening.port]);
    if (!first.ok) throw new Error('not reached');
    await expect.poll(() => arrived.length).toBe(1);
    settles[0]?.();
    const others: Awaited<ReturnType<typeof call>>[] = [];
    for (let index = 0; index < 6; index++) others.push(await call([listening.port]));
    await expect.poll(() => listening.waiting).toBe(4);
    const isOpen = (each: (typeof others)[number]): boolean => each.ok && !each.channel.isOver;
    await expect.poll(() => others.filter(isOpen).length).toBe(4);
    expect(isOpen(first)).toBe(true);
    for (const each of others) if (each.ok) each.channel.destroy();
    await expect.poll(() => listening.waiting).toBe(0);
  });

  it('shows out whoever says too little for too long', async () => {
    const { listening } = await host();
    const begun = performance.now();
    const socket = connect(listening.port, '127.0.0.1');
    const drip = setInterval(() => socket.write('F'), 200);
    socket.on('error', () => socket.destroy());
    await once(socket, 'close');
    clearInterval(drip);
    expect(performance.now() - begun).toBeLessThan(6000);
    await expect.poll(() => listening.waiting).toBe(0);
  });
});
