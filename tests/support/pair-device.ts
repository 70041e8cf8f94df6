// A device as far as pairing goes: its keys and its list in a data folder, a listener on loopback, links to others.
import { randomBytes } from 'node:crypto';
import { networkInterfaces } from 'node:os';
import { nobleMlKem } from '../../src/engine/crypto/ml-kem-noble.ts';
import { Secret } from '../../src/engine/crypto/secret.ts';
import { openDataFolder } from '../../src/engine/data-folder.ts';
import { deviceIdOf } from '../../src/engine/identity/device-id.ts';
import { type Identity, openIdentity } from '../../src/engine/identity/identity.ts';
import type { PairingMethod } from '../../src/engine/identity/known-devices.ts';
import { type Log, SYSTEM_PORTS } from '../../src/engine/index.ts';
import { dial } from '../../src/engine/net/dial.ts';
import { type Listening, listen } from '../../src/engine/net/listen.ts';
import type { Channel } from '../../src/engine/noise/channel.ts';
import type { Means } from '../../src/engine/noise/handshake.ts';
import { isTagOf, tagKey, tagOf } from '../../src/engine/noise/tag.ts';
import { CodeSheet } from '../../src/engine/pairing/code-sheet.ts';
import { Link } from '../../src/engine/session/link.ts';
import { Links } from '../../src/engine/session/links.ts';
import {
  type PairOutcome,
  pairAsDisplayer,
  pairAsTyper,
  pairByEye,
  pairingAskedFor,
} from '../../src/engine/session/pair.ts';
import { endForgotten, Keeping, type KeepNotice } from '../../src/engine/session/pair-keep.ts';
import type { Hello } from '../../src/engine/wire/hello.ts';
import { suite } from './channel.ts';

export const { clock } = SYSTEM_PORTS;

interface Made {
  readonly log?: Log;
  readonly sheet?: CodeSheet;
}

export interface Dialling {
  /** Whose key is expected; whoever answers otherwise. */
  readonly key?: Uint8Array;
  readonly says?: Omit<Hello, 'versions'>;
}

export class PairDevice {
  readonly name: string;
  readonly identity: Identity;
  readonly links = new Links(deviceIdOf);
  readonly sheet: CodeSheet;
  readonly log: Log;
  readonly refused: string[] = [];
  isVisible = true;
  #listening: Listening | null = null;
  #arrived: Link[] = [];
  #wakers: ((link: Link) => void)[] = [];
  #open: Channel[] = [];

  private constructor(name: string, identity: Identity, { log = () => undefined, sheet }: Made) {
    this.name = name;
    this.identity = identity;
    this.log = log;
    this.sheet = sheet ?? new CodeSheet({ clock, random: randomBytes });
    endForgotten(identity, this.links);
  }

  static async open(name: string, folder: string, made: Made = {}): Promise<PairDevice> {
    const identity = await openIdentity(await openDataFolder(folder), { clock, random: randomBytes });
    const device = new PairDevice(name, identity, made);
    await device.#listen();
    return device;
  }

  get port(): number {
    return this.#listening?.port ?? 0;
  }

  get key(): Uint8Array {
    return this.identity.own.keys.staticKey.publicKey;
  }

  get means(): Means {
    return { suite, kem: nobleMlKem, random: randomBytes, own: this.identity.own.keys.staticKey };
  }

  knows(other: { readonly key: Uint8Array }) {
    return this.identity.devices.find(other.key);
  }

  async dial(port: number, { key, says }: Dialling = {}): Promise<Link> {
    const known = key !== undefined && this.identity.devices.find(key) !== null;
    const { own } = this.means;
    const dialled = await dial({
      means: this.means,
      clock,
      places: [{ address: '127.0.0.1', port }],
      isExpected: (remote) => key === undefined || Buffer.compare(remote, key) === 0,
      tag: (parts) => (known ? tagOf(tagKey(suite.dh, own, key), own.publicKey, parts) : randomBytes(16)),
      versionFloor: () => 0,
    });
    if (!dialled.ok) throw new Error(`not reached: ${dialled.misses.map(({ reason }) => reason).join()}`);
    const link = await this.#linkOver(dialled.channel, says);
    this.links.add({ link, dialledBy: 'us', rank: 0 });
    return link;
  }

