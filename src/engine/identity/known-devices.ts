// The devices this one is paired with, in devices.json, each known by its static key and by nothing else. A row changes
// when its person pairs anew or renames it, and when its device has shown a newer protocol or said the keys that go with
// its static one; nothing else that is heard on a network has a way in.
import * as v from 'valibot';
import type { DeviceId, DeviceKind } from '../../contract/devices.ts';
import { DEVICE_KINDS } from '../../contract/devices.ts';
import type { ErrorInfo } from '../../contract/errors.ts';
import { errorInfo } from '../../contract/errors.ts';
import { DeviceName } from '../../contract/settings.ts';
import { VIAS, type Via } from '../../contract/vias.ts';
import { Secret } from '../crypto/secret.ts';
import { ferryError } from '../errors.ts';
import { deviceIdOf, fingerprintOf } from './device-id.ts';
import { checked, openRowsFile, type RowsFile } from './rows-file.ts';

export const PAIRING_METHODS = ['code', 'qr', 'sas'] as const;
export type PairingMethod = (typeof PAIRING_METHODS)[number];

/** What a device says once its own person chose to pair as well. */
export interface SaidKeys {
  readonly signingKey: Uint8Array;
  readonly announceKey: Secret;
}

/** What this device's own person chose to keep. */
export interface Pairing {
  readonly staticKey: Uint8Array;
  /** Shown to belong to the static key; see `isBound`. Null until that device's person chose to pair as well. */
  readonly signingKey: Uint8Array | null;
  /** What that device's announcements are recognised by. Null as long. */
  readonly announceKey: Secret | null;
  /** What it called itself. */
  readonly name: string;
  readonly kind: DeviceKind;
  readonly method: PairingMethod;
  /** The newest protocol version it has shown. */
  readonly version: number;
}

/** One without Ferry, which its own person here has compared and chosen to keep. */
export interface PairedGuest extends Pick<Pairing, 'name' | 'kind'> {
  /** Made of its certificate; no connection of ours ever proves it. */
  readonly key: Uint8Array;
  readonly via: Via;
}

export interface KnownDevice extends Omit<Pairing, 'version'> {
  readonly id: DeviceId;
  /** Null: it has Ferry. */
  readonly via: Via | null;
  readonly pairedAt: number;
  /** Nothing below this is spoken with it: whoever offers less is somebody in between. */
  readonly versionFloor: number;
  /** What this device's own person called it. */
  readonly ownName: string | null;
  /** Where its key was last proven. */
  readonly lastPlace: DevicePlace | null;
  /** What it sends is taken without asking, within limits. */
  readonly isAlwaysAccepted: boolean;
  /** Where that goes; null for the usual folder. */
  readonly receivesInto: string | null;
  /** What was taken so on the last day on which anything was. */
  readonly unasked: Unasked | null;
  /** When both persons last saw the same pictures. */
  readonly comparedAt: number | null;
}

/** What is asked of all of them again and again, and so is made once: without the keys that prove something. */
export interface DeviceFacts extends Omit<KnownDevice, 'staticKey' | 'signingKey'> {
  readonly fingerprint: string;
}

export interface Unasked {
  /** Of this computer's own calendar, such as 2026-03-29. */
  readonly day: string;
  readonly bytes: number;
}

export const DevicePlace = v.object({
  address: v.pipe(v.string(), v.minLength(1), v.maxLength(253)),
  port: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65_535)),
});
export type DevicePlace = Readonly<v.InferOutput<typeof DevicePlace>>;

export interface KnownDevices {
  /** Rows could not be read. */
  readonly damage: ErrorInfo | null;
  all(): readonly KnownDevice[];
  /** Those that have Ferry: no other can be called, or calls. */
  ours(): readonly KnownDevice[];
  /** The fingerprints of the others. */
  pairedGuests(): ReadonlySet<string>;
  /** For whoever asks with every packet, or every few seconds: the same until a row changes. */
  facts(): readonly DeviceFacts[];
  /** By the key that a channel has just proven: the only way to be taken for a paired device. */
  find(staticKey: Uint8Array): KnownDevice | null;
  /** The same question, asked of each record that comes: what is known of the device isn't put together for that. */
  has(staticKey: Uint8Array): boolean;
  withId(id: DeviceId): KnownDevice | null;
  /** Anew also where it is known: then what its own person chose stays. */
  pair(pairing: Pairing, now: number): Promise<KnownDevice>;
  pairGuest(guest: PairedGuest, now: number): Promise<void>;
  /** False, and nothing changed, where they belong to another signing key than before. */
  learnKeys(staticKey: Uint8Array, keys: SaidKeys): Promise<boolean>;
  /** Null for what it called itself when it was paired. */
  rename(staticKey: Uint8Array, ownName: string | null): Promise<KnownDevice>;
  /** Without `into` it goes where it went before. */
  accept(staticKey: Uint8Array, isAlways: boolean, into?: string | null): Promise<void>;
  /** So much more was taken without asking on that day. */
  addUnasked(staticKey: Uint8Array, more: Unasked): Promise<void>;
  compared(staticKey: Uint8Array, at: number): Promise<void>;
  /** Where a connection that proved its key was made to. */
  rememberPlace(staticKey: Uint8Array, place: DevicePlace): Promise<void>;
  /** Only ever up. */
  raiseFloor(staticKey: Uint8Array, version: number): Promise<void>;
  forget(staticKey: Uint8Array): Promise<void>;
  forgetAll(): Promise<void>;
  /** As somebody else has written them by now; throws where nothing has changed by that. */
  reload(): Promise<void>;
  settled(): Promise<void>;
}

