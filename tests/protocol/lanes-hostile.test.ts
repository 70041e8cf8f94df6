// Who may open a lane, and what may be said on one: real sockets, and devices that keep to no rule.
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { networkInterfaces } from 'node:os';
import { afterEach, describe, expect, it } from 'vitest';
import { Secret } from '../../src/engine/crypto/secret.ts';
import { SYSTEM_PORTS } from '../../src/engine/index.ts';
import { dial, dialLane } from '../../src/engine/net/dial.ts';
import { LaneDoors } from '../../src/engine/net/lane-doors.ts';
import { type Listening, type ListenOptions, listen } from '../../src/engine/net/listen.ts';
import type { Channel } from '../../src/engine/noise/channel.ts';
import { type LaneRoot, laneTicket } from '../../src/engine/noise/lane-handshake.ts';
import { offer } from '../../src/engine/noise/preface.ts';
import { PING } from '../../src/engine/session/heartbeat.ts';
import { HELLO } from '../../src/engine/session/link.ts';
import { encodeControl } from '../../src/engine/wire/control.ts';
import { AGAIN, againPieces, DATA, dataPieces } from '../../src/engine/wire/data.ts';
import { encodeLanes, LANES } from '../../src/engine/wire/lanes-message.ts';
import { encodeTransferMessage, type TransferMessage } from '../../src/engine/wire/transfer-messages.ts';
import { means } from '../support/channel.ts';
import { beside, file, type HostileDevice, hex, listOf, VIOLATION } from '../support/hostile-sender.ts';

const { clock } = SYSTEM_PORTS;
const open: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

interface Scene {
  readonly listening: Listening;
  readonly doors: LaneDoors<Channel>;
  readonly refused: readonly string[];
  /** A connection, as both sides have it. */
  connect(): Promise<{ readonly near: Channel; readonly far: Channel }>;
  /** Lets its lanes in. */
  admit(far: LaneRoot): { readonly lanes: readonly Channel[]; readonly close: () => void };
  lane(root: LaneRoot, lane: number): Promise<Channel>;
}

async function scene(changed: Partial<ListenOptions> = {}): Promise<Scene> {
  const [here, there] = [means(), means()];
  const doors = new LaneDoors<Channel>();
  const refused: string[] = [];
  const arrived: Channel[] = [];
  const listening = await listen({
    means: () => there,
    clock,
    interfaces: networkInterfaces,
    port: 0,
    host: '127.0.0.1',
    answersStrangers: () => true,
    knownBy: () => null,
    versionFloor: () => 0,
    onChannel: (channel, { settle }) => {
      settle();
      arrived.push(channel);
    },
    onRefused: (reason) => refused.push(reason),
    laneGuest: (ticket, lane) => doors.take(ticket, lane),
    ...changed,
  });
  open.push(() => listening.close());
  const place = { address: '127.0.0.1', port: listening.port };
  return {
    listening,
    doors,
    refused,
    async connect() {
      const count = arrived.length;
      const dialled = await dial({
        ...{ means: here, clock, places: [place], isExpected: () => true },
        ...{ tag: () => randomBytes(16), versionFloor: () => 0 },
      });
      if (!dialled.ok) throw new Error('not reached');
      await expect.poll(() => arrived.length).toBeGreaterThan(count);
      const far = arrived.at(-1);
      if (far === undefined) throw new Error('not arrived');
      open.push(() => dialled.channel.destroy());
      return { near: dialled.channel, far };
    },
    admit(far) {
      const lanes: Channel[] = [];
      return { lanes, close: doors.open(far, (channel) => lanes.push(channel)) };
    },
    async lane(root, lane) {
      const channel = await dialLane({ means: here, clock, place }, root, lane);
      open.push(() => channel.destroy());
      return channel;
    },
  };
}

/** What is answered, and when it ended. */
async function answerTo(port: number, bytes: Uint8Array): Promise<Buffer> {
  const socket: Socket = connect({ host: '127.0.0.1', port });
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  socket.on('error', () => undefined);
  socket.write(bytes);
  await once(socket, 'close');
  return Buffer.concat(chunks);
}

function knock(root: LaneRoot, lane: number, ticket = laneTicket(root, lane)): Buffer {
  const head = Buffer.alloc(4);
  head.writeUInt32BE(lane);
  return Buffer.concat([offer([1], 1, 'lane'), head, ticket, Buffer.of(0, 48), randomBytes(48)]);
}

