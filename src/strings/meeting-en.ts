// Offers, codes, pairing and what is known of one device, in English. Names are those of devices, but where it says so.
import { formatFor } from './format.ts';

const fmt = formatFor('en');

/** The cards of what waits for an answer. */
export const incoming = {
  region: 'Waiting for you',
  /** Behind a device's name, which stands on a line of its own. */
  wantsToSend: 'wants to send',
  paired: 'Paired',
  /** Not paired: it typed the code, or showed it. */
  proven: 'New, proven by code',
  /** "12 photos · 48 MB" */
  amount: (what: string, size: string) => `${what} · ${size}`,
  text: (size: string) => `A text · ${size}`,
  /** Below the first names of files. */
  more: (count: number) => `and ${fmt.number(count)} more`,
  /** Said once, when the card comes. */
  said: (device: string, what: string) => `${device} wants to send: ${what}`,
  activeMore: 'They can change this computer when they’re opened.',
  /** Before the name of a folder. */
  saveTo: 'Save to',
  change: 'Change',
  changeSpoken: 'Change where it is saved, this time',
  anotherFolder: 'Choose another folder',
  choose: 'Choose what to take',
  all: 'All',
  none: 'None',
  /** "3 of 12 · 1.2 MB" */
  chosen: (count: number, of: number, size: string) => `${fmt.number(count)} of ${fmt.number(of)} · ${size}`,
  wholeOnly: 'That’s too much to choose from. It can be taken as a whole.',
  nothingChosen: 'Choose at least one.',
  folderOf: (files: string) => `Folder, ${files}`,
  accept: 'Accept',
  decline: 'Decline',
  accepted: 'Accepted',
  declined: 'Declined',
  always: 'Always accept from this device',
  /** After something has come from a paired device. */
  alwaysAsk: (device: string) => `Always accept from ${device}?`,
  alwaysAskMore: 'Files are then saved without asking. Programs and scripts still wait for you.',
  alwaysYes: 'Always accept',
  notNow: 'Not now',
  stranger: (device: string) => `A new device calling itself ${device} wants to send.`,
  strangerUnnamed: 'A new device without a name wants to send.',
  showCode: 'Show code',
  ignore: 'Ignore',
  block: 'Block',
};

/** The sheets of a pairing, on both sides. */
export const meeting = {
  showOn: (device: string) => `Type this on ${device}`,
  showOnOther: 'Type this on the other device',
  showPair: 'Open Ferry there, choose this device in the list, then “Pair”.',
  showSend: 'Open Ferry there and choose “Receive from nearby”.',
  /** `digits` with a space between each, so that they are read one by one. */
  code: (digits: string) => `Code: ${digits}`,
  qr: 'The same as a QR code',
  newCode: 'New code',
  isNew: 'Here is a new code',
  showNew: 'Show a new code',
  typeFrom: (device: string) => `Type the code that ${device} shows`,
  typeFromOther: 'Type the code that the other device shows',
  typeHint: 'Six digits. Nothing is sent before they’re right.',
  qrHint: 'A picture of the QR code that it shows can be pasted or dropped here instead.',
  /** It has no secret in it. */
  qrWithoutCode: 'That QR code only says where a device is. Take the one below the code.',
  field: 'Code',
  wrong: (device: string, triesLeft: number) =>
    `That isn’t the code, or this isn’t the ${device} you mean. ${fmt.plural(triesLeft, {
      one: '1 try left',
      other: `${fmt.number(triesLeft)} tries left`,
    })}.`,
  checking: 'Checking…',
  /** Until its person lets the code be shown. */
  waitingForCode: (device: string) => `Waiting for ${device} to show a code`,
  waitingForCodeMore: 'Choose “Show code” there.',
  pairWith: (device: string) => `Pair with ${device}?`,
  pairMore: 'Next time no code is needed.',
  pair: 'Pair',
  once: 'Only this once',
  waitingToPair: (device: string) => `Waiting for ${device} to pair, too`,
  waitingToPairMore: 'Choose “Pair” there.',
  paired: (device: string) => `Paired with ${device}`,
  pairedMore: 'From now on, no code is needed.',
  done: 'Done',
  close: 'Close',
  unnamed: 'a device without a name',
  compare: 'Are these the same on both screens?',
  compareMore: (device: string) => `${device} shows pictures now, too: the same ones, in the same order.`,
  same: 'They match',
  different: 'They don’t match',
  waitingToCompare: (device: string) => `Waiting for ${device}`,
  waitingToCompareMore: 'Compare the pictures there, too.',
  callingToCompare: (device: string) => `Calling ${device}…`,
  matched: 'The pictures match',
  matchedMore: (device: string) => `This is the ${device} you paired, and nobody is in between.`,
};

