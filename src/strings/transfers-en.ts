// Sending, what goes on, one transfer, and what went on before, in English.
import type { FileKind, TransferFile } from '../contract/transfers.ts';
import { formatFor } from './format.ts';

const fmt = formatFor('en');

/** What a person is about to send, and to whom. */
export const sending = {
  /** A button on a device's row; then its name for a screen reader. */
  send: 'Send',
  sendTo: (device: string) => `Send to ${device}`,
  about: (device: string) => `About ${device}`,
  selected: 'Selected',
  /** Said of a row: how the device stands, after its name. */
  rowName: (device: string, standing: string) => `${device}, ${standing}`,
  /** To those that were selected in the list. */
  sendToSelected: (count: number) =>
    fmt.plural(count, { one: 'Send to 1 device', other: `Send to ${fmt.number(count)} devices` }),
  /** Below the lists; `key` is "Ctrl O" or "⌘ O". */
  dropHint: (key: string) => `Drop files anywhere, or press ${key}`,
  sendFiles: 'Send files…',
  sendText: 'Send text…',
  receiveNearby: 'Receive from nearby',
  addDevice: 'Add device',
  /** Over the whole window, while files are dragged over it. */
  dropHere: 'Drop to send',
  dropHereMore: 'Drop on a device to send at once, or anywhere else to choose.',
  dropOn: (device: string) => `Drop to send to ${device}`,
  /** Sheets: nothing but text, nothing but files, both. */
  titleText: 'Send text',
  titleFiles: (count: number) => fmt.plural(count, { one: 'Send 1 item', other: `Send ${fmt.number(count)} items` }),
  /** The size of all items, where it is known. */
  together: (size: string) => `${size} together`,
  whatRegion: 'What is sent',
  folder: 'Folder',
  more: (count: number) => `and ${fmt.number(count)} more`,
  removeItem: (name: string) => `Remove ${name}`,
  addMore: 'Add files…',
  textLabel: 'Text or link',
  textPrivate: 'Don’t keep in history',
  textEmpty: 'Type or paste a text first.',
  textTooLong: (most: number) => `A text has at most ${fmt.bytes(most)}. Send it as a file instead.`,
  toLegend: 'Send to',
  noDevices: 'No device is near yet. Open Ferry on the other one, or show a code.',
  showCode: 'Show a code instead',
  showCodeMore: 'Whoever types it on another device gets this.',
  chooseFirst: 'Choose a device first.',
  joined: (count: number) =>
    fmt.plural(count, { one: '1 item was added', other: `${fmt.number(count)} items were added` }),
  sendButton: 'Send',
};

/** A transfer's row: what, with whom, how it stands, and what can be done about it. */
export const activity = {
  kinds: {
    picture: (count: number) => fmt.plural(count, { one: '1 photo', other: `${fmt.number(count)} photos` }),
    video: (count: number) => fmt.plural(count, { one: '1 video', other: `${fmt.number(count)} videos` }),
    music: (count: number) => fmt.plural(count, { one: '1 sound file', other: `${fmt.number(count)} sound files` }),
    document: (count: number) => fmt.plural(count, { one: '1 document', other: `${fmt.number(count)} documents` }),
    archive: (count: number) => fmt.plural(count, { one: '1 archive', other: `${fmt.number(count)} archives` }),
    program: (count: number) => fmt.plural(count, { one: '1 program', other: `${fmt.number(count)} programs` }),
    file: (count: number) => fmt.plural(count, { one: '1 file', other: `${fmt.number(count)} files` }),
  } satisfies Record<FileKind, (count: number) => string>,
  text: 'Text',
  /** Behind what is moved. */
  to: (device: string) => `to ${device}`,
  from: (device: string) => `from ${device}`,
  /** What is moved, and with whom; then how it stands: the row's name for a screen reader. */
  named: (what: string, whom: string) => `${what} ${whom}`,
  rowName: (what: string, status: string) => `${what}, ${status}`,
  sending: (percent: number) => `Sending ${fmt.percent(percent)}`,
  receiving: (percent: number) => `Receiving ${fmt.percent(percent)}`,
  timeLeft: (seconds: number) => `${fmt.duration(seconds, 'short')} left`,
  waitingForCode: 'Waiting for somebody to type the code',
  queued: (device: string) => `Will send when ${device} appears`,
  canceledHere: 'Canceled by you',
  canceledThere: (device: string) => `Canceled by ${device}`,
  /** `reason` is the title of an error. */
  stopped: (reason: string) => `Stopped: ${reason}`,
  paused: (reason: string) => `Paused: ${reason}`,
  took: (seconds: number) => fmt.duration(seconds, 'short'),
  /** The content was compared on both sides. */
  verified: 'verified',
  /** Its person left out all of what was sent. */
  tookNothing: (device: string) => `${device} took nothing of it`,
  leftOut: (count: number) =>
    fmt.plural(count, { one: '1 file left out', other: `${fmt.number(count)} files left out` }),
  alreadyThere: (count: number) =>
    fmt.plural(count, { one: '1 was already there', other: `${fmt.number(count)} were already there` }),
  /** The stable name of the bar. */
  progress: (what: string) => `Progress of ${what}`,
  showCode: 'Show code',
  pause: 'Pause',
  resume: 'Resume',
  cancel: 'Cancel',
  show: 'Show',
  again: 'Try again',
  sendAgain: 'Send again',
  remove: 'Remove from the list',
  copy: 'Copy',
  openLink: 'Open link',
  read: 'Read',
  /** A button's name for a screen reader. */
  buttonOf: (button: string, what: string) => `${button}: ${what}`,
  showAll: 'Show all',
  /** Asked when the Delete key is pressed. */
  askCancel: (what: string) => `Cancel ${what}?`,
  askCancelMore: 'What has arrived whole stays. What is half there is deleted.',
  keepGoing: 'Keep going',
  cancelIt: 'Cancel transfer',
  /** Said to a screen reader, a sentence each. */
  said: {
    started: (what: string, status: string) => `${what}: ${status}`,
    part: (what: string, percent: number) => `${what}: ${fmt.percent(percent)}`,
    ended: (what: string, status: string) => `${what}: ${status}`,
  },
  textFrom: (device: string) => `Text from ${device}`,
  textGone: 'This text is no longer there.',
  close: 'Close',
};

/** One transfer on a screen of its own. */
export const transferDetails = {
  title: 'Transfer',
  gone: 'This transfer is no longer in the list.',
  files: 'Files',
  notes: 'What is not as it was sent',
  notesMore: (count: number) => `and ${fmt.number(count)} more`,
  noFiles: 'The list of files isn’t kept any more.',
  listing: 'The files are being listed…',
  retryFailed: 'Retry failed',
  device: 'Device',
  size: 'Size',
  averageSpeed: 'Average speed',
  started: 'Started',
  ended: 'Ended',
  took: 'Took',
  into: 'Saved to',
  states: {
    waiting: 'Waiting',
    moving: 'Moving',
    done: 'Done',
    alreadyThere: 'Already there',
    skipped: 'Skipped',
    renamed: 'Renamed',
    notWanted: 'Left out',
  } satisfies Record<TransferFile['state'], string>,
  fileState: (state: string, reason: string) => `${state}: ${reason}`,
};

export const history = {
  title: 'History',
  clear: 'Clear history',
  ask: 'Clear the history?',
  askMore: 'The list is emptied on this computer. The files stay where they are.',
  keep: 'Keep it',
  empty: 'Nothing has been sent or received yet.',
  emptyMore: 'What is over shows up here.',
  off: 'The history is turned off in Settings.',
  cleared: 'The history is empty',
  removed: 'Removed from the list',
};
