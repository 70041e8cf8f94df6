// Places at which tests end the program for real, to see that nothing is lost there. Without a test it does nothing.
export const FAILPOINTS = [
  'list',
  'open',
  'record',
  'written',
  'digest',
  'fsync',
  'install',
  'journal',
  'tidy',
  'acknowledge',
] as const;
export type Failpoint = (typeof FAILPOINTS)[number];

let reached: (at: Failpoint) => void = () => undefined;

export function failpoint(at: Failpoint): void {
  reached(at);
}

export function onFailpoint(listener: (at: Failpoint) => void): void {
  reached = listener;
}
