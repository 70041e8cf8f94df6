// The text of a transfer, which no record of the state carries.
import { useEffect, useState } from 'react';
import { showHidden } from '../../base/text.ts';
import type { ShownTransfer, TransferId } from '../../contract/transfers.ts';
import type { Bridge } from '../../contract/window.ts';
import { ask } from '../ask.ts';

/** Null until it is there, and where it isn't any more. */
export function useText(
  bridge: Bridge,
  { id, content, stage }: Pick<ShownTransfer, 'content' | 'stage'> & { readonly id: TransferId },
): { readonly text: string | null; readonly isGone: boolean } {
  const [read, setRead] = useState<{ readonly text: string | null } | null>(null);
  const isThere = content === 'text' && stage === 'done';
  useEffect(() => {
    if (!isThere) return;
    let hasLeft = false;
    void ask(bridge, 'text.read', { id }).then((answer) => {
      if (!hasLeft) setRead({ text: answer.ok ? answer.value.text : null });
    });
    return () => {
      hasLeft = true;
    };
  }, [bridge, id, isThere]);
  return { text: read?.text ?? null, isGone: read !== null && read.text === null };
}

const LONGEST_PREVIEW = 160;

/** How it begins, in one line. */
export function previewOf(text: string): string {
  const [line = ''] = text
    .slice(0, LONGEST_PREVIEW * 4)
    .trimStart()
    .split(/\r?\n/, 1);
  const letters = Array.from(line);
  return showHidden(letters.length > LONGEST_PREVIEW ? `${letters.slice(0, LONGEST_PREVIEW).join('')}…` : line);
}

/** All of it, in its lines, with what is hidden in them shown. */
export const shownText = (text: string): string =>
  text
    .split(/\r?\n/)
    .map((line) => line.split('\t').map(showHidden).join('\t'))
    .join('\n');
