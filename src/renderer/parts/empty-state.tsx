import type { ReactNode } from 'react';

/** What is missing, and what to do about it. */
export function EmptyState({
  art,
  title,
  more,
  size,
  children,
}: {
  readonly art: ReactNode;
  readonly title: string;
  readonly more?: string;
  readonly size: 'large' | 'small';
  /** The one button. */
  readonly children?: ReactNode;
}): ReactNode {
  return (
    <div className={`empty-state ${size}`}>
      <div className="empty-art">{art}</div>
      <p className="empty-title">{title}</p>
      {more !== undefined && <p className="quiet">{more}</p>}
      {children !== undefined && <div className="empty-action">{children}</div>}
    </div>
  );
}
