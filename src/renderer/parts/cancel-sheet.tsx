import type { ReactNode } from 'react';
import type { ShownTransfer } from '../../contract/transfers.ts';
import type { ShellFacts } from '../../contract/window.ts';
import { isolate } from '../../strings/format.ts';
import { useStrings } from '../strings-context.tsx';
import { whatOf } from '../transfer-view.ts';
import { Sheet } from './sheet.tsx';

/** Asked where a key was pressed that is easily pressed by mistake. */
export function CancelSheet({
  row,
  platform,
  onCancel,
  onLeave,
}: {
  readonly row: ShownTransfer;
  readonly platform: ShellFacts['platform'];
  readonly onCancel: () => void;
  readonly onLeave: () => void;
}): ReactNode {
  const strings = useStrings();
  const { activity } = strings;
  return (
    <Sheet
      title={activity.askCancel(isolate(whatOf(strings, row).what))}
      more={activity.askCancelMore}
      safe={{ label: activity.keepGoing, onChoose: onLeave }}
      other={{ label: activity.cancelIt, onChoose: onCancel }}
      onLeave={onLeave}
      platform={platform}
    />
  );
}
