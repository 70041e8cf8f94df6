// One offer that waits for its answer: who, what, where to, and the two buttons, which stay where they are.
import type { KeyboardEvent, ReactNode } from 'react';
import { useEffect, useId, useLayoutEffect, useRef, useState } from 'react';
import { showHidden } from '../../base/text.ts';
import { errorInfo } from '../../contract/errors.ts';
import type { OfferedItems, ShownTransfer } from '../../contract/transfers.ts';
import { safetyOf } from '../../contract/vias.ts';
import type { Bridge, ShellFacts, WindowAnswer } from '../../contract/window.ts';
import { ask, tell } from '../ask.ts';
import { amountOf, firstNames, missingSpace, nameIn, offererIn, rangesOf, sizeOf } from '../incoming-view.ts';
import { focusHeading } from '../keyboard.ts';
import { useStrings } from '../strings-context.tsx';
import { useAnnounce } from './announcer.tsx';
import { FileName } from './file-name.tsx';
import { FolderName } from './folder-name.tsx';
import { TextIcon, WarningIcon } from './icons.tsx';
import { KindIcon } from './kind-icon.tsx';
import { OfferedList } from './offered-list.tsx';
import { Problem } from './problem.tsx';
import { Thumbnails } from './thumbnails.tsx';
import { useArming } from './use-arming.ts';
import { useProblem } from './use-problem.ts';
import { ViaMark } from './via-mark.tsx';

export interface OfferCardProps {
  readonly bridge: Bridge;
  readonly offer: ShownTransfer;
  /** The usual folder, by its name; null for Downloads. */
  readonly usualFolder: string | null;
  /** As it is by now: the two may have paired since the offer came. */
  readonly isPaired: boolean;
  /** It bears the name of a device that it may not be. */
  readonly isFalselyNamed: boolean;
  /** Of the device, while it is paired. */
  readonly isAlwaysAccepted: boolean;
  readonly platform: ShellFacts['platform'];
}

type Folder = WindowAnswer<'folder.choose'>;

const NONE_LEFT_OUT: ReadonlySet<number> = new Set();

