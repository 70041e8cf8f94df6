// Numbers of six bytes. Node's own readers and writers of them look at each argument first, which takes longer than the
// number does.
const HIGH = 2 ** 32;

export const uint48At = (view: DataView, at: number): number => view.getUint16(at) * HIGH + view.getUint32(at + 2);

export const int48At = (view: DataView, at: number): number => view.getInt16(at) * HIGH + view.getUint32(at + 2);

export function setUint48(view: DataView, at: number, value: number): void {
  if (!Number.isInteger(value) || value < 0 || value >= 2 ** 48) throw new RangeError('no such number');
  view.setUint16(at, value / HIGH);
  view.setUint32(at + 2, value);
}

export function setInt48(view: DataView, at: number, value: number): void {
  if (!Number.isInteger(value) || value < -(2 ** 47) || value >= 2 ** 47) throw new RangeError('no such number');
  view.setInt16(at, Math.floor(value / HIGH));
  view.setUint32(at + 2, value);
}
