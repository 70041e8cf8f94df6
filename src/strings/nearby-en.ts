// Devices nearby, the networks they are on, and the other ways to a device, in English.
import { formatFor } from './format.ts';

const fmt = formatFor('en');

export const nearby = {
  /** How a device stands, below its name, beside the words that the command line has for it (`cli.device…`). */
  here: 'Paired · here',
  needsUpdate: 'Needs an update',
  needsUpdateMore: 'The Ferry there or the one here is too old for the other.',
  /** Beside "Offline"; `when` as "today, 14:02". */
  lastSeen: (when: string) => `Last seen ${when}`,
  /** `count` is 1 where the others’ names only look like it. */
  twins: (name: string, count: number) =>
    count > 1
      ? `${fmt.number(count)} devices call themselves ${name}. The right one will show you the code.`
      : `Another device has almost the same name as ${name}. The right one will show you the code.`,
  allAway: 'Your devices are off or on another network.',
  allAwayMore: 'They show up here by themselves when they’re back.',
};

export const networks = {
  /** Asked on Home, once for each new network. */
  ask: 'Show this device’s name on this network?',
  askMore:
    'If you trust it, everyone on it can see this device while Ferry is open. If you keep it private, only your paired devices find it there.',
  trust: 'Trust this network',
  keepPrivate: 'Keep it private',
  /** Said to a screen reader after the answer. */
  isTrusted: 'This network is trusted',
  isPrivate: 'This network is kept private',
  /** `via` is the computer’s own name for the connection, such as eth0 or Wi-Fi. */
  via: (via: string) => `Connection: ${via}`,
  use: (via: string) => `Use ${via}`,
  trustOf: (via: string) => `Who sees this device on ${via}`,
  trusted: 'Trusted: everyone sees it',
  public: 'Private: only paired devices',
  undecided: 'Not chosen: only paired devices',
  off: 'Ferry doesn’t use it.',
  none: 'This computer isn’t on a network.',
  virtualTitle: 'VPNs, tunnels and containers',
  virtualHint: 'Ferry leaves these alone until you turn one on.',
};

/** The screen "Can’t see a device?", besides what was found. */
export const otherWays = {
  checks: 'What Ferry checked',
  openFirewall: 'Firewall settings',
  /** Above the commands that let Ferry through a firewall. */
  runCommands: 'An administrator runs this in a terminal:',
  copyCommands: 'Copy commands',
  lookThere: 'On that device, open Ferry and choose “Can’t see a device?” there.',
  /** Where nothing receives, though the app does as soon as it runs. */
  startAgain: 'Quit Ferry, then start it again.',

  addLabel: 'Address or link of the other device',
  addHint: 'It shows both on this screen. A picture of its QR code can be pasted or dropped here, too.',
  add: 'Add',
  addEmpty: 'Type an address or a link.',
  choosePicture: 'Choose a picture…',
  calling: 'Calling it…',
  reading: 'Reading the picture…',
  added: (name: string) => `${name} is now under Nearby.`,
  addedUnnamed: 'It answered, and is now under Nearby.',
  notPicture: 'That isn’t a picture Ferry can read. Use a PNG or JPEG of the QR code.',
  pictureTooLarge: 'That picture is too large. Cut it down to the QR code.',
  noCode: 'No QR code was found in that picture. Try a larger or sharper one.',
  otherCode: 'That QR code isn’t from Ferry.',

  ownTitle: 'This device’s address',
  ownHint: 'On the other device, type one of these under “Add by address”, or let it read the QR code.',
  ownNone: 'Nobody can connect to this device now: it is visible to nobody, or on no network.',
  copy: 'Copy',
  copyOf: (address: string) => `Copy ${address}`,
  copyLink: 'Copy link',
  qr: 'QR code with this device’s link',
};