export function OfferCard({
  bridge,
  offer,
  usualFolder,
  isPaired,
  isFalselyNamed,
  isAlwaysAccepted,
  platform,
}: OfferCardProps): ReactNode {
  const strings = useStrings();
  const { incoming: words, transfer } = strings;
  const announce = useAnnounce();
  const { problem, attempt } = useProblem();
  const id = useId();
  const accept = useRef<HTMLButtonElement>(null);
  const { isArmed, mayPress } = useArming(accept);
  /** Where the press began: what it is released over came later. */
  const card = useRef<HTMLElement>(null);
  const wasArmed = useRef(true);
  const isAnswering = useRef(false);
  const [offered, setOffered] = useState<OfferedItems | null>(null);
  const [isChoosing, setChoosing] = useState(false);
  const [leftOut, setLeftOut] = useState(NONE_LEFT_OUT);
  const [into, setInto] = useState<Folder>(null);
  const [isAlways, setAlways] = useState(isAlwaysAccepted);
  const isFiles = offer.content === 'files';
  const { names, more } = firstNames(offer);
  const taken = offered?.items.filter(({ first }) => !leftOut.has(first)) ?? [];
  const needed = leftOut.size === 0 ? offer.total.bytes : sizeOf(taken);
  // Of another folder's volume nothing is known here.
  const space = offered === null || into !== null ? null : missingSpace(offered, needed);
  const isNothing = offered !== null && offered.items.length > 0 && taken.length === 0;
  const wrong = space === null ? problem : errorInfo('transfer.disk_full', space);
  const isFull = wrong !== null && (wrong.code === 'transfer.disk_full' || wrong.code.startsWith('transfer.folder_'));

  // Whyever it goes, and the buttons with it.
  useLayoutEffect(() => {
    const shown = card.current;
    return () => {
      if (shown?.contains(document.activeElement)) focusHeading();
    };
  }, []);

  useEffect(() => {
    if (!isFiles) return;
    let isOver = false;
    void ask(bridge, 'transfer.offered', { id: offer.id }).then((answer) => {
      if (!isOver && answer.ok) setOffered(answer.value);
    });
    return () => {
      isOver = true;
    };
  }, [bridge, offer.id, isFiles]);

  async function answer(isYes: boolean): Promise<void> {
    if (isAnswering.current || (isYes && (isNothing || space !== null))) return;
    isAnswering.current = true;
    const done = await attempt(() =>
      isYes ? take() : tell(bridge, 'transfer.answer', { id: offer.id, accept: false }),
    );
    isAnswering.current = false;
    if (!done) return;
    announce(isYes ? words.accepted : words.declined);
  }

  async function take() {
    const only = rangesOf(offered?.items ?? [], ({ first }) => !leftOut.has(first));
    const refused = await tell(bridge, 'transfer.answer', {
      id: offer.id,
      accept: true,
      ...(only === undefined ? {} : { only }),
      ...(into === null ? {} : { into: into.id }),
    });
    if (refused !== null || offer.device === null || !isPaired || isAlways === isAlwaysAccepted) return refused;
    return tell(bridge, 'device.accept', { id: offer.device.id, isAlways });
  }

  async function chooseFolder(): Promise<void> {
    await attempt(async () => {
      const answer = await ask(bridge, 'folder.choose');
      if (!answer.ok) return answer.error;
      if (answer.value !== null) setInto(answer.value);
      return null;
    });
  }

  function onKeyDown(event: KeyboardEvent): void {
    const hasModifier = platform === 'macos' ? event.metaKey : event.ctrlKey;
    if (!hasModifier || event.altKey || event.shiftKey) return;
    const key = event.key.toLowerCase();
    if (key !== 'a' && key !== 'd') return;
    event.preventDefault();
    if (key === 'd') void answer(false);
    else if (mayPress()) void answer(true);
  }

  const shortcut = platform === 'macos' ? 'Meta' : 'Control';
  const described = [`${id}-what`, ...(wrong === null ? [] : [`${id}-problem`])].join(' ');
  return (
    <article
      ref={card}
      className="card incoming"
      aria-labelledby={`${id}-who`}
      aria-describedby={`${id}-what`}
      data-region
      data-part={`transfer-${offer.id}`}
      tabIndex={-1}
      onKeyDown={onKeyDown}
    >
      <div className="incoming-head">
        <span className="device-mark">{isFiles ? <KindIcon kind={offer.kind} /> : <TextIcon />}</span>
        <div className="incoming-who">
          <h3 id={`${id}-who`}>
            <bdi className="device-name" title={showHidden(offer.device?.name ?? '')}>
              {offer.device === null ? strings.meeting.unnamed : showHidden(offer.device.name)}
            </bdi>{' '}
            <span>{words.wantsToSend}</span>
          </h3>
          <OfferStanding offer={offer} isPaired={isPaired} />
        </div>
      </div>
      {isFalselyNamed && (
        <div className="device-warning">
          <WarningIcon />
          <p>{strings.cli.deviceMarks.namedAsPaired(nameIn(strings, offer.device?.name ?? null))}</p>
        </div>
      )}
      <p id={`${id}-what`} className="incoming-what">
        {amountOf(strings, offer)}
      </p>
      {isPaired && offer.thumbnails > 0 && <Thumbnails bridge={bridge} id={offer.id} count={offer.thumbnails} />}
      {names.length > 0 && (
        <ul className="incoming-names">
          {names.map((name, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: two of them may be the same, and none ever moves.
            <li key={at}>
              <FileName name={name} />
            </li>
          ))}
          {more > 0 && <li className="quiet">{words.more(more)}</li>}
        </ul>
      )}
      {offer.hasActiveTypes && (
        <div className="device-warning">
          <WarningIcon />
          <p>
            {transfer.hasActiveTypes} {words.activeMore}
          </p>
        </div>
      )}
      {isFiles && (
        <div className="incoming-choices">
          <div className="incoming-folder">
            <span className="quiet">{words.saveTo}</span>
            <FolderName name={into === null ? (offer.into ?? usualFolder) : into.name} />
            <button
              type="button"
              className="link-button"
              aria-label={words.changeSpoken}
              onClick={() => void chooseFolder()}
            >
              {words.change}
            </button>
          </div>
          {offered !== null && (offered.items.length > 1 || !offered.isWhole) && (
            <details className="incoming-choose" onToggle={(event) => setChoosing(event.currentTarget.open)}>
              <summary>{words.choose}</summary>
              {isChoosing && offered.isWhole && (
                <OfferedList items={offered.items} leftOut={leftOut} onChange={setLeftOut} />
              )}
              {isChoosing && !offered.isWhole && <p className="quiet">{words.wholeOnly}</p>}
            </details>
          )}
        </div>
      )}
      {isPaired && isFiles && (
        <label className="check">
          <input type="checkbox" checked={isAlways} onChange={(event) => setAlways(event.target.checked)} />
          <span>{words.always}</span>
        </label>
      )}
      <Problem id={`${id}-problem`} of={isNothing ? words.nothingChosen : wrong} />
      {isFull && !isNothing && (
        <button type="button" className="button" onClick={() => void chooseFolder()}>
          {words.anotherFolder}
        </button>
      )}
      <div className="incoming-actions">
        <button
          type="button"
          className="button"
          aria-describedby={described}
          aria-keyshortcuts={`${shortcut}+D`}
          onClick={() => void answer(false)}
        >
          {words.decline}
        </button>
        <button
          ref={accept}
          type="button"
          className="button primary"
          data-armed={isArmed}
          aria-disabled={!isArmed || isNothing || space !== null}
          aria-describedby={described}
          aria-keyshortcuts={`${shortcut}+A`}
          onPointerDown={() => {
            wasArmed.current = mayPress();
          }}
          onClick={(event) => {
            const isByPointer = event.detail > 0;
            if (mayPress() && (!isByPointer || wasArmed.current)) void answer(true);
          }}
        >
          {words.accept}
        </button>
      </div>
    </article>
  );
}

/** What is known of who offers it. */
function OfferStanding({ offer, isPaired }: Pick<OfferCardProps, 'offer' | 'isPaired'>): ReactNode {
  const { incoming, localSend } = useStrings();
  const safety = safetyOf(offer, isPaired);
  return (
    <p className="incoming-standing" data-paired={isPaired} data-safety={safety}>
      <ViaMark safety={safety} way={offer} />
      <span>{safety !== null ? localSend.meaning[safety] : isPaired ? incoming.paired : incoming.proven}</span>
    </p>
  );
}

/** Said once when the card comes. */
export const saidOf = (strings: ReturnType<typeof useStrings>, offer: ShownTransfer): string =>
  strings.incoming.said(offererIn(strings, offer), amountOf(strings, offer));
