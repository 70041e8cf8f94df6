// Which bytes of a file are asked for: all, or one stretch. Several are nobody's need, and a way to have much read.

export interface Stretch {
  readonly from: number;
  /** The byte behind the last one. */
  readonly to: number;
}

/** Null: all of it. `unfit`: there is no such stretch. */
export function stretchIn(range: string | undefined, size: number): Stretch | 'unfit' | null {
  if (range === undefined || !range.trim().toLowerCase().startsWith('bytes=')) return null;
  const [, first = '', last = ''] = /^bytes=(\d{0,15})-(\d{0,15})$/i.exec(range.trim()) ?? [];
  if (first === '' && last === '') return 'unfit';
  const from = first === '' ? Math.max(0, size - Number(last)) : Number(first);
  const to = first === '' || last === '' ? size : Math.min(size, Number(last) + 1);
  return from < to ? { from, to } : 'unfit';
}