  /** The next connection that came in. */
  arrival(): Promise<Link> {
    const link = this.#arrived.shift();
    return link === undefined ? new Promise((resolve) => this.#wakers.push(resolve)) : Promise.resolve(link);
  }

  needs(link: Link) {
    return { link, clock, random: randomBytes, log: this.log };
  }

  /** Shows its code to whoever asks on this link, and by eye agrees. */
  async show(
    link: Link,
    onPictures: (pictures: string, acts: EyeActs) => void = () => undefined,
  ): Promise<PairOutcome> {
    const form = await pairingAskedFor(link, clock);
    if (form === null) return { kind: 'notProven', error: null };
    if (form === 'sas') {
      const comparing = this.compare(link, 'displayer', onPictures);
      comparing.agree();
      return comparing.outcome;
    }
    const { sheet } = this;
    const displaying = pairAsDisplayer({ ...this.needs(link), form, sheet, source: '127.0.0.1' });
    displaying.shown();
    return displaying.outcome;
  }

  compare(
    link: Link,
    role: 'typer' | 'displayer',
    onPictures: (pictures: string, acts: EyeActs) => void,
  ): ReturnType<typeof pairByEye> {
    const comparing = pairByEye({
      ...this.needs(link),
      role,
      // Behind its own turn, as a person is.
      onPictures: ({ pictures }) => queueMicrotask(() => onPictures(pictures.join(), comparing)),
    });
    return comparing;
  }

  keeping(link: Link, method: PairingMethod | null) {
    const notices: KeepNotice[] = [];
    let isWanted = false;
    const onNotice = (notice: KeepNotice): void => {
      if (notice.kind === 'wanted') isWanted = true;
      else notices.push(notice);
    };
    const { identity, log } = this;
    const keeping = new Keeping({ link, identity, method, log, onNotice });
    return {
      keeping,
      notices,
      isWanted: () => isWanted,
      end: keeping.run(
        () => undefined,
        async () => undefined,
      ),
    };
  }

  async close(): Promise<void> {
    await this.links.closeAll();
    for (const channel of this.#open.splice(0)) channel.destroy();
    await this.#listening?.close();
    this.sheet.close();
    await this.identity.settled();
  }

  async #listen(): Promise<void> {
    const known = () => this.identity.devices.all();
    this.#listening = await listen({
      means: () => this.means,
      clock,
      interfaces: networkInterfaces,
      port: 0,
      host: '127.0.0.1',
      answersStrangers: () => this.isVisible,
      knownBy: ({ tag, parts }) => {
        const { own } = this.means;
        const isOf = (key: Uint8Array) => isTagOf(tag, tagKey(suite.dh, own, key), key, parts);
        return known().find(({ staticKey }) => isOf(staticKey))?.staticKey ?? null;
      },
      versionFloor: () => 0,
      onChannel: (channel) => void this.#arrive(channel).catch((error) => this.refused.push(String(error))),
      onRefused: (reason) => {
        this.refused.push(reason);
        this.log('info', 'connection refused', { reason });
      },
    });
  }

  async #arrive(channel: Channel): Promise<void> {
    const link = await this.#linkOver(channel);
    this.links.add({ link, dialledBy: 'them', rank: 0 });
    const wake = this.#wakers.shift();
    if (wake === undefined) this.#arrived.push(link);
    else wake(link);
  }

  #linkOver(channel: Channel, says: NonNullable<Dialling['says']> = { name: this.name, kind: 'laptop' }) {
    this.#open.push(channel);
    this.log('debug', 'connected', { name: this.name, device: deviceIdOf(channel.remoteKey) });
    return Link.open(channel, {
      clock,
      hello: { versions: [1], ...says },
      isPaired: () => this.identity.devices.find(channel.remoteKey) !== null,
    });
  }
}

export type EyeActs = Pick<ReturnType<typeof pairByEye>, 'same' | 'different' | 'cancel'>;

/** Types these, one whenever asked, then gives up. */
export function typeInto(
  device: PairDevice,
  link: Link,
  codes: readonly Uint8Array[],
  form: TyperForm = { kind: 'code' },
) {
  const left = [...codes];
  const wrong: (string | null)[] = [];
  const typing = pairAsTyper({
    ...device.needs(link),
    form,
    spent: 0,
    onGuess: () => undefined,
    onAsked: (error) => {
      wrong.push(error === null ? null : JSON.stringify(error.details));
      queueMicrotask(() => {
        const code = left.shift();
        if (code === undefined) typing.cancel();
        else typing.type(new Secret(code));
      });
    },
  });
  return { typing, wrong, outcome: typing.outcome };
}

type TyperForm = Parameters<typeof pairAsTyper>[0]['form'];
