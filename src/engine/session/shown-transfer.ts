// A transfer as every surface sees it: one record, made anew whenever something of it has changed.

import { showHidden } from '../../base/text.ts';
import type { DeviceId } from '../../contract/devices.ts';
import type { ErrorInfo } from '../../contract/errors.ts';
import { errorInfo } from '../../contract/errors.ts';
import type { ShownTransfer, TransferStage } from '../../contract/transfers.ts';
import { MOST_FILE_NOTES } from '../../contract/transfers.ts';
import { deviceIdOf } from '../identity/device-id.ts';
import type { KnownDevice } from '../identity/known-devices.ts';
import type { IncomingTransfer } from './incoming-transfer.ts';
import type { OutgoingTransfer } from './outgoing-transfer.ts';
import type { WorkState } from './outgoing-work.ts';
import type { Pace } from './pace.ts';
import type { ReceiveEnd, ReceiveState } from './receive-machine.ts';
import type { SendEnd } from './send-machine.ts';

interface Seen {
  readonly stage: TransferStage;
  readonly trouble: ErrorInfo | null;
}

type KnownBy = (key: Uint8Array) => KnownDevice | null;

export function shownOutgoing(transfer: OutgoingTransfer, knownBy: KnownBy, now: number): ShownTransfer {
  const { row, sending, startedAt } = transfer;
  const device = deviceOf(transfer.key, transfer.deviceName, knownBy);
  const progress = sending?.progress;
  const isWhole = transfer.end?.kind === 'done' && transfer.end.skipped === 0;
  const notWanted = Math.min(
    row?.files ?? 0,
    transfer.end?.kind === 'done' ? transfer.end.notWanted : (progress?.notWanted ?? 0),
  );
  const stream = transfer.asked.stream?.source ?? null;
  // Of what is to be moved: the other person may have left some of it out.
  const files = (row?.files ?? 0) - notWanted;
  const totalBytes = stream === null ? (row?.bytes ?? 0) - (progress?.notWantedBytes ?? 0) : (progress?.bytes ?? 0);
  // Until its device says more, what a former run has heard of it.
  const bytes = isWhole ? totalBytes : Math.min(totalBytes, progress?.bytes || (row?.sentBytes ?? 0));
  const seen = notYetChecking(seenSending(transfer, device?.name ?? ''), bytes, totalBytes);
  const skippedHere = row?.skipped ?? 0;
  // What the other device says of itself is no more than all of it.
  const skippedThere = Math.min(files, transfer.end?.kind === 'done' ? transfer.end.skipped : (progress?.skipped ?? 0));
  const saidThere = transfer.end?.kind === 'done' ? transfer.end.alreadyThere : (progress?.alreadyThere ?? 0);
  const alreadyThere = Math.min(files - skippedThere, saidThere);
  return {
    id: transfer.id,
    direction: 'send',
    device,
    content: transfer.asked.text === null ? 'files' : 'text',
    ...(transfer.via === null ? {} : { via: transfer.via }),
    ...(transfer.asked.guest?.isPlain ? PLAIN : {}),
    isPrivate: transfer.asked.text?.isPrivate ?? false,
    ...(stream === null ? {} : STREAM),
    kind: row?.kind ?? 'file',
    thumbnails: 0,
    endedAt: transfer.endedAt,
    ...seen,
    total: { files, folders: row?.folders ?? 0, bytes: totalBytes },
    names: (row?.names ?? []).map(showHidden),
    hasActiveTypes: false,
    done: {
      files:
        transfer.end?.kind === 'done' ? files - skippedThere - alreadyThere : Math.min(files, progress?.files ?? 0),
      bytes,
      skipped: skippedHere + skippedThere,
      alreadyThere,
      notWanted,
    },
    currentFile: progress?.currentFile ?? null,
    ...paced(transfer.pace, seen.stage, bytes, stream === null ? totalBytes : null, now),
    notes: [...transfer.notes, ...(progress?.notes ?? [])].slice(0, MOST_FILE_NOTES),
    startedAt,
    into: null,
  };
}

