import type { ReactNode } from 'react';
import { useStrings } from '../strings-context.tsx';
import { BackIcon } from './icons.tsx';

/** The way back, the screen's name, and what can be done about all of it. */
export function ScreenHeader({
  title,
  onBack,
  children,
}: {
  readonly title: string;
  readonly onBack: () => void;
  readonly children?: ReactNode;
}): ReactNode {
  const { common } = useStrings();
  return (
    <div className="settings-header" data-region>
      <button type="button" className="icon-button" aria-label={common.back} title={common.back} onClick={onBack}>
        <BackIcon />
      </button>
      <h1 tabIndex={-1}>{title}</h1>
      {children}
    </div>
  );
}
