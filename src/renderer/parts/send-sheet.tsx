// Choose device: what is sent on top, then who gets it. Whatever else is handed over joins it while it is open.
import type { ReactNode, SubmitEvent } from 'react';
import { useEffect, useId, useMemo, useRef, useState } from 'react';
import { showHidden } from '../../base/text.ts';
import type { State } from '../../contract/state.ts';
import { MOST_TEXT_BYTES } from '../../contract/transfers.ts';
import type { ShellFacts } from '../../contract/window.ts';
import type { DeviceRow } from '../device-rows.ts';
import { canSendTo, deviceRows } from '../device-rows.ts';
import type { Draft } from '../draft.ts';
import { draftProblem, summaryOf } from '../draft.ts';
import { useStrings } from '../strings-context.tsx';
import type { Sending } from '../use-sending.ts';
import { NOBODY } from '../use-sending.ts';
import { useAnnounce } from './announcer.tsx';
import { deviceWarning, standingWords } from './device-list.tsx';
import { CloseIcon, FileIcon, FolderIcon, WarningIcon } from './icons.tsx';
import { DeviceKindIcon } from './kind-icon.tsx';
import { Modal } from './modal.tsx';
import { PageLink } from './page-link.tsx';
import type { ProblemOf } from './problem.tsx';
import { Problem } from './problem.tsx';
import { ViaMark } from './via-mark.tsx';

/** More are counted, not listed. */
const MOST_LISTED = 100;

export interface SendSheetProps {
  readonly draft: Draft;
  readonly sending: Sending;
  readonly state: Pick<State, 'devices' | 'nearby'>;
  readonly platform: ShellFacts['platform'];
}

export function SendSheet({ draft, sending, state, platform }: SendSheetProps): ReactNode {
  const { sending: words, pages, locale } = useStrings();
  const announce = useAnnounce();
  const id = useId();
  const field = useRef<HTMLTextAreaElement>(null);
  const devices = useRef<HTMLFieldSetElement>(null);
  const form = useRef<HTMLFormElement>(null);
  const [refused, setRefused] = useState<'textEmpty' | 'textTooLong' | 'chooseFirst' | null>(null);
  const { devices: known, nearby } = state;
  const rows = useMemo(() => deviceRows({ devices: known, nearby }, locale).filter(canSendTo), [known, nearby, locale]);
  const chosen = draft.to.filter((one) => rows.some((row) => row.id === one));
  const { count } = summaryOf(draft.items);
  const hasText = draft.text !== null;

  const countBefore = useRef(count);
  useEffect(() => {
    const added = count - countBefore.current;
    countBefore.current = count;
    if (added > 0) announce(words.joined(added));
  }, [count, announce, words]);

  function send(to: readonly (DeviceRow['id'] | null)[]): void {
    const problem = draftProblem(draft) ?? (to.length === 0 ? 'chooseFirst' : null);
    setRefused(problem);
    if (problem === null) void sending.send(to);
    else if (problem === 'chooseFirst') devices.current?.querySelector('input')?.focus();
    else field.current?.focus();
  }

  function submit(event: SubmitEvent): void {
    event.preventDefault();
    send(chosen);
  }

  const textProblem: ProblemOf | null =
    refused === 'textEmpty' ? words.textEmpty : refused === 'textTooLong' ? words.textTooLong(MOST_TEXT_BYTES) : null;
  const sendButton = (
    <button key="send" type="submit" className="button primary" aria-disabled={sending.isSending}>
      {words.sendButton}
    </button>
  );
  const codeButton = (
    <button
      key="code"
      type="button"
      className="button"
      title={words.showCodeMore}
      aria-disabled={sending.isSending}
      onClick={() => send([null])}
    >
      {words.showCode}
    </button>
  );

  return (
    <Modal
      className="send-sheet"
      title={count === 0 ? words.titleText : words.titleFiles(count)}
      first={draft.text === '' ? field : form}
      onLeave={sending.leave}
    >
      {/* It has the focus at first where no field wants it: Enter then sends to what is chosen. */}
      <form ref={form} tabIndex={-1} noValidate onSubmit={submit}>
        <div className="send-sheet-body">
          {count > 0 && <Items draft={draft} onRemove={sending.removeItem} />}
          {count > 0 && (
            <button type="button" className="button add-more" onClick={() => void sending.choose('files', [])}>
              {words.addMore}
            </button>
          )}
          {hasText && (
            <div className="text-draft">
              <label htmlFor={`${id}-text`}>{words.textLabel}</label>
              <textarea
                id={`${id}-text`}
                ref={field}
                className="text-field"
                dir="auto"
                rows={5}
                value={draft.text ?? ''}
                aria-invalid={textProblem !== null}
                aria-describedby={textProblem === null ? undefined : `${id}-text-problem`}
                onChange={(event) => {
                  setRefused(null);
                  sending.change({ ...draft, text: event.target.value });
                }}
              />
              <Problem id={`${id}-text-problem`} of={textProblem} />
              <label className="check">
                <input
                  type="checkbox"
                  checked={draft.isPrivate}
                  onChange={(event) => sending.change({ ...draft, isPrivate: event.target.checked })}
                />
                {words.textPrivate}
              </label>
            </div>
          )}
          <fieldset ref={devices} className="device-choices">
            <legend>{words.toLegend}</legend>
            {rows.length === 0 && <p className="quiet">{words.noDevices}</p>}
            {rows.map((row) => (
              <DeviceChoice
                key={row.id}
                row={row}
                isChosen={draft.to.includes(row.id)}
                trouble={sending.troubles[row.id] ?? null}
                onToggle={() => {
                  setRefused(null);
                  sending.toggle(row.id);
                }}
              />
            ))}
          </fieldset>
          {count > 0 && <PageLink label={pages.share} isBusy={sending.isSending} onShow={sending.share} />}
          <Problem
            id={`${id}-problem`}
            of={refused === 'chooseFirst' ? words.chooseFirst : (sending.troubles[NOBODY] ?? null)}
          />
        </div>
        {/* Windows puts the likelier button first, macOS and GNOME last. */}
        <div className="sheet-actions">
          {platform === 'windows' ? [sendButton, codeButton] : [codeButton, sendButton]}
        </div>
      </form>
    </Modal>
  );
}

