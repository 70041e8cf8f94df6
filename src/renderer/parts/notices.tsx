import type { ReactNode } from 'react';
import { useEffect, useId, useRef } from 'react';
import type { Notice } from '../../contract/state.ts';
import { errorText } from '../../strings/index.ts';
import { useStrings } from '../strings-context.tsx';
import { useAnnounce } from './announcer.tsx';
import { CloseIcon, WarningIcon } from './icons.tsx';
import { ProblemDetails } from './problem-details.tsx';

/** What a person should know and no other row shows, newest first; each stays until it is dismissed. */
export function Notices({
  notices,
  onDismiss,
}: {
  readonly notices: readonly Notice[];
  readonly onDismiss: (id: string) => void;
}): ReactNode {
  const strings = useStrings();
  const announce = useAnnounce();
  const headingId = useId();
  const known = useRef<ReadonlySet<string> | null>(null);

  useEffect(() => {
    const before = known.current;
    known.current = new Set(notices.map((notice) => notice.id));
    if (before === null) return;
    for (const notice of notices) {
      if (!before.has(notice.id)) announce(errorText(strings.errors, notice.error).title);
    }
  }, [notices, strings, announce]);

  if (notices.length === 0) return null;
  return (
    <section className="notices" aria-labelledby={headingId} data-region tabIndex={-1}>
      <h2 id={headingId}>{strings.home.notices}</h2>
      <ul>
        {notices.map((notice) => {
          const text = errorText(strings.errors, notice.error);
          return (
            <li key={notice.id} className="notice">
              <WarningIcon />
              <div className="notice-text">
                <p id={`notice-${notice.id}`} className="notice-title">
                  {text.title}
                </p>
                <p className="quiet">{text.next}</p>
                <ProblemDetails of={notice.error} />
              </div>
              <button
                type="button"
                className="icon-button"
                aria-label={strings.common.dismiss}
                aria-describedby={`notice-${notice.id}`}
                title={strings.common.dismiss}
                onClick={() => onDismiss(notice.id)}
              >
                <CloseIcon />
              </button>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
