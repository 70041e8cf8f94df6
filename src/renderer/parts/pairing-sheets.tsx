// The sheet of the pairing that is under way: it opens, follows its stages and closes by itself.
import type { ReactNode } from 'react';
import { useEffect, useRef, useState } from 'react';
import { assertNever } from '../../base/assert-never.ts';
import type { ErrorInfo } from '../../contract/errors.ts';
import type { State } from '../../contract/state.ts';
import type { ShownPairing } from '../../contract/transfers.ts';
import type { Bridge, ShellFacts } from '../../contract/window.ts';
import type { Strings } from '../../strings/index.ts';
import { tell } from '../ask.ts';
import { nameIn } from '../incoming-view.ts';
import type { PairingView } from '../pairing-view.ts';
import { pairingView, pairingWithSheet, retryOf, staysWaiting } from '../pairing-view.ts';
import { useStrings } from '../strings-context.tsx';
import { useAnnounce } from './announcer.tsx';
import { PictureList } from './compare-pictures.tsx';
import { CheckIcon } from './icons.tsx';
import { Modal } from './modal.tsx';
import { Problem, problemText } from './problem.tsx';
import { ShowCode } from './show-code.tsx';
import { TypeCode } from './type-code.tsx';
import { useProblem } from './use-problem.ts';

export interface PairingSheetsProps {
  readonly bridge: Bridge;
  readonly state: State;
  readonly platform: ShellFacts['platform'];
}

/** Long enough to be read; nobody has to press anything to go on. */
const DONE_SHOWN_MS = 2500;

export function PairingSheets({ bridge, state, platform }: PairingSheetsProps): ReactNode {
  const [openId, setOpenId] = useState<string | null>(null);
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const row = pairingWithSheet(state, openId, left);
  const id = row?.id ?? null;

  useEffect(() => setOpenId(id), [id]);

  if (row === null) return null;
  const view = pairingView(row, state);
  if (view === null) return null;
  return (
    <PairingSheet
      key={row.id}
      bridge={bridge}
      row={row}
      view={view}
      platform={platform}
      onLeft={() => setLeft(new Set([...left, row.id]))}
    />
  );
}

function PairingSheet({
  bridge,
  row,
  view,
  platform,
  onLeft,
}: {
  readonly bridge: Bridge;
  readonly row: ShownPairing;
  readonly view: PairingView;
  readonly platform: ShellFacts['platform'];
  readonly onLeft: () => void;
}): ReactNode {
  const strings = useStrings();
  const announce = useAnnounce();
  const title = titleOf(strings, row, view);
  const isDone = view.kind === 'paired' || view.kind === 'matched';
  const newest = useRef(onLeft);
  useEffect(() => {
    newest.current = onLeft;
  });

  // The sheet stays, and only what it says has changed.
  const said = useRef(title);
  useEffect(() => {
    if (said.current === title) return;
    said.current = title;
    announce(title);
  }, [title, announce]);

  useEffect(() => {
    if (!isDone) return;
    const timer = setTimeout(() => newest.current(), DONE_SHOWN_MS);
    return () => clearTimeout(timer);
  }, [isDone]);

  function leave(): void {
    onLeft();
    // What is over needs no end; of a comparison that somebody leaves, nothing follows.
    if (view.kind !== 'over' && view.kind !== 'paired') void tell(bridge, 'pairing.end', { id: row.id });
  }

  return (
    <Modal
      title={title}
      leave={staysWaiting(row) ? strings.meeting.close : strings.common.cancel}
      onLeave={leave}
      className="meeting"
    >
      <SheetBody bridge={bridge} row={row} view={view} platform={platform} onLeave={leave} onLeft={onLeft} />
    </Modal>
  );
}

export function titleOf(strings: Strings, row: ShownPairing, view: PairingView): string {
  const { meeting: words } = strings;
  const device = nameIn(strings, row.device);
  switch (view.kind) {
    case 'show':
      return row.device === null ? words.showOnOther : words.showOn(device);
    case 'wait':
      return row.purpose === 'compare' ? words.callingToCompare(device) : words.waitingForCode(device);
    case 'type':
      return row.device === null ? words.typeFromOther : words.typeFrom(device);
    case 'choose':
      return view.isChosen ? words.waitingToPair(device) : words.pairWith(device);
    case 'paired':
      return words.paired(device);
    case 'compare':
      return words.compare;
    case 'matched':
      return words.matched;
    case 'over':
      return problemText(strings, view.trouble).title;
    default:
      return assertNever(view);
  }
}

interface BodyProps {
  readonly bridge: Bridge;
  readonly row: ShownPairing;
  readonly platform: ShellFacts['platform'];
  readonly onLeave: () => void;
  readonly onLeft: () => void;
}

export function SheetBody({ view, ...props }: BodyProps & { readonly view: PairingView }): ReactNode {
  const strings = useStrings();
  const { common, meeting: words } = strings;
  switch (view.kind) {
    case 'show':
      return <ShowCode bridge={props.bridge} row={props.row} view={view} onLeave={props.onLeave} />;
    case 'type':
      return <TypeCode bridge={props.bridge} row={props.row} view={view} onLeave={props.onLeave} />;
    case 'wait':
      return (
        <Plain more={props.row.purpose === 'compare' ? null : words.waitingForCodeMore}>
          <Press label={common.cancel} isFirst onPress={props.onLeave} />
        </Plain>
      );
    case 'choose':
      return <ChoosePair {...props} isChosen={view.isChosen} />;
    case 'paired':
      return (
        <Plain more={words.pairedMore} isGood>
          <Press label={words.done} isFirst onPress={props.onLeave} />
        </Plain>
      );
    case 'matched':
      return (
        <Plain more={words.matchedMore(nameIn(strings, props.row.device))} isGood>
          <Press label={words.done} isFirst onPress={props.onLeave} />
        </Plain>
      );
    case 'compare':
      return <Compare {...props} pictures={view.pictures} />;
    case 'over':
      return <Over {...props} view={view} />;
    default:
      return assertNever(view);
  }
}

