// A paired device that keeps to no rule: on a real connection it says whatever a test wants, and notes what it is told.
import { createHash, randomBytes } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { TransferId } from '../../src/contract/transfers.ts';
import { openDataFolder } from '../../src/engine/data-folder.ts';
import { openIdentity } from '../../src/engine/identity/identity.ts';
import type { Link } from '../../src/engine/session/link.ts';
import {
  DATA,
  type DataSegment,
  dataPieces,
  decodeData,
  isContentType,
  type Segment,
} from '../../src/engine/wire/data.ts';
import { type Entry, EntryPacker, type ManifestSummary } from '../../src/engine/wire/manifest.ts';
import {
  decodeTransferMessage,
  encodeTransferMessage,
  isTransferType,
  type TransferMessage,
} from '../../src/engine/wire/transfer-messages.ts';
import { FerryEngine } from './ferry-engine.ts';
import { clock, type PairDevice } from './pair-device.ts';
import { openDevice } from './pair-devices.ts';
import { pairingWith } from './paired-data.ts';
import { tempFolder } from './temp-folder.ts';

type Kind = TransferMessage['kind'];
export type Message<K extends Kind> = Extract<TransferMessage, { kind: K }>;

/** How a connection ended: by which word of the other side, or without one. */
export type Ending = number | 'cut off';
export const VIOLATION: Ending = 2;

export interface List {
  readonly pages: readonly { readonly first: number; readonly page: Uint8Array }[];
  readonly summary: ManifestSummary;
  readonly names: readonly string[];
}

export const file = (name: string, size = 1, depth = 0, modifiedMs = 1_600_000_000_000): Entry => ({
  ...{ kind: 'file', depth, name, size, modifiedMs },
});
export const folder = (name: string, depth = 0): Entry => ({ ...file(name, 0, depth), kind: 'folder' });

/** In the order of the wire already. */
export function listOf(entries: Iterable<Entry>): List {
  const packer = new EntryPacker();
  const pages: { first: number; page: Uint8Array }[] = [];
  const names: string[] = [];
  let [count, first] = [0, 0];
  for (const entry of entries) {
    const page = packer.add(entry);
    if (page !== null) pages.push({ first, page });
    if (page !== null) first = count;
    count++;
    if (names.length < 5 && entry.depth === 0) names.push(entry.name);
  }
  const last = packer.end();
  if (last !== null) pages.push({ first, page: last });
  return { pages, summary: packer.summary, names };
}

export interface RawEntry {
  readonly kind?: number;
  readonly depth?: number;
  readonly name: string | Uint8Array;
  readonly size?: number;
}

/** Entries that no packer would put together, offered as files of a byte each unless something else is claimed. */
export function forgedList(entries: readonly RawEntry[], claimed: Partial<ManifestSummary> = {}): List {
  const page = Buffer.concat(entries.map(rawEntry));
  const digest = createHash('sha256').update(page).digest();
  const count = entries.length;
  const summary = { entries: count, files: count, folders: 0, bytes: count, digest, ...claimed };
  return { pages: [{ first: 0, page }], summary, names: ['holiday.jpg'] };
}

function rawEntry({ kind = 2, depth = 0, name, size = 1 }: RawEntry): Buffer {
  const bytes = Buffer.from(name);
  const entry = Buffer.alloc(4 + bytes.length + (kind === 1 ? 6 : 12));
  entry.writeUInt8(kind);
  entry.writeUInt8(depth, 1);
  entry.writeUInt16BE(bytes.length, 2);
  entry.set(bytes, 4);
  if (kind !== 1) entry.writeUIntBE(size, 4 + bytes.length, 6);
  return entry;
}

/** Of a hold that says none. */
export const NOTHING_NEEDED = { neededBytes: 0, freeBytes: 0 };

const keys = new WeakMap<object, Uint8Array>();

/** An engine that takes offers, and is paired with all of these. */
export const ferryPairedWith = (...devices: readonly PairDevice[]) => ferryBeside(devices, true);

/** They take it for paired; it knows none of them. */
export const ferryThatKnowsNot = (...devices: readonly PairDevice[]) => ferryBeside(devices, false);

async function ferryBeside(devices: readonly PairDevice[], isPaired: boolean): Promise<FerryEngine> {
  const own = await tempFolder();
  const identity = await openIdentity(await openDataFolder(join(own, 'data')), { clock, random: randomBytes });
  for (const device of devices) {
    if (isPaired) await identity.pair(pairingWith(device.identity, device.name));
    await device.identity.pair(pairingWith(identity, 'Studio PC'));
  }
  await identity.settled();
  const engine = await FerryEngine.start('Studio PC', own);
  keys.set(engine, identity.own.keys.staticKey.publicKey);
  await engine.receive();
  return engine;
}

export class HostileDevice {
  readonly device: PairDevice;
  readonly link: Link;
  /** Not asked for yet. */
  readonly heard: TransferMessage[] = [];
  readonly content: DataSegment[] = [];
  contentBytes = 0;
  /** Reads on only while it likes to. */
  isReading = true;
  readonly ended: Promise<Ending>;
  #wake: () => void = () => undefined;
  readonly #rounds = new Map<string, { readonly round: number; seq: number }>();

