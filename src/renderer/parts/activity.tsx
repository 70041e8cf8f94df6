// What goes on: everything under way, the latest that is over, and the way to the rest.
import type { ReactNode } from 'react';
import { useMemo } from 'react';
import type { State } from '../../contract/state.ts';
import { formatFor } from '../../strings/format.ts';
import { useStrings } from '../strings-context.tsx';
import { activityOf } from '../transfer-view.ts';
import { EmptyState } from './empty-state.tsx';
import { TransferIcon } from './icons.tsx';
import { TransferList } from './transfer-list.tsx';
import type { TransferRowProps } from './transfer-row.tsx';
import { useMinute } from './use-minute.ts';

export type ActivityProps = Pick<
  TransferRowProps,
  'bridge' | 'paces' | 'onOpen' | 'onRead' | 'onAskCancel' | 'onPairAgain'
> & {
  readonly transfers: State['transfers'];
  readonly onShowAll: () => void;
};

export function Activity({ transfers, onShowAll, ...props }: ActivityProps): ReactNode {
  const { home, activity, locale } = useStrings();
  const { running, latest, more } = useMemo(() => activityOf(transfers), [transfers]);
  // The same function all day long, so that no row is drawn again for the clock's sake.
  const today = new Date(useMinute()).setHours(0, 0, 0, 0);
  const timeOf = useMemo(() => {
    const format = formatFor(locale);
    return (at: number) => format.moment(at, today);
  }, [locale, today]);
  if (running.length === 0 && latest.length === 0)
    return <EmptyState size="small" art={<TransferIcon />} title={home.noActivity} />;
  return (
    <>
      <TransferList rows={[...running, ...latest]} timeOf={timeOf} {...props} />
      {(more > 0 || latest.length > 0) && (
        <div className="list-foot">
          <button type="button" className="button" onClick={onShowAll}>
            {activity.showAll}
          </button>
        </div>
      )}
    </>
  );
}
