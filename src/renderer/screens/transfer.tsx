// One transfer: how it stands, its figures, what isn't as it was sent, and every file.

import type { ReactNode } from 'react';
import { useId, useMemo } from 'react';
import { showHidden } from '../../base/text.ts';
import type { FileNote, ShownTransfer, TransferId } from '../../contract/transfers.ts';
import { isOver } from '../../contract/transfers.ts';
import { safetyOf } from '../../contract/vias.ts';
import type { Bridge } from '../../contract/window.ts';
import { formatFor, isolate } from '../../strings/format.ts';
import type { Strings } from '../../strings/index.ts';
import { wayWords } from '../../strings/things.ts';
import { EmptyState } from '../parts/empty-state.tsx';
import { FileList } from '../parts/file-list.tsx';
import { TransferIcon } from '../parts/icons.tsx';
import { Problem } from '../parts/problem.tsx';
import { ScreenHeader } from '../parts/screen-header.tsx';
import { SettingGroup } from '../parts/setting-rows.tsx';
import { TransferButtons, useTransferActions } from '../parts/transfer-actions.tsx';
import { useMinute } from '../parts/use-minute.ts';
import { useStrings } from '../strings-context.tsx';
import type { Paces } from '../transfer-view.ts';
import { actionsOf, averageRate, endOf, transferView } from '../transfer-view.ts';
import type { PairAgain } from '../use-pair-again.ts';

export interface TransferProps {
  readonly bridge: Bridge;
  /** Undefined when it was taken out of the list meanwhile. */
  readonly row: ShownTransfer | undefined;
  readonly paces: Paces;
  readonly onRead: (id: TransferId) => void;
  readonly onPairAgain: PairAgain;
  readonly onBack: () => void;
}

export function Transfer({ row, onBack, ...props }: TransferProps): ReactNode {
  const { transferDetails } = useStrings();
  return (
    <div className="screen settings transfer-screen">
      <main data-screen="transfer">
        <ScreenHeader title={transferDetails.title} onBack={onBack} />
        {row === undefined ? (
          <EmptyState size="large" art={<TransferIcon />} title={transferDetails.gone} />
        ) : (
          <Details row={row} {...props} />
        )}
      </main>
    </div>
  );
}

function Details({
  bridge,
  row,
  paces,
  onRead,
  onPairAgain,
}: Omit<TransferProps, 'row' | 'onBack'> & { readonly row: ShownTransfer }): ReactNode {
  const strings = useStrings();
  const { activity, transferDetails } = strings;
  const now = Date.now();
  const view = transferView(strings, row, paces.of(row, now), now);
  const { problem, act } = useTransferActions(bridge, row, { onRead, onPairAgain });
  const isFiles = row.content === 'files';
  const canRetry = row.direction === 'send' && !row.isStream && row.stage === 'done' && row.done.skipped > 0;
  // "Retry failed" says more, and the list has the rest.
  const actions = actionsOf(row).filter((action) => !(canRetry && action === 'again') && action !== 'remove');
  const numbers = isOver(row) ? [] : numbersOf(strings, row);
  return (
    <>
      <section className="card transfer-summary" aria-label={view.name} data-region tabIndex={-1}>
        <p className="transfer-title">
          {view.isName ? <bdi title={view.what}>{view.what}</bdi> : <span>{view.what}</span>}
          <span className="transfer-whom">{view.whom}</span>
        </p>
        <p className="transfer-status" data-mark={view.mark}>
          {view.status}
        </p>
        {view.percent !== null && (
          <progress className="bar" max={100} value={view.percent} aria-label={activity.progress(view.name)} />
        )}
        {numbers.length > 0 && <p className="transfer-numbers">{numbers.join(' · ')}</p>}
        {view.next !== null && <p className="transfer-next">{view.next}</p>}
        <div className="transfer-summary-buttons">
          {canRetry && (
            <button type="button" className="button primary" onClick={() => act('again')}>
              {transferDetails.retryFailed}
            </button>
          )}
          <TransferButtons
            what={view.name}
            row={row}
            actions={actions}
            text={isFiles ? null : ''}
            isActive
            onAct={act}
          />
        </div>
        <Problem id="transfer-problem" of={problem} />
      </section>
      <Figures row={row} />
      {row.notes.length > 0 && (
        <SettingGroup title={transferDetails.notes}>
          <Notes row={row} />
        </SettingGroup>
      )}
      {isFiles && <Files bridge={bridge} row={row} />}
    </>
  );
}

