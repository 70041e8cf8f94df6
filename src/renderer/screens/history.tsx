// Everything that is over, day by day.
import type { ReactNode } from 'react';
import { useId, useMemo, useState } from 'react';
import type { State } from '../../contract/state.ts';
import { isOver } from '../../contract/transfers.ts';
import type { ShellFacts } from '../../contract/window.ts';
import { formatFor } from '../../strings/format.ts';
import { tell } from '../ask.ts';
import { focusHeading } from '../keyboard.ts';
import { useAnnounce } from '../parts/announcer.tsx';
import { EmptyState } from '../parts/empty-state.tsx';
import { ClockIcon } from '../parts/icons.tsx';
import { Problem } from '../parts/problem.tsx';
import { ScreenHeader } from '../parts/screen-header.tsx';
import { Sheet } from '../parts/sheet.tsx';
import type { TransferListProps } from '../parts/transfer-list.tsx';
import { TransferList } from '../parts/transfer-list.tsx';
import { useMinute } from '../parts/use-minute.ts';
import { useProblem } from '../parts/use-problem.ts';
import { useStrings } from '../strings-context.tsx';
import { historyDays } from '../transfer-view.ts';

export type HistoryProps = Omit<TransferListProps, 'rows' | 'timeOf'> & {
  readonly state: State;
  readonly platform: ShellFacts['platform'];
  readonly onBack: () => void;
};

export function History({ state, platform, onBack, ...list }: HistoryProps): ReactNode {
  const { history, locale } = useStrings();
  const announce = useAnnounce();
  const [isAsking, setAsking] = useState(false);
  const { problem, attempt } = useProblem();
  const format = useMemo(() => formatFor(locale), [locale]);
  const today = new Date(useMinute()).setHours(0, 0, 0, 0);
  const over = Object.values(state.transfers).filter(isOver);
  const days = useSame(over, historyDays);
  const { time } = format;

  async function clear(): Promise<void> {
    setAsking(false);
    if (!(await attempt(() => tell(list.bridge, 'history.clear')))) return;
    announce(history.cleared);
    focusHeading();
  }

  return (
    <div className="screen settings history">
      <main data-screen="history">
        <ScreenHeader title={history.title} onBack={onBack}>
          {days.length > 0 && (
            <button type="button" className="button" onClick={() => setAsking(true)}>
              {history.clear}
            </button>
          )}
        </ScreenHeader>
        <Problem id="history-problem" of={problem} />
        {days.length === 0 && (
          <EmptyState
            size="large"
            art={<ClockIcon />}
            title={state.settings.keepHistory ? history.empty : history.off}
            more={history.emptyMore}
          />
        )}
        {days.map(({ day, rows }) => (
          <Day key={day} title={capitalized(format.day(day, today), locale)}>
            {(id) => <TransferList {...list} isHistory labelledBy={id} rows={rows} timeOf={time} />}
          </Day>
        ))}
      </main>
      {isAsking && (
        <Sheet
          title={history.ask}
          more={history.askMore}
          safe={{ label: history.keep, onChoose: () => setAsking(false) }}
          other={{ label: history.clear, onChoose: () => void clear() }}
          onLeave={() => setAsking(false)}
          platform={platform}
        />
      )}
    </div>
  );
}

function Day({
  title,
  children,
}: {
  readonly title: string;
  readonly children: (headingId: string) => ReactNode;
}): ReactNode {
  const id = useId();
  return (
    <section className="setting-group" aria-labelledby={id} data-region tabIndex={-1}>
      <h2 id={id}>{title}</h2>
      <div className="card">{children(id)}</div>
    </section>
  );
}

/** "Today" stands alone here, and begins like a sentence. */
function capitalized(text: string, locale: string): string {
  const [first = '', ...rest] = Array.from(text);
  return first.toLocaleUpperCase(locale) + rest.join('');
}

/** Puts them in order again only when one of them is another than before, whatever else goes on. */
function useSame<T, R>(items: readonly T[], make: (items: readonly T[]) => R): R {
  const [kept, setKept] = useState(() => ({ items, made: make(items) }));
  if (kept.items.length === items.length && kept.items.every((item, at) => item === items[at])) return kept.made;
  const next = { items, made: make(items) };
  setKept(next);
  return next.made;
}
