// What was sent to one device and came from it, in short; all that can be done about it is in the activity.
import type { ReactNode } from 'react';
import { useMemo } from 'react';
import type { ShownTransfer } from '../../contract/transfers.ts';
import { formatFor } from '../../strings/format.ts';
import { useStrings } from '../strings-context.tsx';
import { paceOf, transferView } from '../transfer-view.ts';
import { ReceiveIcon, SendIcon } from './icons.tsx';

const NO_PACE = { percent: 0, movingSince: null };

export function RecentTransfers({
  transfers,
  now,
}: {
  readonly transfers: readonly ShownTransfer[];
  readonly now: number;
}): ReactNode {
  const strings = useStrings();
  const format = useMemo(() => formatFor(strings.locale), [strings.locale]);
  if (transfers.length === 0) {
    return (
      <div className="row">
        <p className="quiet">{strings.aboutDevice.noRecent}</p>
      </div>
    );
  }
  return (
    <ul>
      {transfers.map((row) => {
        const view = transferView(strings, row, paceOf(row, NO_PACE, now), now);
        return (
          <li key={row.id} className="recent-row">
            {row.direction === 'send' ? <SendIcon /> : <ReceiveIcon />}
            <div>
              <p className="device-name">{view.isName ? <bdi>{view.what}</bdi> : view.what}</p>
              <p className="device-standing">
                <span>{view.status}</span>
                <span>{format.moment(row.endedAt ?? row.startedAt, now)}</span>
              </p>
            </div>
          </li>
        );
      })}
    </ul>
  );
}