export function shownIncoming(transfer: IncomingTransfer, knownBy: KnownBy, now: number): ShownTransfer {
  const { offer, receiving, row, amount } = transfer;
  const device = deviceOf(transfer.key, transfer.deviceName, knownBy);
  const counts = receiving?.incoming?.journal.counts ?? row?.done;
  const bytes = receiving?.bytes ?? transfer.keptBytes;
  const totalBytes = offer.isStream ? bytes : amount.bytes;
  const seen = notYetChecking(seenReceiving(transfer, device?.name ?? ''), bytes, totalBytes);
  return {
    id: transfer.id,
    direction: 'receive',
    device,
    content: offer.isText ? 'text' : 'files',
    ...(transfer.via === null ? {} : { via: transfer.via }),
    ...(transfer.isPlain ? { isPlain: true } : {}),
    isPrivate: offer.isPrivate ?? false,
    ...(offer.isStream ? STREAM : {}),
    kind: transfer.kind,
    thumbnails: receiving?.thumbs.count ?? 0,
    endedAt: transfer.endedAt,
    ...seen,
    total: { files: amount.files, folders: amount.folders, bytes: totalBytes },
    names: offer.names.map(showHidden),
    hasActiveTypes: transfer.hasActiveTypes,
    done: {
      files: counts?.files ?? 0,
      bytes,
      skipped: counts?.skipped ?? 0,
      alreadyThere: counts?.alreadyThere ?? 0,
      notWanted: transfer.leftOut.files,
    },
    currentFile: receiving?.currentFile ?? null,
    ...paced(transfer.pace, seen.stage, bytes, offer.isStream ? null : totalBytes, now),
    notes: (receiving?.incoming?.journal.notes ?? []).slice(0, MOST_FILE_NOTES),
    startedAt: transfer.startedAt,
    into: offer.isText || transfer.isForOutput ? null : folderName(transfer.folder),
    ...(transfer.receiver === null || transfer.end !== null ? {} : { receiver: transfer.receiver }),
  };
}

const STREAM = { isStream: true } as const;
const PLAIN = { isPlain: true } as const;

/** All was sent, and the other device is still taking it in: to a person that is moving. */
const notYetChecking = (seen: Seen, bytes: number, total: number): Seen =>
  seen.stage === 'checking' && bytes < total ? { ...seen, stage: 'moving' } : seen;

const folderName = (path: string): string => path.split(/[/\\]/).findLast((part) => part !== '') ?? path;

function deviceOf(key: Uint8Array | null, saidName: string | null, knownBy: KnownBy): ShownTransfer['device'] {
  if (key === null) return null;
  const known = knownBy(key);
  const id: DeviceId = known?.id ?? deviceIdOf(key);
  return { id, name: known?.ownName ?? known?.name ?? saidName ?? '', isPaired: known !== null };
}

/** `total`: null where nobody knows it. */
function paced(pace: Pace, stage: TransferStage, bytes: number, total: number | null, now: number) {
  if (stage !== 'moving') {
    pace.reset();
    return { bytesPerSecond: null, secondsLeft: null, activeMs: pace.activeMs };
  }
  pace.note(bytes, now);
  return {
    activeMs: pace.activeMs,
    bytesPerSecond: pace.bytesPerSecond,
    secondsLeft: total === null ? null : pace.secondsLeft(Math.max(0, total - bytes), now),
  };
}

function seenSending(transfer: OutgoingTransfer, name: string): Seen {
  const { end, isStopped, sending, row, to, trouble } = transfer;
  if (end !== null)
    return {
      stage: stageOfSendEnd(end),
      trouble: troubleOfSendEnd(end, name, trouble, transfer.asked.stream !== null),
    };
  if (isStopped) return { stage: 'stopped', trouble };
  if (transfer.isQueued) return { stage: transfer.hasWaited ? 'queued' : 'connecting', trouble: null };
  if (row === null || sending === null) return { stage: 'preparing', trouble: null };
  if (transfer.key === null) return { stage: to === null ? 'waitingForDevice' : 'connecting', trouble: null };
  const seen = seenSendState(sending.state, name, transfer.hasMoved);
  const isAwaited = transfer.isAwaited || (transfer.hasWaited && row.waits === true);
  const isWaiting = isAwaited && seen.stage === 'connecting';
  return isWaiting ? { stage: 'queued', trouble: null } : seen;
}

