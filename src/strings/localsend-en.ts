// What is said of devices that have LocalSend and no Ferry, in English. A device's name comes as it can stand there.
import { formatFor } from './format.ts';

const fmt = formatFor('en');

export const localSend = {
  /** The other product's name, beside a device's own. It isn't translated. */
  mark: 'LocalSend',
  /** A device where no mark stands beside it. */
  named: (device: string) => `${device} (LocalSend)`,
  /** In a list, beside the mark. `plain`: its connections aren't encrypted at all. */
  standing: { verified: 'Encrypted, verified', encrypted: 'Encrypted, not verified', plain: 'Not encrypted' },
  /** What each of them means. */
  meaning: {
    verified: 'Encrypted, and compared by you: it is the device that you paired.',
    encrypted: 'Encrypted. Not verified: nothing proves that this is the device it calls itself.',
    plain: 'Not encrypted: anyone able to change traffic here can read and replace what is sent.',
  },
  /** `count` is 1 where the others’ names only look like it. No code tells these apart. */
  twins: (name: string, count: number) =>
    count > 1
      ? `${fmt.number(count)} devices call themselves ${name}. Nothing proves which one is yours.`
      : `Another device has almost the same name as ${name}. Nothing proves which one is yours.`,
  /** The same in a terminal, where they aren’t counted. */
  twin: (name: string) => `Several devices call themselves ${name}, or nearly so. Nothing proves which one is yours.`,
  /** On the device’s own page. */
  pairHint: 'Compare the pictures on both screens, and it is paired: then you know it when it sends.',
  pairButton: 'Compare',
  noPairing: 'Without encryption there is nothing to compare, so it can’t be paired.',
  fingerprintHint: 'Stays the same until LocalSend is installed anew there.',
  forgetHint: 'It has to be compared again to be paired.',
  askForgetMore: 'It is a new device then, which has to ask. What has come from it stays.',
  /** The dialog; its answers are those of pictures between two Ferrys. */
  compareSame: (device: string) => `Is this the same on ${device}?`,
  /** Above sixteen pictures, which LocalSend shows first. */
  comparePicturesMore:
    'There, open this device’s page in LocalSend and choose to verify it. Compare the pictures on both screens.',
  /** Above a long text, which it shows at a press. */
  compareTextMore: 'There, open this device’s page in LocalSend, choose to verify it, and have it shown as text.',
  /** Above that text, where there are no pictures. */
  compareOld:
    'LocalSend there is older than 1.18, which has no page to compare. Update it there first. Another app may show this text.',
  /** Below the pictures. */
  picturesDiffer: 'If they differ, compare the text: another version may draw other pictures.',
  /** What is chosen by the next two. */
  compareBy: 'What to compare',
  byPictures: 'Pictures',
  byText: 'Text',
  notSame: 'Nothing was paired. Somebody may be between the two devices.',
  /** Below an offer in a notification; `what` as “48 MB”. */
  note: {
    verified: (what: string) => `${what} · By LocalSend`,
    encrypted: (what: string) => `${what} · By LocalSend, not verified`,
    plain: (what: string) => `${what} · By LocalSend, not encrypted`,
  },
  /** Beside the words of one transfer. */
  way: 'Way',
  /** Why nobody is asked while Ferry only follows rules; `command` is how to be. */
  notAsked: (command: string) =>
    `it comes by LocalSend from a device that isn’t paired. To answer it yourself: ${command}`,
  /** Before quitting. */
  unfinished: (count: number) =>
    fmt.plural(count, {
      one: '1 transfer with a device without Ferry is unfinished, and can’t go on next time.',
      other: `${fmt.number(count)} transfers with devices without Ferry are unfinished, and can’t go on next time.`,
    }),

  /** Its part of Settings. */
  use: 'See devices that have LocalSend, and be seen by them',
  useHint:
    'While everyone can see this device, phones and computers without Ferry can send to it. You are asked each time.',
  pin: 'PIN',
  pinOn: 'Whoever sends types it first.',
  pinOff: 'None is asked for.',
  setPin: 'Set…',
  changePin: 'Change…',
  removePin: 'Remove',
  /** The dialog. */
  askPin: 'PIN for LocalSend',
  askPinMore:
    'Whoever sends to this device by LocalSend types it first. It keeps questions away, and proves nobody’s identity. It isn’t shown again.',
  pinWrong: 'A PIN has 4 to 32 characters, and no spaces.',
  pinIsSet: 'The PIN is set',
  pinIsGone: 'No PIN is asked for any more',
  /** The dialog where another device asks for its own. */
  typePin: (device: string) => `Type the PIN of ${device}`,
  typePinMore: 'Look it up in the settings of LocalSend there. Ferry keeps it nowhere.',
  pinInPlain: 'Not encrypted: whoever reads traffic here can read the PIN, too.',
  /** For a moment, with what was typed. */
  asksWithPin: (device: string) => `Asking ${device}…`,
  typedPinUnfit: 'A PIN has 1 to 64 visible characters.',
  advanced: 'Advanced',
  port: 'Port',
  portHint: 'Where another program has it, Ferry takes a free one.',
  portWrong: 'A port is a number from 1024 to 65535.',
  group: 'Multicast address',
  groupHint: 'Devices hear of each other only if all of them use the same one.',
  groupWrong: 'A multicast address is one from 224.0.0.0 to 239.255.255.255.',

  /** The table of what each way gives. */
  compare: 'What each way gives',
  browser: 'Browser',
  properties: {
    encrypted: 'Encrypted',
    verified: 'Other side verified',
    postQuantum: 'Post-quantum',
    resumable: 'Goes on after a break',
  },
  ofFerry: {
    encrypted: 'Yes',
    verified: 'By a code, or by pairing',
    postQuantum: 'Yes, but for who it is',
    resumable: 'Yes',
  },
  ofLocalSend: {
    encrypted: 'Unless it is off there',
    verified: 'Once you compare',
    postQuantum: 'No',
    resumable: 'No',
  },
  ofBrowser: { encrypted: 'If you choose it', verified: 'No', postQuantum: 'No', resumable: 'In part' },
};