  constructor(device: PairDevice, link: Link) {
    this.device = device;
    this.link = link;
    link.channel.allowBulk();
    this.ended = this.#read();
  }

  static async dial(device: PairDevice, engine: { readonly port: number }): Promise<HostileDevice> {
    const key = keys.get(engine);
    return new HostileDevice(device, await device.dial(engine.port, key === undefined ? {} : { key }));
  }

  /** The next that the engine makes to it. */
  static async called(device: PairDevice): Promise<HostileDevice> {
    return new HostileDevice(device, await device.arrival());
  }

  say(message: TransferMessage | Omit<Message<'end'>, 'records'>): Promise<void> {
    if (message.kind === 'begin') this.#rounds.set(hex(message.id), { round: message.round, seq: 0 });
    const whole = message.kind === 'end' ? { records: this.#roundOf(message.id).seq, ...message } : message;
    const { type, body } = encodeTransferMessage(whole);
    return this.link.send(type, body);
  }

  /** Where it is in what it sends. */
  #roundOf(id: Uint8Array): { readonly round: number; seq: number } {
    const found = this.#rounds.get(hex(id)) ?? { round: 1, seq: 0 };
    this.#rounds.set(hex(id), found);
    return found;
  }

  /** As the next record of its round. */
  #sendData(id: Uint8Array, segments: readonly Segment[], content: readonly Uint8Array[]) {
    const round = this.#roundOf(id);
    const place = { id, round: round.round, seq: round.seq++ };
    return this.link.channel.sendTagged(DATA, ...dataPieces(place, segments, content));
  }

  /** The record's tag, as a digest over the file's records has it. */
  send(id: Uint8Array, segments: readonly Segment[], content: readonly Uint8Array[]): Uint8Array {
    const { tag, sent } = this.#sendData(id, segments, content);
    sent.catch(() => undefined);
    return tag;
  }

  /** Part of a large file, in a record of its own. */
  sendPart(id: Uint8Array, index: number, offset: number, content: Uint8Array): Uint8Array {
    return this.send(id, [{ kind: 'content', index, offset, length: content.length, isLast: false }], [content]);
  }

  /** The next when the connection has room for it. */
  async sendPartInTurn(id: Uint8Array, index: number, offset: number, content: Uint8Array): Promise<Uint8Array> {
    const segment = { kind: 'content', index, offset, length: content.length, isLast: false } as const;
    const { tag, sent } = this.#sendData(id, [segment], [content]);
    await sent.catch(() => undefined);
    return tag;
  }

  get isOver(): boolean {
    return this.link.channel.isOver;
  }

  /** `tags` are those of the records that brought it. */
  sendEnd(id: Uint8Array, index: number, size: number, tags: readonly Uint8Array[]): void {
    const digest = createHash('sha256').update(Buffer.concat(tags)).digest().subarray(0, 16);
    this.send(id, [{ kind: 'end', index, size, digest }], []);
  }

  /** A whole file in one segment. */
  sendWhole(id: Uint8Array, index: number, content: Uint8Array): Uint8Array {
    return this.send(id, [{ kind: 'content', index, offset: 0, length: content.length, isLast: true }], [content]);
  }

  /** The next of its kind that wasn't asked for yet. */
  async hear<K extends Kind>(kind: K, id?: Uint8Array): Promise<Message<K>> {
    const isIt = (message: TransferMessage): message is Message<K> =>
      message.kind === kind && (id === undefined || Buffer.compare(message.id, id) === 0);
    const until = performance.now() + 8000;
    for (;;) {
      const at = this.heard.findIndex(isIt);
      if (at >= 0) {
        const [found] = this.heard.splice(at, 1);
        return found as Message<K>;
      }
      if (performance.now() > until) throw new Error(`no ${kind} is heard`);
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
        setTimeout(resolve, 100);
      });
    }
  }

  offerOf(id: Uint8Array, { summary, names }: List, changed: Partial<Message<'offer'>> = {}): Message<'offer'> {
    return { kind: 'offer', id, run: Buffer.alloc(8, 1), ...summary, names, skipped: 0, ...changed };
  }

  async offer(list: List, id: Uint8Array = randomBytes(16)): Promise<Uint8Array> {
    await this.say(this.offerOf(id, list));
    return id;
  }

  async giveList(id: Uint8Array, list: List): Promise<void> {
    await this.hear('list', id);
    for (const page of list.pages) await this.say({ kind: 'entries', id, ...page });
  }

  /** Offered, listed and accepted, and everything heard that needn't be sent. */
  async begin(engine: FerryEngine, list: List, id: Uint8Array = randomBytes(16)): Promise<Uint8Array> {
    await this.offer(list, id);
    await this.giveList(id, list);
    await accept(engine, id);
    await this.enterRound(id);
    return id;
  }

  async enterRound(id: Uint8Array): Promise<number> {
    const { round } = await this.hear('answer', id);
    // Of the round before.
    const isStale = (said: TransferMessage) => said.kind === 'have' && hex(said.id) === hex(id);
    const fresh = this.heard.filter((said) => !isStale(said));
    this.heard.splice(0, this.heard.length, ...fresh);
    await this.say({ kind: 'begin', id, round });
    return round;
  }

  async haves(id: Uint8Array, entries: number): Promise<readonly Message<'have'>['items'][number][]> {
    const items: Message<'have'>['items'][number][] = [];
    for (;;) {
      const have = await this.hear('have', id);
      items.push(...have.items);
      if (have.upTo === entries) return items;
    }
  }

  async untilContent(bytes: number): Promise<void> {
    while (this.contentBytes < bytes && !this.isOver) await new Promise((resolve) => setTimeout(resolve, 5));
  }

  /** What it was told of single entries, until now. */
  outcomes(id: Uint8Array): ReadonlyMap<number, string> {
    const told = this.heard.flatMap((said) => (said.kind === 'ack' && hex(said.id) === hex(id) ? said.outcomes : []));
    return new Map(told.map(({ index, what, reason }) => [index, reason ?? what]));
  }

  async #read(): Promise<Ending> {
    try {
      for (let record = await this.link.receive(); record !== null; record = await this.link.receive()) {
        if (isContentType(record.type)) {
          const data = decodeData(record.pieces, record.type);
          this.content.push(...[...(data?.segments ?? [])].map((segment) => ({ ...segment, content: [] })));
          this.contentBytes += record.pieces.reduce((sum, { length }) => sum + length, 0);
          record.release();
        } else if (isTransferType(record.type)) {
          const message = decodeTransferMessage(record.type, record.body);
          if (message !== null) this.heard.push(message);
        }
        this.#wake();
        while (!this.isReading) await new Promise((resolve) => setTimeout(resolve, 5));
      }
      return this.link.channel.closed?.reason ?? 'cut off';
    } catch {
      return 'cut off';
    }
  }
}