describe('a lane', () => {
  it('belongs to the connection whose ticket it shows, and carries large records from the first on', async () => {
    const all = await scene();
    const [one, other] = [await all.connect(), await all.connect()];
    const [ours, theirs] = [all.admit(one.far), all.admit(other.far)];
    const lane = await all.lane(one.near, 3);
    await expect.poll(() => ours.lanes.length).toBe(1);
    expect(theirs.lanes).toHaveLength(0);
    const body = randomBytes(1024 * 1024);
    await lane.send(0x40, body);
    const came = await ours.lanes[0]?.receive();
    expect(body.equals(came?.body ?? new Uint8Array())).toBe(true);
    await ours.lanes[0]?.send(0x40, body);
    expect(body.equals((await lane.receive())?.body ?? new Uint8Array())).toBe(true);
    expect(ours.lanes[0]?.remoteKey).toEqual(one.far.remoteKey);
  });

  it.each<[string, (one: LaneRoot, other: LaneRoot) => Buffer]>([
    ['a ticket that nobody has given out', (one) => knock(one, 1, randomBytes(16))],
    ['the ticket of another lane', (one) => knock(one, 1, laneTicket(one, 2))],
    ['a ticket that is far ahead', (one) => knock(one, 17)],
    ['lane 0', (one) => knock(one, 0)],
    ['the ticket of a connection that has no lanes', (_, other) => knock(other, 1)],
    ['a ticket, by somebody who only saw it', (one) => knock(one, 1)],
  ])('is closed without a byte for %s', async (_what, made) => {
    const all = await scene();
    const [one, other] = [await all.connect(), await all.connect()];
    const { lanes } = all.admit(one.far);
    expect(await answerTo(all.listening.port, made(one.near, other.near))).toHaveLength(0);
    expect(lanes).toHaveLength(0);
    // The others aren't kept out by it.
    await all.lane(one.near, 5);
    await expect.poll(() => lanes.length).toBe(1);
  });

  it('has a ticket that is good once, and none when its connection is over', async () => {
    const all = await scene();
    const { near, far } = await all.connect();
    const { lanes, close } = all.admit(far);
    await all.lane(near, 1);
    await expect.poll(() => lanes.length).toBe(1);
    await expect(all.lane(near, 1)).rejects.toThrow();
    close();
    await expect(all.lane(near, 2)).rejects.toThrow();
    expect(lanes).toHaveLength(1);
    expect(all.doors.size).toBe(0);
  });

  it('can’t be opened by somebody who has the ticket and not what it was made of', async () => {
    const all = await scene();
    const { near, far } = await all.connect();
    const { lanes } = all.admit(far);
    const stolen = laneTicket(near, 1);
    const thief: LaneRoot = { ...near, version: near.version, exporter: new Secret(randomBytes(32)) };
    expect(await answerTo(all.listening.port, knock(thief, 1, stolen))).toHaveLength(0);
    expect(lanes).toHaveLength(0);
  });

  it('is one of seven at most, and makes room when it ends', async () => {
    const all = await scene();
    const { near, far } = await all.connect();
    const { lanes } = all.admit(far);
    const made: Channel[] = [];
    for (let lane = 1; lane <= 7; lane++) made.push(await all.lane(near, lane));
    await expect(all.lane(near, 8)).rejects.toThrow();
    made[0]?.destroy();
    // The number that was refused is still good: it took nothing.
    await expect
      .poll(() =>
        all
          .lane(near, 8)
          .then(() => true)
          .catch(() => false),
      )
      .toBe(true);
    await expect.poll(() => lanes.length).toBe(8);
  });

  it('half open takes one of the seven places for no longer than a handshake may', async () => {
    const all = await scene();
    const { near, far } = await all.connect();
    const { lanes } = all.admit(far);
    const half: Socket[] = [];
    for (let lane = 1; lane <= 7; lane++) {
      const socket = connect({ host: '127.0.0.1', port: all.listening.port });
      socket.on('error', () => undefined);
      socket.write(knock(near, lane).subarray(0, -48));
      half.push(socket);
    }
    await Promise.all(half.map((socket) => once(socket, 'close')));
    expect(lanes).toHaveLength(0);
    await all.lane(near, 8);
    await expect.poll(() => lanes.length).toBe(1);
  });

  it('comes through while strangers flood the door, and the tickets don’t pile up', async () => {
    const all = await scene();
    const { near, far } = await all.connect();
    const { lanes } = all.admit(far);
    const flood: Socket[] = [];
    let isOver = false;
    const flooding = (async () => {
      while (!isOver) {
        const socket = connect({ host: '127.0.0.1', port: all.listening.port });
        socket.on('error', () => undefined);
        socket.write(knock(near, 1, randomBytes(16)));
        flood.push(socket);
        await new Promise((resolve) => setTimeout(resolve, 2));
      }
    })();
    for (let lane = 1; lane <= 7; lane++) await all.lane(near, lane);
    isOver = true;
    await flooding;
    for (const socket of flood) socket.destroy();
    await expect.poll(() => lanes.length).toBe(7);
    expect(all.doors.size).toBeLessThanOrEqual(32);
  });
});

