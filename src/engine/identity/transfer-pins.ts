// After a code was right, the two keys may finish this one transfer, also after a restart: until it is done, discarded
// or seven days old. Kept in pins.json; a pin opens that transfer and nothing else.
import * as v from 'valibot';
import type { DeviceId } from '../../contract/devices.ts';
import type { ErrorInfo } from '../../contract/errors.ts';
import { errorInfo } from '../../contract/errors.ts';
import type { Clock } from '../ports.ts';
import { deviceIdOf } from './device-id.ts';
import { DevicePlace } from './known-devices.ts';
import { checked, openRowsFile, type RowsFile } from './rows-file.ts';

export const PIN_LIVES_MS = 7 * 24 * 60 * 60 * 1000;

/** The other device's static key, and the 16 bytes by which both know the transfer. */
export interface PinnedTransfer {
  readonly key: Uint8Array;
  readonly transferId: Uint8Array;
}

export interface TransferPin {
  readonly until: number;
  /** Of what was accepted, once it was: nothing else may continue. */
  readonly manifestDigest: Uint8Array | null;
}

export interface TransferPins {
  readonly damage: ErrorInfo | null;
  /** Null where there is none, or no longer. */
  find(transfer: PinnedTransfer): TransferPin | null;
  /** A pin that is there already doesn't live longer by being asked for again. */
  pin(transfer: PinnedTransfer): Promise<void>;
  /** Says whether this manifest is the one the pin is for; the first one asked about is. */
  bind(transfer: PinnedTransfer, manifestDigest: Uint8Array): Promise<boolean>;
  /** Where a device that a code has let in was reached. */
  rememberPlace(key: Uint8Array, place: DevicePlace): Promise<void>;
  placeOf(id: DeviceId): DevicePlace | null;
  /** The transfer is done or discarded. */
  release(transfer: PinnedTransfer): Promise<void>;
  /** The device was forgotten. */
  releaseAllOf(key: Uint8Array): Promise<void>;
  releaseAll(): Promise<void>;
  settled(): Promise<void>;
}

const hexOfLength = (byteCount: number) => v.pipe(v.string(), v.regex(new RegExp(`^[0-9a-f]{${2 * byteCount}}$`)));
const Row = v.looseObject({
  transferId: hexOfLength(16),
  key: hexOfLength(32),
  until: v.pipe(v.number(), v.safeInteger()),
  manifestDigest: v.optional(hexOfLength(32)),
  /** It may show itself to none but paired devices: then it isn't heard, and is found by this. */
  place: v.optional(DevicePlace),
});
type Row = v.InferOutput<typeof Row>;

export async function openTransferPins(path: string, clock: Clock): Promise<TransferPins> {
  const file = await openRowsFile({
    path,
    now: clock.now(),
    schema: Row,
    keyOf: ({ key, transferId }) => `${key}/${transferId}`,
  });
  const pins = new TransferPinsFile(file, clock);
  await pins.dropExpired();
  return pins;
}

class TransferPinsFile implements TransferPins {
  readonly damage: ErrorInfo | null;
  readonly #file: RowsFile<Row>;
  readonly #clock: Clock;

  constructor(file: RowsFile<Row>, clock: Clock) {
    this.#file = file;
    this.#clock = clock;
    this.damage = file.keptAs === null ? null : errorInfo('data.damaged', { keptAs: file.keptAs });
  }

  find(transfer: PinnedTransfer): TransferPin | null {
    const row = this.#file.rows.find(isOf(transfer));
    if (row === undefined || !this.#isAlive(row)) return null;
    const { until, manifestDigest } = row;
    return {
      until,
      manifestDigest: manifestDigest === undefined ? null : Uint8Array.from(Buffer.from(manifestDigest, 'hex')),
    };
  }

  pin(transfer: PinnedTransfer): Promise<void> {
    return this.#file.change((rows) => {
      const alive = this.#alive(rows);
      if (alive.some(isOf(transfer))) return alive;
      return [...alive, checked(Row, { ...namesOf(transfer), until: this.#clock.now() + PIN_LIVES_MS })];
    });
  }

  async bind(transfer: PinnedTransfer, manifestDigest: Uint8Array): Promise<boolean> {
    const digest = checked(hexOfLength(32), hexOf(manifestDigest));
    let isThis = false;
    await this.#file.change((rows) => {
      const row = this.#alive(rows).find(isOf(transfer));
      if (row === undefined) return rows;
      isThis = (row.manifestDigest ?? digest) === digest;
      return row.manifestDigest === undefined
        ? rows.map((other) => (other === row ? { ...row, manifestDigest: digest } : other))
        : rows;
    });
    return isThis;
  }

  rememberPlace(key: Uint8Array, { address, port }: DevicePlace): Promise<void> {
    const isNew = (row: Row): boolean =>
      row.key === hexOf(key) && (row.place?.address !== address || row.place.port !== port);
    return this.#file.change((rows) =>
      rows.some(isNew)
        ? rows.map((row) => (isNew(row) ? checked(Row, { ...row, place: { address, port } }) : row))
        : rows,
    );
  }

  placeOf(id: DeviceId): DevicePlace | null {
    const isThis = (row: Row): boolean => row.place !== undefined && deviceIdOf(Buffer.from(row.key, 'hex')) === id;
    return this.#alive(this.#file.rows).find(isThis)?.place ?? null;
  }

  release(transfer: PinnedTransfer): Promise<void> {
    return this.#keep((row) => !isOf(transfer)(row));
  }

  releaseAllOf(key: Uint8Array): Promise<void> {
    return this.#keep((row) => row.key !== hexOf(key));
  }

  releaseAll(): Promise<void> {
    return this.#keep(() => false);
  }

  dropExpired(): Promise<void> {
    return this.#file.change((rows) => this.#alive(rows));
  }

  settled(): Promise<void> {
    return this.#file.settled();
  }

  #isAlive(row: Row): boolean {
    return this.#clock.now() < row.until;
  }

  /** The same rows where none has expired, so that nothing is written for it. */
  #alive(rows: readonly Row[]): readonly Row[] {
    return rows.every((row) => this.#isAlive(row)) ? rows : rows.filter((row) => this.#isAlive(row));
  }

  #keep(isKept: (row: Row) => boolean): Promise<void> {
    return this.#file.change((rows) => (rows.every(isKept) ? rows : rows.filter(isKept)));
  }
}

const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const namesOf = ({ key, transferId }: PinnedTransfer) => ({ transferId: hexOf(transferId), key: hexOf(key) });

function isOf(transfer: PinnedTransfer): (row: Row) => boolean {
  const names = namesOf(transfer);
  return ({ key, transferId }) => key === names.key && transferId === names.transferId;
}
