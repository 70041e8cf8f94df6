// The words of pages for devices without any app, and of what is said about them here, in English.
import { formatFor } from './format.ts';

const fmt = formatFor('en');

const files = (count: number): string => fmt.plural(count, { one: '1 file', other: `${fmt.number(count)} files` });

/** On the page itself, which somebody else reads. */
export const page = {
  shareTitle: (device: string) => `Files from ${device}`,
  receiveTitle: (device: string) => `Send files to ${device}`,
  plain:
    'This page isn’t encrypted. Anyone able to change traffic on this network can read and replace what goes over it.',
  encrypted: 'This page is encrypted, but nothing proves to your browser which computer it comes from.',
  amount: (count: number, bytes: number) => `${files(count)}, ${fmt.bytes(bytes)}`,
  size: (bytes: number) => fmt.bytes(bytes),
  all: 'Download all as a ZIP file',
  changed: 'Something of it has changed since the link was made, or isn’t there any more. Ask for a new link.',
  back: 'Back to the files',
  onlyInAll: (count: number) => `${files(count)} more, in the ZIP file`,
  listWithoutScript: 'Show the list of files',
  sendingNeedsScript: 'To send files from this page, JavaScript has to be turned on.',
  pin: 'PIN',
  pinIsOn: (device: string) => `It is shown on ${device}.`,
  pinWrong: (left: number) =>
    left === 0
      ? 'That was wrong too often. This link doesn’t work any more.'
      : fmt.plural(left, {
          one: 'That isn’t the PIN. You can try once more.',
          other: `That isn’t the PIN. You can try ${fmt.number(left)} more times.`,
        }),
  goOn: 'Continue',
  chooseFiles: 'Choose files…',
  chooseFolder: 'Choose a folder…',
  asking: (device: string) => `Waiting for ${device} to accept`,
  sending: 'Sending. Keep this page open.',
  cancel: 'Cancel',
  done: 'Done. Everything has arrived.',
  partlyDone: 'Done, but not all of it was taken.',
  declined: 'It was declined. Nothing was sent.',
  canceled: 'The transfer was canceled.',
  failed: 'That couldn’t be taken. Nothing was sent.',
  notNow: 'Nothing can be taken there at the moment. Try again later.',
  tooMuch: 'That is too much at once. Choose less.',
  over: 'This link doesn’t work any more.',
};

/** Said of a page to the person whose computer serves it. */
export const pages = {
  /** Beside a visitor: by what way what it sends comes. */
  mark: 'Browser page',
  /** Below an offer in a notification; `what` as “48 MB”. Nothing ever verifies a browser. */
  note: {
    verified: (what: string) => `${what} · By a page`,
    encrypted: (what: string) => `${what} · By a page, not verified`,
    plain: (what: string) => `${what} · By a page, not encrypted`,
  },
  notAsked: (command: string) => `it comes from a browser. To answer it yourself: ${command}`,
  /** What a visitor is called, by the address. */
  visitor: (address: string) => `Browser at ${address}`,
  shareIsThere: (what: string, until: string) => `Until ${until}, whoever has this link can download ${what}:`,
  receiveIsThere: (until: string) => `Until ${until}, whoever has this link can offer files:`,
  pin: (pin: string) => `PIN: ${pin}`,
  plain: 'It isn’t encrypted: anyone able to change traffic on this network can read and replace what goes over it.',
  encrypted:
    'It is encrypted. Browsers will warn all the same, since nothing proves to them which computer they have reached.',
  renews: 'Each use makes it last longer. Ctrl-C ends it.',
  downloaded: (count: number) =>
    fmt.plural(count, { one: 'Downloaded once', other: `Downloaded ${fmt.number(count)} times` }),
  time: (at: number) => fmt.time(at),
  over: 'The link has ended',

  /** In the window. */
  region: 'Links for browsers',
  share: 'To a device without Ferry: show a link',
  receive: 'From a device without Ferry: show a link',
  askPin: 'Ask for a PIN, too',
  encrypt: 'Encrypt it',
  encryptMeans:
    'Encrypted, every browser warns first, and some phones open nothing: nothing proves to them that it is this computer.',
  /** A card; `what` as “12 files, 48 MB”. */
  shareTitle: (what: string) => `A link to ${what}`,
  receiveTitle: 'A link to send files here',
  how: 'Open it in any browser on this network, or scan it.',
  qr: 'QR code of the link',
  otherLinks: 'Other addresses of this computer',
  leftOut: (count: number) => `${files(count)} couldn’t be included.`,
  /** After how often, as “Downloaded 3 times”. */
  lastDownload: (at: number, address: string) => `Last at ${fmt.time(at)}, to ${address}.`,
  until: (at: number) => `Until ${fmt.time(at)}. Each use makes it last longer.`,
  stop: 'Stop',
};
