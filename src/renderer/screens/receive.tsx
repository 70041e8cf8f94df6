// "Receive from nearby": this device is visible for a while, and whoever waits with a code can be fetched from.
import type { ReactNode } from 'react';
import { useId, useState } from 'react';
import { showHidden } from '../../base/text.ts';
import type { DeviceId, DeviceKind } from '../../contract/devices.ts';
import type { State } from '../../contract/state.ts';
import type { Bridge } from '../../contract/window.ts';
import type { Strings } from '../../strings/index.ts';
import { ask, tell } from '../ask.ts';
import { nameIn } from '../incoming-view.ts';
import { EmptyState } from '../parts/empty-state.tsx';
import { ReceiveIcon } from '../parts/icons.tsx';
import { DeviceKindIcon } from '../parts/kind-icon.tsx';
import { Modal } from '../parts/modal.tsx';
import { type LinkHow, PageLink } from '../parts/page-link.tsx';
import { Problem } from '../parts/problem.tsx';
import { Switch } from '../parts/switch.tsx';
import { useProblem } from '../parts/use-problem.ts';
import { useStrings } from '../strings-context.tsx';

export interface ReceiveSheetProps {
  readonly bridge: Bridge;
  readonly state: State;
  readonly onClose: () => void;
}

export interface SenderRow {
  readonly id: DeviceId;
  readonly name: string;
  readonly kind: DeviceKind;
}

/** Devices that show a code; and those that are here and have something unfinished for this one. */
export function sendersOf({ nearby, devices, transfers }: Pick<State, 'nearby' | 'devices' | 'transfers'>): {
  readonly waiting: readonly SenderRow[];
  readonly unfinished: readonly SenderRow[];
} {
  const here = Object.values(nearby).filter(({ isHere }) => isHere);
  const rowOf = ({ id, name, kind }: (typeof here)[number]): SenderRow => ({
    id,
    name: devices[id]?.name ?? name,
    kind,
  });
  const halfHere = new Set(
    Object.values(transfers)
      .filter(({ direction, stage }) => direction === 'receive' && (stage === 'stopped' || stage === 'away'))
      .map(({ device }) => device?.id),
  );
  return {
    waiting: here.filter(({ waitsWithCode }) => waitsWithCode).map(rowOf),
    unfinished: here.filter(({ id, waitsWithCode }) => !waitsWithCode && halfHere.has(id)).map(rowOf),
  };
}

export function ReceiveSheet({ bridge, state, onClose }: ReceiveSheetProps): ReactNode {
  const strings = useStrings();
  const { fromNearby: words } = strings;
  return (
    <Modal title={words.title} onLeave={onClose} className="receive">
      <ReceiveBody bridge={bridge} state={state} onClose={onClose} />
    </Modal>
  );
}

export function ReceiveBody({ bridge, state, onClose }: ReceiveSheetProps): ReactNode {
  const strings = useStrings();
  const { fromNearby: words } = strings;
  const { problem, attempt } = useProblem();
  const [called, setCalled] = useState<SenderRow | null>(null);
  const id = useId();
  const { waiting, unfinished } = sendersOf(state);
  const { visibility } = state.self;
  const isLasting = visibility.mode === 'everyone' && visibility.until === null;

  const see = (isOn: boolean) =>
    attempt(() =>
      isOn
        ? tell(bridge, 'visibility.everyone')
        : // As it was chosen, and no longer for a while.
          tell(bridge, 'settings.set', { visibility: state.settings.visibility }),
    );

  async function fetch(row: SenderRow): Promise<void> {
    if (called !== null) return;
    setCalled(row);
    const done = await attempt(() => tell(bridge, 'transfer.fetch', { from: row.id }));
    setCalled(null);
    // What asks for the code, or goes on, shows itself.
    if (done) onClose();
  }

  async function show(how: LinkHow): Promise<void> {
    const made = await attempt(async () => {
      const answer = await ask(bridge, 'page.receive', how);
      return answer.ok ? null : answer.error;
    });
    // Its card is on Home.
    if (made) onClose();
  }

  const list = (title: string, rows: readonly SenderRow[], button: string, spoken: (device: string) => string) =>
    rows.length === 0 ? null : (
      <section className="receive-list">
        <h3>{title}</h3>
        <ul>
          {rows.map((row) => (
            <li key={row.id}>
              <span className="device-mark">
                <DeviceKindIcon kind={row.kind} />
              </span>
              <bdi className="device-name" title={showHidden(row.name)}>
                {showHidden(row.name)}
              </bdi>
              <button
                type="button"
                className="button primary"
                aria-label={spoken(nameIn(strings, row.name))}
                aria-disabled={called !== null}
                onClick={() => void fetch(row)}
              >
                {button}
              </button>
            </li>
          ))}
        </ul>
      </section>
    );
  return (
    <div className="receive-body">
      <div className="receive-visible">
        <div>
          {isLasting ? (
            <p className="receive-lasting">{words.visibleAlways}</p>
          ) : (
            <label htmlFor={id}>{words.visible}</label>
          )}
          <p className="quiet">{seenWords(strings, state)}</p>
        </div>
        {!isLasting && <Switch id={id} isOn={visibility.mode === 'everyone'} onChange={(isOn) => void see(isOn)} />}
      </div>
      {waiting.length + unfinished.length === 0 && (
        <EmptyState size="small" art={<ReceiveIcon />} title={words.none} more={words.noneMore} />
      )}
      {list(words.waiting, waiting, words.receive, words.receiveFrom)}
      {list(words.unfinished, unfinished, words.goOn, words.goOnWith)}
      <PageLink label={strings.pages.receive} isBusy={false} onShow={show} />
      <div role="status">
        {called !== null && <p className="quiet">{words.calling(nameIn(strings, called.name))}</p>}
      </div>
      <Problem id={`${id}-problem`} of={problem} />
    </div>
  );
}

function seenWords(strings: Strings, { self }: Pick<State, 'self'>): string {
  const { fromNearby: words, home } = strings;
  if (self.network === 'none') return home.noNetwork;
  if (self.visibility.mode !== 'everyone') return words.notSeen;
  const name = nameIn(strings, self.name);
  return self.visibility.until === null ? words.seenAs(name) : words.seenUntil(name, self.visibility.until);
}