export const hex = (id: Uint8Array): TransferId => Buffer.from(id).toString('hex') as TransferId;

export async function accept(engine: FerryEngine, id: Uint8Array): Promise<void> {
  await engine.untilStage(hex(id), 'asking');
  await engine.ask('transfer.answer', { id: hex(id), accept: true });
}

/** A device that keeps to every rule, with one file of three that has come: what it does goes on beside everything else. */
export class HonestTransfer {
  static readonly files = [file('a', 3), file('b', 3), file('c', 3)];
  readonly id: Uint8Array;
  readonly #engine: FerryEngine;
  readonly #sender: HostileDevice;

  private constructor(engine: FerryEngine, sender: HostileDevice, id: Uint8Array) {
    this.#engine = engine;
    this.#sender = sender;
    this.id = id;
  }

  static async begin(engine: FerryEngine, device: PairDevice): Promise<HonestTransfer> {
    const sender = await HostileDevice.dial(device, engine);
    const id = await sender.begin(engine, listOf(HonestTransfer.files));
    await sender.haves(id, 3);
    sender.sendWhole(id, 0, Buffer.from('one'));
    return new HonestTransfer(engine, sender, id);
  }

  /** What was begun before goes on as if nothing had been. */
  async end(): Promise<void> {
    const { id } = this;
    this.#sender.sendWhole(id, 1, Buffer.from('two'));
    this.#sender.sendWhole(id, 2, Buffer.from('six'));
    await this.#sender.say({ kind: 'end', id, round: 1 });
    expect(await this.#sender.hear('result', id)).toMatchObject({ files: 3, skipped: 0 });
    await this.#engine.untilStage(hex(id), 'done');
  }
}

export interface Scene {
  readonly engine: FerryEngine;
  readonly hostile: HostileDevice;
  /** What lies in the receive folder but for the honest transfer's. */
  readonly listing: () => Promise<readonly string[]>;
}

/** The act of a hostile device beside an honest transfer, which ends well whatever happens. */
export async function beside(act: (scene: Scene) => Promise<void>): Promise<void> {
  const [bad, good] = [await openDevice('Calm Pier'), await openDevice('Bright Oak')];
  const engine = await ferryPairedWith(bad, good);
  const honest = await HonestTransfer.begin(engine, good);
  const hostile = await HostileDevice.dial(bad, engine);
  const listing = async () => {
    const all = await readdir(engine.inbox, { recursive: true });
    const own = new Set(['a', 'b', 'c', '.ferry-incoming']);
    return all.filter((name) => !own.has(name) && !name.includes(hex(honest.id))).sort();
  };
  await act({ engine, hostile, listing });
  await honest.end();
}

/** Sends what is wanted of it, a byte for each file, and hears what came of it. */
export async function deliver(hostile: HostileDevice, id: Uint8Array, entries: readonly Entry[]) {
  const items = await hostile.haves(id, entries.length);
  const unwanted = new Set(items.flatMap(({ index, length }) => Array.from({ length }, (_, at) => index + at)));
  for (const [index, { kind }] of entries.entries())
    if (kind === 'file' && !unwanted.has(index)) hostile.sendWhole(id, index, Buffer.from('x'));
  await hostile.say({ kind: 'end', id, round: 1 });
  const result = await hostile.hear('result', id);
  return { result, outcomes: hostile.outcomes(id) };
}
