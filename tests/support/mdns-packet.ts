// Packets of multicast DNS, byte by byte: what a hostile program makes isn't bound to what a library lets it say.

export const TYPE = { PTR: 12, TXT: 16, SRV: 33, A: 1 } as const;

export const u16 = (...numbers: readonly number[]): Buffer => {
  const bytes = Buffer.alloc(2 * numbers.length);
  numbers.forEach((number, index) => {
    bytes.writeUInt16BE(number, 2 * index);
  });
  return bytes;
};
const label = (text: string): Buffer => Buffer.concat([Buffer.of(Buffer.byteLength(text)), Buffer.from(text)]);
const nameOf = (...labels: readonly string[]): Buffer => Buffer.concat([...labels.map(label), Buffer.of(0)]);
export const HEAD_BYTES = 12;
export const response = (answers: number): Buffer => u16(0, 0x8400, 0, answers, 0, 0);
export const query = (questions: number): Buffer => u16(0, 0, questions, 0, 0, 0);
export const record = (name: Buffer, type: number, data: Buffer): Buffer =>
  Buffer.concat([name, u16(type, 1, 0, 120, data.length), data]);

export const SERVICE = nameOf('_ferry', '_tcp', 'local');

export interface Announced {
  /** The labels of its instance and host are made of this. */
  readonly lot: string;
  readonly id: string;
  readonly name: string;
  readonly kind: string;
  readonly address: string;
  readonly port: number;
}

/** A response with the four records of a device that everyone may see. */
export function announcementOf({ lot, id, name, kind, address, port }: Announced): Buffer {
  const instance = nameOf(lot, '_ferry', '_tcp', 'local');
  const host = nameOf(`ferry-${lot}`, 'local');
  const text = ['v=1', `k=${id}`, `n=${name}`, `t=${kind}`].map(label);
  return Buffer.concat([
    response(4),
    record(SERVICE, TYPE.PTR, instance),
    record(instance, TYPE.SRV, Buffer.concat([u16(0, 0, port), host])),
    record(instance, TYPE.TXT, Buffer.concat(text)),
    record(host, TYPE.A, Buffer.from(address.split('.').map(Number))),
  ]);
}
