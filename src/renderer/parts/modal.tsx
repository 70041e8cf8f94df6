// A sheet over the screen. The browser's own modal dialog keeps the rest of the screen out of reach, and gives the focus
// back to where it came from.
import type { ReactNode, RefObject } from 'react';
import { useId, useLayoutEffect, useRef } from 'react';
import { focusHeading } from '../keyboard.ts';
import { useStrings } from '../strings-context.tsx';
import { CloseIcon } from './icons.tsx';

export function Modal({
  title,
  more,
  leave,
  first,
  className = '',
  onLeave,
  children,
}: {
  readonly title: string;
  readonly more?: string | undefined;
  /** The cross's name, where it isn't Cancel. */
  readonly leave?: string;
  /** What has the focus at first; without it, whatever the browser finds. */
  readonly first?: RefObject<HTMLElement | null>;
  readonly className?: string;
  /** By Esc or by the cross. */
  readonly onLeave: () => void;
  readonly children: ReactNode;
}): ReactNode {
  const { common } = useStrings();
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  const focusFirst = useRef(first);
  const leaveName = leave ?? common.cancel;

  // While it is still on the page, so that closing it gives the focus back.
  useLayoutEffect(() => {
    const shown = dialog.current;
    shown?.showModal();
    focusFirst.current?.current?.focus();
    return () => {
      shown?.close();
      // Where nothing had the focus before, or what had it is gone, it is still on the sheet or on nothing.
      const { activeElement } = document;
      if (activeElement === document.body || shown?.contains(activeElement)) focusHeading();
    };
  }, []);

  return (
    <dialog
      ref={dialog}
      className={`sheet ${className}`.trim()}
      aria-labelledby={`${id}-title`}
      aria-describedby={more === undefined ? undefined : `${id}-more`}
      onCancel={(event) => {
        event.preventDefault();
        onLeave();
      }}
    >
      <div className="sheet-head">
        <h2 id={`${id}-title`} tabIndex={-1}>
          {title}
        </h2>
        <button type="button" className="icon-button" aria-label={leaveName} title={leaveName} onClick={onLeave}>
          <CloseIcon />
        </button>
      </div>
      {more !== undefined && (
        <p id={`${id}-more`} className="quiet">
          {more}
        </p>
      )}
      {children}
    </dialog>
  );
}