const KeyHex = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));
const Version = v.pipe(v.number(), v.safeInteger(), v.minValue(1));
const Row = v.looseObject({
  staticKey: KeyHex,
  signingKey: v.nullable(KeyHex),
  announceKey: v.nullable(KeyHex),
  name: DeviceName,
  kind: v.picklist(DEVICE_KINDS),
  method: v.picklist(PAIRING_METHODS),
  pairedAt: v.pipe(v.number(), v.safeInteger()),
  versionFloor: Version,
  ownName: v.nullable(DeviceName),
  via: v.optional(v.picklist(VIAS)),
  lastPlace: v.optional(v.nullable(DevicePlace)),
  isAlwaysAccepted: v.optional(v.boolean()),
  receivesInto: v.optional(v.nullable(v.pipe(v.string(), v.minLength(1), v.maxLength(4096)))),
  unasked: v.optional(
    v.nullable(
      v.object({
        day: v.pipe(v.string(), v.regex(/^\d{4}-\d\d-\d\d$/)),
        bytes: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
      }),
    ),
  ),
  comparedAt: v.optional(v.nullable(v.pipe(v.number(), v.safeInteger()))),
});
type Row = v.InferOutput<typeof Row>;
const Said = v.object({ signingKey: KeyHex, announceKey: KeyHex });

export async function openKnownDevices(path: string, now: number): Promise<KnownDevices> {
  return new KnownDevicesFile(await openRowsFile({ path, now, schema: Row, keyOf: ({ staticKey }) => staticKey }));
}

class KnownDevicesFile implements KnownDevices {
  readonly damage: ErrorInfo | null;
  readonly #file: RowsFile<Row>;
  #facts: { readonly of: readonly Row[]; readonly list: readonly DeviceFacts[] } | null = null;

  constructor(file: RowsFile<Row>) {
    this.#file = file;
    this.damage = file.keptAs === null ? null : errorInfo('device.list_damaged', { keptAs: file.keptAs });
  }

  all(): readonly KnownDevice[] {
    return this.#file.rows.map(deviceOf);
  }

  ours(): readonly KnownDevice[] {
    return this.all().filter(({ via }) => via === null);
  }

  pairedGuests(): ReadonlySet<string> {
    return new Set(this.facts().flatMap(({ via, fingerprint }) => (via === null ? [] : [fingerprint])));
  }