function Items({ draft, onRemove }: { readonly draft: Draft; readonly onRemove: (id: string) => void }): ReactNode {
  const { sending, transfer } = useStrings();
  const { count, bytes } = summaryOf(draft.items);
  const sum = [
    ...(count > MOST_LISTED ? [sending.more(count - MOST_LISTED)] : []),
    ...(count > 1 && bytes !== null ? [sending.together(transfer.size(bytes))] : []),
  ];
  return (
    <section className="handed" aria-label={sending.whatRegion}>
      <ul>
        {draft.items.slice(0, MOST_LISTED).map((item) => {
          const name = showHidden(item.name);
          return (
            <li key={item.id} className="handed-item">
              {item.isFolder ? <FolderIcon /> : <FileIcon />}
              <bdi title={name}>{name}</bdi>
              <span className="quiet">
                {item.isFolder ? sending.folder : item.bytes === null ? '' : transfer.size(item.bytes)}
              </span>
              <button
                type="button"
                className="icon-button"
                aria-label={sending.removeItem(name)}
                title={sending.removeItem(name)}
                onClick={() => onRemove(item.id)}
              >
                <CloseIcon />
              </button>
            </li>
          );
        })}
      </ul>
      {sum.length > 0 && <p className="handed-sum">{sum.join(' · ')}</p>}
    </section>
  );
}

function DeviceChoice({
  row,
  isChosen,
  trouble,
  onToggle,
}: {
  readonly row: DeviceRow;
  readonly isChosen: boolean;
  readonly trouble: SendSheetTrouble;
  readonly onToggle: () => void;
}): ReactNode {
  const strings = useStrings();
  const id = useId();
  const name = showHidden(row.name);
  const warning = deviceWarning(strings, row);
  // Away means later, not never.
  const standing = row.standing === 'away' ? strings.activity.queued(name) : standingWords(strings, row);
  const described = [`${id}-standing`, ...(trouble === null ? [] : [`${id}-trouble`])].join(' ');
  return (
    <div className="device-choice" data-standing={row.standing}>
      <label>
        <input type="checkbox" checked={isChosen} aria-label={name} aria-describedby={described} onChange={onToggle} />
        <span className="device-mark">
          <DeviceKindIcon kind={row.kind} />
        </span>
        <span className="device-text">
          <bdi className="device-name" title={name}>
            {name}
          </bdi>
          <span id={`${id}-standing`} className="device-standing">
            <ViaMark safety={row.safety} />
            <span>{standing}</span>
          </span>
          {row.safety === 'plain' && (
            <span className="device-warning">
              <WarningIcon />
              {strings.localSend.meaning.plain}
            </span>
          )}
          {warning !== null && (
            <span className="device-warning">
              <WarningIcon />
              {warning}
            </span>
          )}
        </span>
      </label>
      <Problem id={`${id}-trouble`} of={trouble} />
    </div>
  );
}

type SendSheetTrouble = Sending['troubles'][string] | null;
