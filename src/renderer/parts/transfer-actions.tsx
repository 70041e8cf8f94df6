// What can be done about a transfer, as buttons, and doing it.
import type { ReactNode } from 'react';
import type { ErrorInfo } from '../../contract/errors.ts';
import type { ShownTransfer, TransferId } from '../../contract/transfers.ts';
import type { Bridge } from '../../contract/window.ts';
import { tell } from '../ask.ts';
import { useStrings } from '../strings-context.tsx';
import type { TransferAction } from '../transfer-view.ts';
import { isLink } from '../transfer-view.ts';
import type { PairAgain } from '../use-pair-again.ts';
import { useAnnounce } from './announcer.tsx';
import { CloseIcon, PauseIcon, ResumeIcon } from './icons.tsx';
import { useProblem } from './use-problem.ts';

/** What opens a sheet of its own. */
interface ElsewhereActions {
  readonly onRead: (id: TransferId) => void;
  readonly onPairAgain: PairAgain;
}

export function useTransferActions(
  bridge: Bridge,
  { id, device }: Pick<ShownTransfer, 'id' | 'device'>,
  { onRead, onPairAgain }: ElsewhereActions,
): { readonly problem: ErrorInfo | null; readonly act: (action: TransferAction) => void } {
  const { common, history } = useStrings();
  const announce = useAnnounce();
  const { problem, attempt } = useProblem();

  async function say(action: () => Promise<ErrorInfo | null>, words: string): Promise<void> {
    if (await attempt(action)) announce(words);
  }

  const does: Readonly<Record<TransferAction, () => void>> = {
    showCode: () => void attempt(() => tell(bridge, 'transfer.showCode', { id })),
    pause: () => void attempt(() => tell(bridge, 'transfer.stop', { id })),
    resume: () => void attempt(() => tell(bridge, 'transfer.resume', { id })),
    cancel: () => void attempt(() => tell(bridge, 'transfer.discard', { id })),
    show: () => void attempt(() => tell(bridge, 'transfer.reveal', { id })),
    pairAgain: () => void attempt(async () => (device === null ? null : onPairAgain(device))),
    again: () => void attempt(() => tell(bridge, 'transfer.again', { id })),
    copy: () => void say(() => tell(bridge, 'text.copy', { id }), common.copied),
    openLink: () => void attempt(() => tell(bridge, 'text.open', { id })),
    read: () => onRead(id),
    remove: () => void say(() => tell(bridge, 'transfer.forget', { id }), history.removed),
  };
  return { problem, act: (action) => does[action]() };
}

const ICONS: Partial<Readonly<Record<TransferAction, () => ReactNode>>> = {
  pause: PauseIcon,
  resume: ResumeIcon,
  cancel: CloseIcon,
  remove: CloseIcon,
};

export function TransferButtons({
  what,
  row,
  actions,
  text,
  isActive,
  onAct,
}: {
  /** For their names. */
  readonly what: string;
  readonly row: Pick<ShownTransfer, 'stage' | 'content'>;
  readonly actions: readonly TransferAction[];
  /** Of a text, once it is known. */
  readonly text: string | null;
  readonly isActive: boolean;
  readonly onAct: (action: TransferAction) => void;
}): ReactNode {
  const { activity, aboutDevice } = useStrings();
  function label(action: TransferAction): string {
    if (action === 'pairAgain') return aboutDevice.pairAgain;
    return action === 'again' && row.stage === 'done' ? activity.sendAgain : activity[action];
  }
  const shown = actions.filter((action) => isOffered(action, row, text));
  if (shown.length === 0) return null;
  return (
    <div className="transfer-buttons">
      {shown.map((action) => {
        const Icon = ICONS[action];
        return (
          <button
            key={action}
            type="button"
            className={Icon === undefined ? 'button' : 'icon-button'}
            tabIndex={isActive ? 0 : -1}
            aria-label={activity.buttonOf(label(action), what)}
            title={Icon === undefined ? undefined : label(action)}
            onClick={() => onAct(action)}
          >
            {Icon === undefined ? label(action) : <Icon />}
          </button>
        );
      })}
    </div>
  );
}

/** A text that can't be read can't be copied; and only an address is opened. */
function isOffered(action: TransferAction, { content }: Pick<ShownTransfer, 'content'>, text: string | null): boolean {
  if (content !== 'text') return true;
  if (action === 'openLink') return text !== null && isLink(text);
  return (action !== 'copy' && action !== 'read') || text !== null;
}