  facts(): readonly DeviceFacts[] {
    const { rows } = this.#file;
    if (this.#facts?.of !== rows) this.#facts = { of: rows, list: rows.map(factsOf) };
    return this.#facts.list;
  }

  find(staticKey: Uint8Array): KnownDevice | null {
    const row = this.#rowOf(hexOf(staticKey));
    return row === undefined ? null : deviceOf(row);
  }

  has(staticKey: Uint8Array): boolean {
    return this.#rowOf(hexOf(staticKey)) !== undefined;
  }

  withId(id: DeviceId): KnownDevice | null {
    const row = this.#file.rows[this.facts().findIndex((device) => device.id === id)];
    return row === undefined ? null : deviceOf(row);
  }

  async pair({ version, ...pairing }: Pairing, now: number): Promise<KnownDevice> {
    const key = hexOf(pairing.staticKey);
    const said = { ...pairing, staticKey: key, ...textsOf(pairing), pairedAt: now };
    await this.#file.change((rows) => {
      const before = rows.find(({ staticKey }) => staticKey === key);
      const versionFloor = Math.max(version, before?.versionFloor ?? 0);
      // What this file could not be read with is refused before it is written.
      const row = checked(Row, { ownName: null, ...before, ...said, versionFloor });
      return before === undefined ? [...rows, row] : rows.map((other) => (other === before ? row : other));
    });
    return this.#known(key);
  }

  async pairGuest({ key, name, kind, via }: PairedGuest, now: number): Promise<void> {
    const staticKey = hexOf(key);
    const said = { staticKey, name, kind, via, method: 'sas', pairedAt: now, versionFloor: 1 };
    await this.#file.change((rows) => {
      const before = rows.find((row) => row.staticKey === staticKey);
      const row = checked(Row, { ownName: null, signingKey: null, announceKey: null, ...before, ...said });
      return before === undefined ? [...rows, row] : rows.map((other) => (other === before ? row : other));
    });
  }

  async rename(staticKey: Uint8Array, ownName: string | null): Promise<KnownDevice> {
    const key = hexOf(staticKey);
    const name = checked(Row.entries.ownName, ownName);
    await this.#changeOne(key, (row) => ({ ...row, ownName: name }));
    return this.#known(key);
  }

  async learnKeys(staticKey: Uint8Array, keys: SaidKeys): Promise<boolean> {
    let isSame = true;
    await this.#changeOne(hexOf(staticKey), (row) => {
      const said = checked(Said, textsOf(keys));
      isSame = row.signingKey === null || row.signingKey === said.signingKey;
      return isSame && row.announceKey !== said.announceKey ? { ...row, ...said } : row;
    });
    return isSame;
  }

  async accept(staticKey: Uint8Array, isAlways: boolean, into?: string | null): Promise<void> {
    const receivesInto = into === undefined ? {} : { receivesInto: into };
    await this.#changeOne(hexOf(staticKey), (row) =>
      checked(Row, { ...row, isAlwaysAccepted: isAlways, ...receivesInto }),
    );
  }

  async addUnasked(staticKey: Uint8Array, { day, bytes }: Unasked): Promise<void> {
    await this.#changeOne(hexOf(staticKey), (row) => {
      const before = row.unasked?.day === day ? row.unasked.bytes : 0;
      return checked(Row, { ...row, unasked: { day, bytes: Math.min(Number.MAX_SAFE_INTEGER, before + bytes) } });
    });
  }

  async compared(staticKey: Uint8Array, at: number): Promise<void> {
    await this.#changeOne(hexOf(staticKey), (row) => ({ ...row, comparedAt: at }));
  }

  async rememberPlace(staticKey: Uint8Array, { address, port }: DevicePlace): Promise<void> {
    await this.#changeOne(hexOf(staticKey), (row) => {
      const isSame = row.lastPlace?.address === address && row.lastPlace.port === port;
      return isSame ? row : { ...row, lastPlace: { address, port } };
    });
  }

  async raiseFloor(staticKey: Uint8Array, version: number): Promise<void> {
    const key = hexOf(staticKey);
    const seen = checked(Version, version);
    await this.#changeOne(key, (row) => (seen > row.versionFloor ? { ...row, versionFloor: seen } : row));
  }

  async forget(staticKey: Uint8Array): Promise<void> {
    const key = hexOf(staticKey);
    await this.#file.change((rows) => {
      if (!rows.some((row) => row.staticKey === key)) throw ferryError('device.unknown', {});
      return rows.filter((row) => row.staticKey !== key);
    });
  }

  forgetAll(): Promise<void> {
    return this.#file.change((rows) => (rows.length === 0 ? rows : []));
  }

  reload(): Promise<void> {
    return this.#file.reload();
  }

  settled(): Promise<void> {
    return this.#file.settled();
  }

  #rowOf(key: string): Row | undefined {
    return this.#file.rows.find(({ staticKey }) => staticKey === key);
  }

  #known(key: string): KnownDevice {
    const row = this.#rowOf(key);
    if (row === undefined) throw ferryError('device.unknown', {});
    return deviceOf(row);
  }

  #changeOne(key: string, step: (row: Row) => Row): Promise<void> {
    return this.#file.change((rows) => {
      const before = rows.find(({ staticKey }) => staticKey === key);
      if (before === undefined) throw ferryError('device.unknown', {});
      const after = step(before);
      return after === before ? rows : rows.map((row) => (row === before ? after : row));
    });
  }
}

const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

const textsOf = ({ signingKey, announceKey }: Pick<Pairing, 'signingKey' | 'announceKey'>) => ({
  signingKey: signingKey === null ? null : hexOf(signingKey),
  announceKey: announceKey === null ? null : hexOf(announceKey.reveal()),
});

/** Each time anew: whoever holds one can't reach into the list with it. */
function deviceOf(row: Row): KnownDevice {
  const { signingKey, announceKey, name, kind, method, pairedAt, versionFloor, ownName, lastPlace = null } = row;
  const { isAlwaysAccepted = false, receivesInto = null, unasked = null, comparedAt = null, via = null } = row;
  const staticKey = bytesOf(row.staticKey);
  return {
    id: deviceIdOf(staticKey),
    via,
    staticKey,
    signingKey: signingKey === null ? null : bytesOf(signingKey),
    announceKey: announceKey === null ? null : new Secret(bytesOf(announceKey)),
    name,
    kind,
    method,
    pairedAt,
    versionFloor,
    ownName,
    lastPlace,
    isAlwaysAccepted,
    receivesInto,
    unasked,
    comparedAt,
  };
}

function factsOf(row: Row): DeviceFacts {
  const { staticKey, signingKey: _signingKey, ...facts } = deviceOf(row);
  // Each as its own apps show it.
  return { ...facts, fingerprint: row.via === undefined ? fingerprintOf(staticKey) : row.staticKey.toUpperCase() };
}

const bytesOf = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, 'hex'));
