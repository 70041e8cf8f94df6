// A text as it was sent, to be read, copied, or opened where it is the address of a web page.
import type { ReactNode } from 'react';
import { useRef } from 'react';
import { showHidden } from '../../base/text.ts';
import type { ShownTransfer } from '../../contract/transfers.ts';
import type { Bridge } from '../../contract/window.ts';
import { isolate } from '../../strings/format.ts';
import { deviceBy } from '../../strings/things.ts';
import { useStrings } from '../strings-context.tsx';
import { isLink } from '../transfer-view.ts';
import { Modal } from './modal.tsx';
import { Problem } from './problem.tsx';
import { useTransferActions } from './transfer-actions.tsx';
import { shownText, useText } from './use-text.ts';

export function TextSheet({
  bridge,
  row,
  onLeave,
}: {
  readonly bridge: Bridge;
  readonly row: ShownTransfer;
  readonly onLeave: () => void;
}): ReactNode {
  const strings = useStrings();
  const { activity, cli } = strings;
  const { text, isGone } = useText(bridge, row);
  const { problem, act } = useTransferActions(bridge, row, { onRead: () => undefined, onPairAgain: async () => null });
  const shown = useRef<HTMLPreElement>(null);
  const device = deviceBy(strings, row, row.device === null ? cli.unnamed : isolate(showHidden(row.device.name)));
  return (
    <Modal
      className="text-sheet"
      title={row.direction === 'receive' ? activity.textFrom(device) : activity.text}
      leave={activity.close}
      first={shown}
      onLeave={onLeave}
    >
      {isGone && <p className="quiet">{activity.textGone}</p>}
      <pre ref={shown} className="text-read" dir="auto" tabIndex={-1}>
        {text === null ? '' : shownText(text)}
      </pre>
      <Problem id="text-problem" of={problem} />
      <div className="sheet-actions">
        {row.direction === 'receive' && text !== null && isLink(text) && (
          <button type="button" className="button" onClick={() => act('openLink')}>
            {activity.openLink}
          </button>
        )}
        {text !== null && (
          <button type="button" className="button primary" onClick={() => act('copy')}>
            {activity.copy}
          </button>
        )}
      </div>
    </Modal>
  );
}