function ChoosePair({
  bridge,
  row,
  platform,
  onLeave,
  isChosen,
}: BodyProps & { readonly isChosen: boolean }): ReactNode {
  const { common, meeting: words } = useStrings();
  const { problem, attempt } = useProblem();
  const [isAsked, setAsked] = useState(false);

  async function keep(): Promise<void> {
    setAsked(true);
    if (!(await attempt(() => tell(bridge, 'pairing.keep', { id: row.id })))) setAsked(false);
  }

  if (isChosen || isAsked) {
    return (
      <Plain more={words.waitingToPairMore}>
        <Press label={common.cancel} isFirst onPress={onLeave} />
      </Plain>
    );
  }
  return (
    <Plain more={words.pairMore} platform={platform} problem={problem}>
      <Press label={words.pair} isFirst isPrimary onPress={() => void keep()} />
      <Press label={words.once} onPress={onLeave} />
    </Plain>
  );
}

function Compare({ bridge, row, onLeave, pictures }: BodyProps & { readonly pictures: readonly number[] }): ReactNode {
  const strings = useStrings();
  const { common, meeting: words } = strings;
  const { problem, attempt } = useProblem();
  const [isAnswered, setAnswered] = useState(false);
  const device = nameIn(strings, row.device);

  async function answer(isSame: boolean): Promise<void> {
    if (await attempt(() => tell(bridge, 'pairing.compared', { id: row.id, isSame }))) setAnswered(true);
  }

  return (
    <div className="meeting-body">
      <p className="quiet">{words.compareMore(device)}</p>
      <PictureList pictures={pictures} />
      <Problem id={`${row.id}-compare-problem`} of={problem} />
      {isAnswered ? (
        <div role="status">
          <p>{words.waitingToCompare(device)}</p>
          <p className="quiet">{words.waitingToCompareMore}</p>
        </div>
      ) : null}
      <div className="sheet-actions">
        {isAnswered ? (
          <Press label={common.cancel} isFirst onPress={onLeave} />
        ) : (
          <>
            {/* Whoever isn't sure presses what harms nothing. */}
            <Press label={words.different} isFirst onPress={() => void answer(false)} />
            <Press label={words.same} onPress={() => void answer(true)} />
          </>
        )}
      </div>
    </div>
  );
}

function Over({
  bridge,
  row,
  view,
  onLeft,
}: BodyProps & { readonly view: Extract<PairingView, { kind: 'over' }> }): ReactNode {
  const strings = useStrings();
  const { common, meeting: words } = strings;
  const { problem, attempt } = useProblem();
  const retry = retryOf(row);
  const next = problemText(strings, view.trouble).next;

  async function again(): Promise<void> {
    if (await attempt(() => tryAgain(bridge, row))) onLeft();
  }

  return (
    <Plain more={next} problem={problem}>
      <Press label={words.close} isFirst={retry === null} onPress={onLeft} />
      {retry !== null && (
        <Press
          label={retry === 'showNew' ? words.showNew : common.tryAgain}
          isFirst
          isPrimary
          onPress={() => void again()}
        />
      )}
    </Plain>
  );
}

function tryAgain(bridge: Bridge, { role, purpose, deviceId }: ShownPairing) {
  if (role === 'displayer' && purpose !== 'compare') return tell(bridge, 'pairing.show');
  // Only a row with a device can be tried again.
  if (deviceId === null) return Promise.resolve(null);
  if (purpose === 'compare') return tell(bridge, 'device.compare', { id: deviceId });
  if (purpose === 'receive') return tell(bridge, 'transfer.fetch', { from: deviceId });
  return tell(bridge, 'pairing.dial', { to: { kind: 'device', id: deviceId } });
}

function Plain({
  more,
  isGood = false,
  platform,
  problem = null,
  children,
}: {
  readonly more: string | null;
  readonly problem?: ErrorInfo | null;
  readonly isGood?: boolean;
  /** Where the likelier button stands first. */
  readonly platform?: ShellFacts['platform'];
  readonly children: ReactNode;
}): ReactNode {
  return (
    <div className="meeting-body">
      {isGood && (
        <span className="meeting-art">
          <CheckIcon />
        </span>
      )}
      {more !== null && <p className="quiet">{more}</p>}
      <Problem id="meeting-problem" of={problem} />
      <div className={platform === undefined || platform === 'windows' ? 'sheet-actions' : 'sheet-actions turned'}>
        {children}
      </div>
    </div>
  );
}

/** The first one has the focus when its stage comes: the safe one, or the only one. */
function Press({
  label,
  isFirst = false,
  isPrimary = false,
  onPress,
}: {
  readonly label: string;
  readonly isFirst?: boolean;
  readonly isPrimary?: boolean;
  readonly onPress: () => void;
}): ReactNode {
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (isFirst) button.current?.focus();
  }, [isFirst]);
  return (
    <button ref={button} type="button" className={isPrimary ? 'button primary' : 'button'} onClick={onPress}>
      {label}
    </button>
  );
}
