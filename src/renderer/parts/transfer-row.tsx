// One transfer in a list: what and with whom, how it stands, and what can be done about it.
import type { KeyboardEvent, ReactNode } from 'react';
import { memo, useId } from 'react';
import type { ShownTransfer, TransferId } from '../../contract/transfers.ts';
import { isOver } from '../../contract/transfers.ts';
import type { Bridge } from '../../contract/window.ts';
import { isHardStop } from '../device-view.ts';
import { useStrings } from '../strings-context.tsx';
import type { Paces, TransferMark } from '../transfer-view.ts';
import { actionsOf, endOf, transferView } from '../transfer-view.ts';
import type { PairAgain } from '../use-pair-again.ts';
import { CheckIcon, ClockIcon, EndedIcon, PauseIcon, ReceiveIcon, SendIcon, TextIcon, WarningIcon } from './icons.tsx';
import { Problem } from './problem.tsx';
import { TransferButtons, useTransferActions } from './transfer-actions.tsx';
import { isForRow, isOnRow } from './use-roving.ts';
import { previewOf, useText } from './use-text.ts';

const MARKS: Readonly<Record<TransferMark, () => ReactNode>> = {
  send: SendIcon,
  receive: ReceiveIcon,
  waiting: ClockIcon,
  paused: PauseIcon,
  done: CheckIcon,
  warning: WarningIcon,
  ended: EndedIcon,
};

export interface TransferRowProps {
  readonly bridge: Bridge;
  readonly row: ShownTransfer;
  readonly paces: Paces;
  /** Whether Tab comes to it. */
  readonly isActive: boolean;
  /** When it was over, in words; only of one that is. */
  readonly timeOf: (at: number) => string;
  /** Whether what was sent can be sent once more from here. */
  readonly isHistory?: boolean;
  readonly onOpen: (id: TransferId) => void;
  readonly onRead: (id: TransferId) => void;
  readonly onAskCancel: (id: TransferId) => void;
  readonly onPairAgain: PairAgain;
}

/** Drawn again only when its own record has changed: while many files move, all other rows stay as they are. */
export const TransferRow = memo(function TransferRow({
  bridge,
  row,
  paces,
  isActive,
  timeOf,
  isHistory = false,
  onOpen,
  onRead,
  onAskCancel,
  onPairAgain,
}: TransferRowProps): ReactNode {
  const strings = useStrings();
  const id = useId();
  const now = Date.now();
  const view = transferView(strings, row, paces.of(row, now), now);
  const { text } = useText(bridge, row);
  const { problem, act } = useTransferActions(bridge, row, { onRead, onPairAgain });
  const isText = row.content === 'text';
  const Mark = isText && view.mark === 'done' ? TextIcon : MARKS[view.mark];
  const open = () => (isText && row.stage === 'done' ? onRead(row.id) : onOpen(row.id));
  const over = isOver(row);
  const actions = actionsOf(row);
  const canBeSentAgain = row.direction === 'send' && !row.isStream && !isHardStop(row);
  if (isHistory && canBeSentAgain && !actions.includes('again')) actions.unshift('again');

  function onKeyDown(event: KeyboardEvent<HTMLElement>): void {
    if (!isOnRow(event)) return;
    if (event.key === 'Enter') {
      event.preventDefault();
      open();
    } else if (event.key === 'Delete' || event.key === 'Backspace') {
      event.preventDefault();
      if (over) act('remove');
      else if (actions.includes('cancel')) onAskCancel(row.id);
    }
  }

  return (
    <li
      className="transfer"
      data-row={row.id}
      data-part={`transfer-${row.id}`}
      data-mark={view.mark}
      tabIndex={isActive ? 0 : -1}
      aria-label={strings.activity.rowName(view.name, view.status)}
      aria-describedby={view.next === null && problem === null ? undefined : `${id}-why`}
      onKeyDown={onKeyDown}
      onClick={(event) => {
        if (isForRow(event.target)) open();
      }}
    >
      <span className="transfer-mark">
        <Mark />
      </span>
      <div className="transfer-text">
        <p className="transfer-title">
          {view.isName ? <bdi title={view.what}>{view.what}</bdi> : <span>{view.what}</span>}
          <span className="transfer-whom">{view.whom}</span>
        </p>
        <p className="transfer-status">
          <span>{view.status}</span>
          {over && <span className="transfer-time">{timeOf(endOf(row))}</span>}
        </p>
        {text !== null && (
          <p className="transfer-preview">
            <bdi>{previewOf(text)}</bdi>
          </p>
        )}
        {view.percent !== null && (
          <progress className="bar" max={100} value={view.percent} aria-label={strings.activity.progress(view.name)} />
        )}
        {view.next !== null && (
          <p id={problem === null ? `${id}-why` : undefined} className="transfer-next">
            {view.next}
          </p>
        )}
        <Problem id={`${id}-why`} of={problem} />
      </div>
      <TransferButtons what={view.name} row={row} actions={actions} text={text} isActive={isActive} onAct={act} />
    </li>
  );
});