const ONE = listOf([file('x', 3)]);

/** A further connection of a hostile device to the engine. */
async function laneOf(hostile: HostileDevice, engine: { readonly port: number }, lane = 1): Promise<Channel> {
  const place = { address: '127.0.0.1', port: engine.port };
  const channel = await dialLane({ means: hostile.device.means, clock, place }, hostile.link.channel, lane);
  open.push(() => channel.destroy());
  return channel;
}

const whole = (id: Uint8Array, seq: number, content: string): readonly Uint8Array[] =>
  dataPieces(
    { id, round: 1, seq },
    [{ kind: 'content', index: 0, offset: 0, length: content.length, isLast: true }],
    [Buffer.from(content)],
  );

describe('on a lane', () => {
  it('nothing is let in before a transfer was accepted', () =>
    beside(async ({ engine, hostile }) => {
      await expect(laneOf(hostile, engine)).rejects.toThrow();
      const id = await hostile.offer(ONE);
      await hostile.giveList(id, ONE);
      await expect(laneOf(hostile, engine)).rejects.toThrow();
      expect(hostile.isOver).toBe(false);
    }));

  it('content comes in order, whatever it came by and however often, and ends where its end says so', () =>
    beside(async ({ engine, hostile, listing }) => {
      const three = listOf([file('x', 3), file('y', 3), file('z', 3)]);
      const id = await hostile.begin(engine, three);
      await hostile.haves(id, 3);
      const lane = await laneOf(hostile, engine);
      const part = (index: number) => [{ kind: 'content', index, offset: 0, length: 3, isLast: true }] as const;
      const of = (seq: number) => dataPieces({ id, round: 1, seq }, part(seq), [Buffer.from('abc')]);
      await hostile.say({ kind: 'end', id, round: 1, records: 3 });
      await lane.send(DATA, ...of(2));
      await lane.send(AGAIN, ...againPieces(randomBytes(16), of(0)));
      await hostile.link.send(AGAIN, ...againPieces(randomBytes(16), of(0)));
      await lane.send(DATA, ...of(2));
      await lane.send(DATA, ...of(1));
      expect(await hostile.hear('result', id)).toMatchObject({ files: 3, skipped: 0 });
      expect(await listing()).toEqual(['x', 'y', 'z']);
    }));

  it.each<[string, (lane: Channel, id: Uint8Array) => Promise<void>]>([
    ['a beginning', (lane, id) => saidOn(lane, { kind: 'begin', id, round: 1 })],
    ['an offer', (lane) => saidOn(lane, { kind: 'ask', id: randomBytes(16) })],
    ['HELLO', (lane) => lane.send(HELLO, Buffer.alloc(256))],
    ['LANES', (lane) => lane.send(LANES, encodeLanes(2))],
    ['a word of pairing', (lane) => lane.send(0x19)],
    ['a type that nobody knows', (lane) => lane.send(0x42, randomBytes(20))],
    ['PING with something in it', (lane) => lane.send(PING, randomBytes(1))],
    ['content that isn’t any', (lane) => lane.send(DATA, randomBytes(50))],
    ['content of a transfer that nobody knows', (lane) => lane.send(DATA, ...whole(randomBytes(16), 0, 'abc'))],
    ['content of a later round', (lane, id) => lane.send(DATA, ...dataPieces({ id, round: 2, seq: 0 }, LAST, []))],
    [
      'the same twice, that was never lost',
      async (lane, id) => {
        await lane.send(DATA, ...whole(id, 1, 'abc'));
        await lane.send(DATA, ...whole(id, 1, 'abc'));
      },
    ],
    ['a number that is far ahead, with more than was allowed', async (lane, id) => tooMuch(lane, id)],
  ])('%s ends the lane and its connection, and nothing else', (_what, say) =>
    beside(async ({ engine, hostile, listing }) => {
      const id = await hostile.begin(engine, ONE);
      await hostile.haves(id, 1);
      const lane = await laneOf(hostile, engine);
      await say(lane, id).catch(() => undefined);
      expect(await hostile.ended).toBe(VIOLATION);
      await expect.poll(() => lane.isOver).toBe(true);
      expect(await listing()).not.toContain('x');
    }),
  );

  it('a record may be far ahead in its number: it waits for all before it, and costs no more than was allowed', () =>
    beside(async ({ engine, hostile, listing }) => {
      const id = await hostile.begin(engine, ONE);
      await hostile.haves(id, 1);
      const lane = await laneOf(hostile, engine);
      await lane.send(DATA, ...whole(id, 2 ** 32 - 2, 'abc'));
      await lane.send(DATA, ...whole(id, 1_000_000, 'abc'));
      await hostile.say({ kind: 'end', id, round: 1, records: 1 });
      expect(await hostile.ended).toBe(VIOLATION);
      expect(await listing()).not.toContain('x');
    }));

  it('what goes once more with another tag makes its file damaged, and nothing else', () =>
    beside(async ({ engine, hostile, listing }) => {
      const content = randomBytes(3000);
      const id = await hostile.begin(engine, listOf([file('large', content.length), file('x', 3)]));
      await hostile.haves(id, 2);
      const lane = await laneOf(hostile, engine);
      const large = [{ kind: 'content', index: 0, offset: 0, length: content.length, isLast: false }] as const;
      const body = dataPieces({ id, round: 1, seq: 0 }, large, [content]);
      await lane.send(AGAIN, ...againPieces(randomBytes(16), body));
      const { tag } = lane.sendTagged(PING);
      const digest = createHash('sha256').update(tag).digest().subarray(0, 16);
      const end = [{ kind: 'end', index: 0, size: content.length, digest }] as const;
      await lane.send(DATA, ...dataPieces({ id, round: 1, seq: 1 }, end, []));
      const x = [{ kind: 'content', index: 1, offset: 0, length: 3, isLast: true }] as const;
      await lane.send(DATA, ...dataPieces({ id, round: 1, seq: 2 }, x, [Buffer.from('abc')]));
      await hostile.say({ kind: 'end', id, round: 1, records: 3 });
      // It is asked for once more, in another round.
      expect(await hostile.enterRound(id)).toBe(2);
      expect(await listing()).not.toContain('large');
    }));

  it('the content of another device’s transfer ends the connection', () =>
    beside(async ({ engine, hostile, listing }) => {
      const id = await hostile.begin(engine, ONE);
      await hostile.haves(id, 1);
      const lane = await laneOf(hostile, engine);
      const [other] = Object.keys(engine.state.transfers).filter((one) => one !== hex(id));
      await lane.send(DATA, ...whole(Buffer.from(other ?? '', 'hex'), 1, 'abc')).catch(() => undefined);
      expect(await hostile.ended).toBe(VIOLATION);
      expect(await listing()).not.toContain('x');
    }));

  it('lanes that say nothing cost nobody anything, and content goes on by the connection', () =>
    beside(async ({ engine, hostile, listing }) => {
      const id = await hostile.begin(engine, ONE);
      await hostile.haves(id, 1);
      for (let lane = 1; lane <= 7; lane++) await laneOf(hostile, engine, lane);
      await expect(laneOf(hostile, engine, 8)).rejects.toThrow();
      hostile.sendWhole(id, 0, Buffer.from('abc'));
      await hostile.say({ kind: 'end', id, round: 1 });
      expect(await hostile.hear('result', id)).toMatchObject({ files: 1, skipped: 0 });
      expect(await listing()).toEqual(['x']);
    }));

  it('LANES to a side that was called, or of a number there can’t be, ends the connection', async () => {
    for (const body of [encodeLanes(2), encodeControl(new Map([[1, 9]]))])
      await beside(async ({ engine, hostile }) => {
        await hostile.begin(engine, ONE);
        await hostile.link.send(LANES, body);
        expect(await hostile.ended).toBe(VIOLATION);
      });
  });

  it('whatever is open ends with the connection', () =>
    beside(async ({ engine, hostile }) => {
      const id = await hostile.begin(engine, ONE);
      await hostile.haves(id, 1);
      const lanes = [await laneOf(hostile, engine, 1), await laneOf(hostile, engine, 2)];
      hostile.link.destroy();
      for (const lane of lanes) await expect.poll(() => lane.isOver || lane.receive().catch(() => null)).toBe(true);
      await expect(laneOf(hostile, engine, 3)).rejects.toThrow();
    }));
});

const LAST = [{ kind: 'content', index: 0, offset: 0, length: 0, isLast: true }] as const;

function saidOn(lane: Channel, message: TransferMessage): Promise<void> {
  const { type, body } = encodeTransferMessage(message);
  return lane.send(type, body);
}

/** All of it behind a record that never comes. */
async function tooMuch(lane: Channel, id: Uint8Array): Promise<void> {
  const content = randomBytes(1024 * 1024);
  const segment = [{ kind: 'content', index: 0, offset: 0, length: content.length, isLast: false }] as const;
  for (let seq = 1; seq < 40 && !lane.isOver; seq++)
    await lane.send(DATA, ...dataPieces({ id, round: 1, seq }, segment, [content]));
}
