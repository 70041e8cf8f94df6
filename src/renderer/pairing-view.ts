// Which pairing has the sheet, and what it shows. Nothing in here knows React, and nothing keeps a code.
import type { ErrorInfo } from '../contract/errors.ts';
import type { State } from '../contract/state.ts';
import type { ShownPairing } from '../contract/transfers.ts';

export type PairingView =
  | { readonly kind: 'show'; readonly code: string; readonly qr: string | null; readonly trouble: ErrorInfo | null }
  /** Its person hasn't let the code be shown yet, or it is being called. */
  | { readonly kind: 'wait' }
  | { readonly kind: 'type'; readonly trouble: ErrorInfo | null; readonly isChecking: boolean }
  | { readonly kind: 'choose'; readonly isChosen: boolean }
  | { readonly kind: 'paired' }
  | { readonly kind: 'compare'; readonly pictures: readonly number[] }
  | { readonly kind: 'matched' }
  | { readonly kind: 'over'; readonly trouble: ErrorInfo };

/** Null where its person has nothing to see or to do. */
export function pairingView(row: ShownPairing, { devices }: Pick<State, 'devices'>): PairingView | null {
  const known = row.deviceId === null ? undefined : devices[row.deviceId];
  switch (row.stage) {
    case 'asked':
      return null;
    case 'waiting':
      if (row.role === 'typer' || row.purpose === 'compare') return { kind: 'wait' };
      return row.code === null ? null : { kind: 'show', code: row.code, qr: row.qr, trouble: row.trouble };
    case 'typing':
      return { kind: 'type', trouble: row.trouble, isChecking: false };
    case 'checking':
      return row.role === 'typer' ? { kind: 'type', trouble: null, isChecking: true } : null;
    case 'comparing':
      return row.pictures === null ? { kind: 'wait' } : { kind: 'compare', pictures: row.pictures };
    case 'proven':
      if (row.purpose === 'compare') return { kind: 'matched' };
      // Our choice is kept at once; both are paired when the other person has made it, too.
      return known?.isPaired === true ? null : { kind: 'choose', isChosen: known !== undefined };
    case 'paired':
      return { kind: 'paired' };
    case 'ended':
      return row.trouble === null ? null : { kind: 'over', trouble: row.trouble };
  }
}

/** What a person is in the middle of goes before what only shows something. */
const ORDER: Readonly<Record<PairingView['kind'], number>> = {
  type: 0,
  compare: 1,
  show: 2,
  choose: 3,
  wait: 4,
  over: 5,
  paired: 6,
  matched: 6,
};

/**
 * The one that has the sheet. It keeps it to its end, which it shows; what ended before the sheet could show it, and what
 * its person has left, shows nothing.
 */
export function pairingWithSheet(
  state: Pick<State, 'pairings' | 'devices'>,
  openId: string | null,
  left: ReadonlySet<string>,
): ShownPairing | null {
  const open = Object.values(state.pairings).flatMap((row) => {
    const view = left.has(row.id) ? null : pairingView(row, state);
    const isEnd = row.stage === 'ended' || row.stage === 'paired';
    return view === null || (isEnd && row.id !== openId) ? [] : [{ row, order: ORDER[view.kind] }];
  });
  const kept = open.find(({ row }) => row.id === openId);
  return kept?.row ?? open.sort((one, other) => one.order - other.order)[0]?.row ?? null;
}

const CODE_DIGITS = 6;
const DIGIT = /^\p{Nd}$/u;

/** What was typed or pasted, in whatever script and with whatever between: its digits, at most six. */
export function digitsOf(typed: string): string {
  const digits = Array.from(typed.normalize('NFKC')).flatMap((letter) => digitOf(letter) ?? []);
  return digits.slice(0, CODE_DIGITS).join('');
}

/** Unicode keeps the ten digits of a script together, and such runs may follow each other without a gap. */
function digitOf(letter: string): string | null {
  if (!DIGIT.test(letter)) return null;
  const point = letter.codePointAt(0) ?? 0;
  let before = point;
  while (DIGIT.test(String.fromCodePoint(before - 1))) before--;
  return String((point - before) % 10);
}

export const isWholeCode = (digits: string): boolean => digits.length === CODE_DIGITS;

/** "482 915", as it is read aloud and written down. */
export const grouped = (digits: string): string =>
  digits.length > CODE_DIGITS / 2 ? `${digits.slice(0, CODE_DIGITS / 2)} ${digits.slice(CODE_DIGITS / 2)}` : digits;

/** Its code goes with the sheet, and it waits: its row shows another. */
export const staysWaiting = ({ stage, role, transferId }: ShownPairing): boolean =>
  role === 'displayer' && stage === 'waiting' && transferId !== null;

/** What its person can do at once about how it ended. */
export function retryOf(row: ShownPairing): 'showNew' | 'again' | null {
  if (row.role === 'displayer' && row.purpose !== 'compare') return row.transferId === null ? 'showNew' : null;
  return row.deviceId !== null && row.purpose !== 'send' ? 'again' : null;
}
