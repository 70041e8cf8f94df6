import type { ReactNode } from 'react';
import { useId, useLayoutEffect, useRef } from 'react';
import type { ShellFacts } from '../../contract/window.ts';
import { useStrings } from '../strings-context.tsx';
import { CloseIcon } from './icons.tsx';

export interface SheetAction {
  readonly label: string;
  readonly onChoose: () => void;
}

/**
 * A question over the screen. The safe answer has the focus; Esc and the cross leave everything as it was; the focus
 * goes back to where it came from. The browser's own modal dialog keeps the rest of the screen out of reach.
 */
export function Sheet({
  title,
  more,
  safe,
  other,
  onLeave,
  platform,
}: {
  readonly title: string;
  readonly more?: string;
  readonly safe: SheetAction;
  readonly other: SheetAction;
  readonly onLeave: () => void;
  readonly platform: ShellFacts['platform'];
}): ReactNode {
  const strings = useStrings();
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  const safeButton = useRef<HTMLButtonElement>(null);

  // While it is still on the page, so that closing it gives the focus back.
  useLayoutEffect(() => {
    const shown = dialog.current;
    shown?.showModal();
    safeButton.current?.focus();
    return () => shown?.close();
  }, []);

  const safeOne = (
    <button key="safe" ref={safeButton} type="button" className="button primary" onClick={safe.onChoose}>
      {safe.label}
    </button>
  );
  const otherOne = (
    <button key="other" type="button" className="button" onClick={other.onChoose}>
      {other.label}
    </button>
  );
  return (
    <dialog
      ref={dialog}
      className="sheet"
      aria-labelledby={`${id}-title`}
      aria-describedby={more === undefined ? undefined : `${id}-more`}
      onCancel={(event) => {
        event.preventDefault();
        onLeave();
      }}
    >
      <div className="sheet-head">
        <h2 id={`${id}-title`}>{title}</h2>
        <button
          type="button"
          className="icon-button"
          aria-label={strings.common.cancel}
          title={strings.common.cancel}
          onClick={onLeave}
        >
          <CloseIcon />
        </button>
      </div>
      {more !== undefined && (
        <p id={`${id}-more`} className="quiet">
          {more}
        </p>
      )}
      {/* Windows puts the likelier button first, macOS and GNOME last. */}
      <div className="sheet-actions">{platform === 'windows' ? [safeOne, otherOne] : [otherOne, safeOne]}</div>
    </dialog>
  );
}
