import type { ReactNode } from 'react';
import { useRef } from 'react';
import type { ShellFacts } from '../../contract/window.ts';
import { Modal } from './modal.tsx';

export interface SheetAction {
  readonly label: string;
  readonly onChoose: () => void;
}

/** A question over the screen. The safe answer has the focus; Esc and the cross leave everything as it was. */
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
  const safeButton = useRef<HTMLButtonElement>(null);
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
    <Modal title={title} more={more} first={safeButton} onLeave={onLeave}>
      {/* Windows puts the likelier button first, macOS and GNOME last. */}
      <div className="sheet-actions">{platform === 'windows' ? [safeOne, otherOne] : [otherOne, safeOne]}</div>
    </Modal>
  );
}