function seenSendState(state: WorkState, name: string, hasMoved: boolean): Seen {
  switch (state.name) {
    case 'away':
      return { stage: hasMoved ? 'away' : 'connecting', trouble: null };
    case 'offered':
    case 'waitingForAnswer':
      return { stage: hasMoved ? 'away' : 'waitingForAnswer', trouble: null };
    case 'waitingForPin':
      return {
        stage: 'waitingForPin',
        trouble: state.wrong === 0 ? null : errorInfo('transfer.pin_wrong', { name, count: state.wrong }),
      };
    case 'sending':
      return { stage: 'moving', trouble: null };
    case 'sent':
      return { stage: 'checking', trouble: null };
    case 'held':
      return {
        stage: 'paused',
        trouble:
          state.reason === 'diskFull'
            ? errorInfo('transfer.disk_full_there', { name, ...state.numbers })
            : errorInfo('transfer.paused_there', { name }),
      };
    case 'ended':
      return { stage: stageOfSendEnd(state.end), trouble: troubleOfSendEnd(state.end, name, null, false) };
  }
}

function stageOfSendEnd(end: SendEnd): TransferStage {
  switch (end.kind) {
    case 'done':
    case 'declined':
      return end.kind;
    case 'canceledHere':
    case 'canceledThere':
      return 'canceled';
    case 'refused':
    case 'failed':
      return 'failed';
  }
}

function troubleOfSendEnd(end: SendEnd, name: string, trouble: ErrorInfo | null, isStream: boolean): ErrorInfo | null {
  switch (end.kind) {
    case 'done':
      return null;
    case 'canceledHere':
      return trouble;
    case 'declined':
      return errorInfo('transfer.declined', { name });
    case 'canceledThere':
      return errorInfo('transfer.canceled', { name });
    case 'failed':
      return end.error;
    case 'refused':
      switch (end.verdict) {
        case 'diskFull':
          return errorInfo('transfer.disk_full_there', { name, ...end.needed });
        case 'notReceiving':
          return errorInfo('transfer.not_receiving', { name });
        case 'notUnderstood':
          return errorInfo(isStream ? 'transfer.no_streams_there' : 'transfer.not_understood_there', { name });
        case 'folderTrouble':
          return errorInfo('transfer.no_folder_there', { name });
      }
  }
}

function seenReceiving(transfer: IncomingTransfer, name: string): Seen {
  const { end, isStopped, receiving, trouble, isAsking } = transfer;
  if (end !== null) return { stage: stageOfReceiveEnd(end), trouble: troubleOfReceiveEnd(end, name, trouble) };
  if (isStopped || receiving === null) return { stage: 'stopped', trouble };
  // In this run it hasn't been there yet.
  if (receiving.state.name === 'away' && receiving.incoming === null) return { stage: 'connecting', trouble: null };
  return isAsking ? { stage: 'asking', trouble: null } : seenReceiveState(receiving.state, folderName(transfer.folder));
}

function seenReceiveState(state: ReceiveState, folder: string): Seen {
  switch (state.name) {
    case 'listing':
      return { stage: 'preparing', trouble: null };
    case 'asking':
    case 'receiving':
      return { stage: 'moving', trouble: null };
    case 'finishing':
      return { stage: 'checking', trouble: null };
    case 'beginning':
      return { stage: state.isAway ? 'away' : 'moving', trouble: null };
    case 'away':
      return { stage: 'away', trouble: null };
    case 'held': {
      const { reason, numbers } = state.trouble;
      const trouble =
        reason === 'diskFull'
          ? errorInfo('transfer.disk_full', numbers)
          : reason === 'folderGone'
            ? errorInfo('transfer.folder_gone', { folder })
            : errorInfo('transfer.folder_unwritable', { folder, reason: '' });
      return { stage: 'paused', trouble };
    }
    case 'ended':
      return { stage: stageOfReceiveEnd(state.end), trouble: null };
  }
}

/** Also as a page says it to whoever uploads. */
export function stageOfReceiveEnd(end: ReceiveEnd): 'done' | 'declined' | 'failed' | 'canceled' {
  switch (end.kind) {
    case 'done':
    case 'declined':
      return end.kind;
    case 'refused':
      return 'failed';
    case 'canceledHere':
    case 'canceledThere':
    case 'withdrawn':
    case 'gone':
      return 'canceled';
  }
}

function troubleOfReceiveEnd(end: ReceiveEnd, name: string, trouble: ErrorInfo | null): ErrorInfo | null {
  switch (end.kind) {
    case 'done':
    case 'declined':
      return null;
    case 'canceledHere':
      return trouble;
    case 'refused':
      return trouble ?? errorInfo('transfer.not_understood', { name });
    case 'gone':
      return errorInfo('transfer.gone', { name });
    case 'canceledThere':
    case 'withdrawn':
      return errorInfo('transfer.canceled', { name });
  }
}
