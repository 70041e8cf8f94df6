// The frame of every sheet over the screen: a title, a cross, and what it is about. The browser's own modal dialog keeps
// the rest of the screen out of reach, and gives the focus back where it came from.
import type { ReactNode } from 'react';
import { useId, useLayoutEffect, useRef } from 'react';
import { useStrings } from '../strings-context.tsx';
import { CloseIcon } from './icons.tsx';

export function Dialog({
  title,
  onLeave,
  describedBy,
  className,
  children,
}: {
  readonly title: string;
  /** Esc, or the cross. */
  readonly onLeave: () => void;
  readonly describedBy?: string | undefined;
  readonly className?: string;
  readonly children: ReactNode;
}): ReactNode {
  const { common } = useStrings();
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);

  // While it is still on the page, so that closing it gives the focus back.
  useLayoutEffect(() => {
    const shown = dialog.current;
    shown?.showModal();
    return () => shown?.close();
  }, []);

  return (
    <dialog
      ref={dialog}
      className={className === undefined ? 'sheet' : `sheet ${className}`}
      aria-labelledby={id}
      aria-describedby={describedBy}
      onCancel={(event) => {
        event.preventDefault();
        onLeave();
      }}
    >
      <div className="sheet-head">
        <h2 id={id} tabIndex={-1}>
          {title}
        </h2>
        <button
          type="button"
          className="icon-button"
          aria-label={common.cancel}
          title={common.cancel}
          onClick={onLeave}
        >
          <CloseIcon />
        </button>
      </div>
      {children}
    </dialog>
  );
}