/** The sheet "Receive from nearby". */
export const fromNearby = {
  title: 'Receive from nearby',
  visible: 'Visible to everyone for 10 minutes',
  visibleAlways: 'Visible to everyone while Ferry is open',
  /** `name`: this device's. */
  seenAs: (name: string) => `Others see this device as ${name}.`,
  seenUntil: (name: string, at: number) => `Others see this device as ${name} until ${fmt.time(at)}.`,
  notSeen: 'New devices can’t see this one now.',
  waiting: 'Waiting with a code',
  receive: 'Receive',
  receiveFrom: (device: string) => `Receive from ${device}`,
  none: 'Nobody waits with a code yet',
  noneMore: 'On the other device, choose files and then “Show a code instead”. It shows up here by itself.',
  unfinished: 'Unfinished',
  goOn: 'Continue',
  goOnWith: (device: string) => `Continue with ${device}`,
  calling: (device: string) => `Calling ${device}…`,
};

/** One device on a screen of its own. */
export const aboutDevice = {
  gone: 'This device is no longer in the list',
  goneMore: 'It was forgotten, or it left the network.',
  name: 'What you call it',
  kinds: {
    desktop: 'Desktop computer',
    laptop: 'Laptop',
    phone: 'Phone',
    tablet: 'Tablet',
    server: 'Server',
    unknown: 'Device',
  },
  isNew: 'New',
  pair: 'Pair',
  pairHint: 'Type the code that it shows, and it needs none next time.',
  security: 'Security',
  fingerprint: 'Code of its key',
  fingerprintHint: 'Stays the same until Ferry is installed anew there.',
  compare: 'Compare pictures',
  compareButton: 'Compare',
  comparedAt: (when: string) => `The pictures matched ${when}`,
  neverCompared: 'Makes sure that nobody is between the two devices.',
  away: 'It can be compared when it is here.',
  receiving: 'Receiving',
  always: 'Always accept from this device',
  alwaysHint: 'Programs and scripts still wait for you.',
  into: 'Its files go to',
  usualFolder: 'Use the usual folder',
  today: (part: string, whole: string) => `Taken without asking today: ${part} of ${whole}`,
  recent: 'Recent',
  noRecent: 'Nothing has been sent or received yet.',
  forget: 'Forget this device',
  forgetHint: 'A code is needed to pair it again.',
  forgetButton: 'Forget',
  askForget: (device: string) => `Forget ${device}?`,
  askForgetMore: 'It can’t send here without a code any more. What has come from it stays.',
  keep: 'Keep it',
  forgotten: (device: string) => `${device} is forgotten`,
  pairAgain: 'Pair again',
  /** Asked where more than one device, or one that isn't called quite so, may have taken its place. */
  whichAnew: (device: string) => `Which one is your ${device}?`,
  whichAnewMore: (device: string, count: number) =>
    fmt.plural(count, {
      one: `A device nearby is called ${device}, or almost so, and a name proves nothing. If it’s yours, it asks there whether to show its code.`,
      other: `${fmt.number(count)} devices nearby are called ${device}, or almost so, and a name proves nothing. Yours asks there whether to show its code.`,
    }),
  /** A button's name for a screen reader, beside others of devices with one name. */
  pairWithNth: (device: string, at: number, of: number) =>
    `Pair with ${device}, ${fmt.number(at)} of ${fmt.number(of)}`,
  showCodeHere: 'Show a code here instead',
  renamed: 'Renamed',
};

/** Rows of Settings that belong to all this. */
export const moreSettings = {
  accepted: 'Always accept from',
  acceptedNone: 'No device yet. Choose it when something arrives, or on the device’s own page.',
  /** Accessible name of a switch beside a device's name. */
  acceptFrom: (device: string) => `Always accept from ${device}`,
  daily: 'Taken without asking, at most',
  dailyOf: (size: string) => `${size} a day`,
  dailyNothing: 'Nothing',
  transfers: 'Transfers',
  sendLimit: 'Send at most',
  receiveLimit: 'Receive at most',
  noLimit: 'As fast as it goes',
  limit: (size: string) => `${size} a second`,
  ownLimit: 'Another speed…',
  ownSendLimit: 'Megabytes a second to send',
  ownReceiveLimit: 'Megabytes a second to receive',
  limitWrong: 'A speed is a number from 0.1 to 10,000.',
  keepHistory: 'Keep a list of what was sent and received',
  clearHistory: 'The list so far',
  clear: 'Clear…',
  pause: 'Pause everything',
  pausedUntil: (at: number) => `Paused until ${fmt.time(at)}`,
  pauseHint: 'Nothing moves, and nobody sees this device.',
  pauseHour: 'For 1 hour',
  goOn: 'Go on now',
};