/** "3 of 12 · 1.2 of 4 GB · 48 MB/s". */
function numbersOf({ transfer }: Strings, { total, done, bytesPerSecond, isStream }: ShownTransfer): string[] {
  const files = Math.min(total.files, done.files + done.alreadyThere);
  return [
    ...(total.files > 1 ? [transfer.countOf(files, total.files)] : []),
    ...(isStream
      ? [transfer.size(done.bytes)]
      : total.bytes > 0
        ? [transfer.sizeOf(Math.min(done.bytes, total.bytes), total.bytes)]
        : []),
    ...(bytesPerSecond === null ? [] : [transfer.rate(bytesPerSecond)]),
  ];
}

function Figures({ row }: { readonly row: ShownTransfer }): ReactNode {
  const strings = useStrings();
  const { transfer, transferDetails, activity, cli, localSend, locale } = strings;
  const format = useMemo(() => formatFor(locale), [locale]);
  const now = useMinute();
  const rate = averageRate(row);
  const safety = safetyOf(row, row.device?.isPaired ?? false);
  const { total, done } = row;
  const amounts = [
    ...(total.files > 0 && row.content === 'files' ? [transfer.files(total.files)] : []),
    ...(total.folders > 0 ? [transfer.folders(total.folders)] : []),
    transfer.size(total.bytes),
    ...(done.alreadyThere > 0 ? [activity.alreadyThere(done.alreadyThere)] : []),
    ...(done.notWanted > 0 ? [activity.leftOut(done.notWanted)] : []),
  ];
  const device = row.device === null ? null : row.device.name === '' ? cli.unnamed : showHidden(row.device.name);
  const figures: readonly (readonly [string, ReactNode])[] = [
    ...(device === null ? [] : [[transferDetails.device, <bdi key="device">{device}</bdi>] as const]),
    ...(safety === null
      ? []
      : [[localSend.way, `${wayWords(strings, row).mark} · ${localSend.standing[safety]}`] as const]),
    [transferDetails.size, amounts.join(' · ')],
    ...(row.into === null ? [] : [[transferDetails.into, <bdi key="into">{showHidden(row.into)}</bdi>] as const]),
    [transferDetails.started, format.moment(row.startedAt, now)],
    ...(row.endedAt === null ? [] : [[transferDetails.ended, format.moment(endOf(row), now)] as const]),
    ...(row.activeMs >= 1000 ? [[transferDetails.took, format.duration(row.activeMs / 1000)] as const] : []),
    ...(rate === null ? [] : [[transferDetails.averageSpeed, transfer.rate(rate)] as const]),
  ];
  return (
    <dl className="card figures">
      {figures.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function Notes({ row }: { readonly row: ShownTransfer }): ReactNode {
  const { transferDetails } = useStrings();
  const strings = useStrings();
  const more = row.done.skipped - row.notes.filter(({ kind }) => kind === 'skipped').length;
  return (
    <ul className="notes">
      {row.notes.map((note, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: notes are only ever added.
        <li key={at}>
          <NoteWords note={note} strings={strings} />
        </li>
      ))}
      {more > 0 && <li className="quiet">{transferDetails.notesMore(more)}</li>}
    </ul>
  );
}

function NoteWords({ note, strings }: { readonly note: FileNote; readonly strings: Strings }): ReactNode {
  const { transfer } = strings;
  const path = showHidden(note.path);
  if (note.kind === 'renamed')
    return note.newName === null
      ? transfer.renamedThere(isolate(path))
      : transfer.renamed(isolate(path), isolate(showHidden(note.newName)));
  return (
    <>
      <bdi>{path}</bdi>
      {note.reason !== null && <span className="quiet">{transfer.reason[note.reason]}</span>}
    </>
  );
}

function Files({ bridge, row }: { readonly bridge: Bridge; readonly row: ShownTransfer }): ReactNode {
  const { transferDetails } = useStrings();
  const id = useId();
  return (
    <section className="setting-group" data-region tabIndex={-1} aria-labelledby={id}>
      <h2 id={id}>{transferDetails.files}</h2>
      <div className="card">
        <FileList key={row.id} bridge={bridge} row={row} labelledBy={id} />
      </div>
    </section>
  );
}
