// Every word a person reads, in English. The other languages have this object's type, so a missing string there doesn't
// compile. Comments are notes for translators. Sentence case, verbs on buttons, no blame, no exclamation marks.
import type { FileReason } from '../contract/transfers.ts';
import { cli } from './cli-en.ts';
import { doctor } from './doctor-en.ts';
import { errors } from './errors-en.ts';
import { formatFor } from './format.ts';
import { identity } from './identity-en.ts';
import { localSend } from './localsend-en.ts';
import { aboutDevice, fromNearby, incoming, meeting, moreSettings } from './meeting-en.ts';
import { nearby, networks, otherWays } from './nearby-en.ts';
import { notify } from './notify-en.ts';
import { page, pages } from './page-en.ts';
import { serving } from './serve-en.ts';
import { shell } from './shell-en.ts';
import { activity, history, sending, transferDetails } from './transfers-en.ts';

const fmt = formatFor('en');

export const en = {
  locale: 'en',
  direction: 'ltr' as 'ltr' | 'rtl',
  errors,

  common: {
    appName: 'Ferry',
    cancel: 'Cancel',
    save: 'Save',
    tryAgain: 'Try again',
    dismiss: 'Dismiss',
    back: 'Back',
    loading: 'Loading…',
    details: 'Details',
    /** Below the details of an error of ours: copies them for a report; then, in the same place, that it did. */
    copyDetails: 'Copy details',
    copied: 'Copied',
  },

  /** The stand-in window: a browser shows the app where Electron couldn't be fetched or wasn't wanted. */
  standIn:
    'This is Ferry in a browser window, without Electron. Missing here: tray icon, menu bar, start with the computer. Closing the window quits Ferry.',

  thisDevice: {
    region: 'This device',
    /** Accessible name of the button that shows the device's name. */
    rename: (name: string) => `Rename this device, now ${name}`,
    nameLabel: 'Name of this device',
    renamed: (name: string) => `This device is now called ${name}`,
    nameTooLong: 'A name has at most 64 characters.',
    nameEmpty: 'A name needs at least one character.',
    nameHidden: 'A name can’t hold hidden characters.',
  },

  visibility: {
    /** Accessible name of the menu in the header. `state` is one of the words below. */
    menu: (state: string) => `Who can see this device: ${state}`,
    everyone: 'Visible here',
    everyoneUntil: (at: number) => `Visible until ${fmt.time(at)}`,
    paired: 'Only paired devices',
    nobody: 'Not visible',
    noNetwork: 'No network',
    pairedHint: 'New devices can’t see you.',
    nobodyHint: 'No device can see you, not even paired ones.',
    beVisible: 'Be visible for 10 minutes',
    /** The three lasting choices, then the one that ends by itself. */
    chooseWhileOpen: 'Everyone while Ferry is open',
    choosePaired: 'Only paired devices',
    chooseNobody: 'Nobody',
    chooseEveryone: 'Everyone for 10 minutes',
    chooseLegend: 'Visible to',
  },

  /** How a transfer stands: in its row, in a notification and in a terminal alike. Names are those of devices. */
  transfer: {
    preparing: 'Preparing…',
    connecting: 'Connecting…',
    waitingForDevice: 'Waiting for the other device',
    waitingForAnswer: (device: string) => `Waiting for ${device} to accept`,
    waitingForPin: (device: string) => `${device} asks for its PIN`,
    asking: 'Waiting for your answer',
    sending: 'Sending',
    receiving: 'Receiving',
    checking: 'Checking…',
    away: (device: string) => `Connection lost, continuing when ${device} is back`,
    paused: 'Paused',
    stopped: 'Stopped',
    done: 'Done',
    doneSkipped: (count: number) =>
      fmt.plural(count, { one: 'Done, 1 file skipped', other: `Done, ${fmt.number(count)} files skipped` }),
    declined: 'Declined',
    canceled: 'Canceled',
    failed: 'Failed',
    files: (count: number) => fmt.plural(count, { one: '1 file', other: `${fmt.number(count)} files` }),
    folders: (count: number) => fmt.plural(count, { one: '1 folder', other: `${fmt.number(count)} folders` }),
    size: (bytes: number) => fmt.bytes(bytes),
    /** What comes out of a pipe, before its end. */
    sizeUnknown: 'unknown size',
    /** How much of how much: "1.2 of 4 GB". */
    sizeOf: (part: number, whole: number) => fmt.bytesOf(part, whole).join(' of '),
    /** Files, the same way: "3 of 12". */
    countOf: (part: number, whole: number) => `${fmt.number(part)} of ${fmt.number(whole)}`,
    percent: (value: number) => fmt.percent(value),
    /** Per second. */
    rate: (bytes: number) => `${fmt.bytes(bytes)}/s`,
    timeLeft: (seconds: number) => `about ${fmt.duration(seconds)} left`,
    /** The first names of several, and how many more there are. */
    names: (names: readonly string[], more: number) =>
      [...names, ...(more > 0 ? [`${fmt.number(more)} more`] : [])].join(', '),
    hasActiveTypes: 'Programs or scripts are among them.',
    renamed: (path: string, newName: string) => `${path} came as ${newName}`,
    /** The same at the sender, who doesn’t know which. */
    renamedThere: (path: string) => `${path} has another name there`,
    /** Why a file isn’t there as it was sent; stands behind its name. */
    reason: {
      link: 'Links aren’t sent',
      special: 'Only files and folders are sent',
      nameNotUnicode: 'Its name can’t be read as text',
      nameNotSendable: 'Its name can’t be sent',
      nameTooLong: 'Its name is too long',
      tooDeep: 'It lies too many folders deep',
      unreadable: 'It can’t be read',
      vanished: 'It was gone when its turn came',
      changed: 'It kept changing while it was sent',
      nameUnsafe: 'Its name isn’t safe on the receiving device',
      nameReserved: 'Its name is reserved on the receiving device',
      pathTooLong: 'Its path is too long for the receiving device',
      pathThroughLink: 'Its path leads through a link',
      folderRefused: 'Its folder could not be made',
      tooLargeForDisk: 'It is too large for the receiving disk',
      damaged: 'It arrived damaged and was discarded',
      notWritable: 'It could not be written',
      notWanted: 'Left out by the person who receives',
      ownData: 'Ferry’s own keys are never sent',
      notSent: 'The other device stopped before it was sent',
      emptyFolder: 'Folders with nothing in them can’t go there',
    } satisfies Record<FileReason, string>,
  },

  home: {
    title: 'Home',
    nearby: 'Nearby',
    activity: 'Activity',
    looking: 'Looking for devices on this network…',
    lookingMore: 'Open Ferry on another computer. It shows up here by itself.',
    notVisibleMore: 'This device is set to be visible to nobody.',
    noActivity: 'Drop files on a device to send them.',
    noNetwork: 'You’re not connected to a network.',
    noNetworkMore: 'Connect to Wi-Fi or a cable; nothing goes over the internet.',
    openSettings: 'Settings',
    notices: 'Messages',
  },

  firstRun: {
    title: 'Welcome to Ferry',
    nameLabel: 'This device is called',
    nameHint: 'Everyone on this network sees this name while Ferry is open.',
    folderLabel: 'Received files go to',
    folderChange: 'Change…',
    startLabel: 'Start with the computer',
    /** Shown on Windows and macOS, before the system's own question appears. */
    networkPrompt:
      'Your computer will ask whether Ferry may use the local network. Choose Allow, or other devices can’t find this one.',
    start: 'Start',
  },

  settings: {
    title: 'Settings',
    general: 'General',
    receiving: 'Receiving',
    network: 'Network',
    about: 'About',
    deviceName: 'Name of this device',
    language: 'Language',
    languageSystem: 'Same as the system',
    appearance: 'Appearance',
    appearanceSystem: 'Same as the system',
    appearanceLight: 'Light',
    appearanceDark: 'Dark',
    startWithComputer: 'Start with the computer',
    protectIdentity: 'Lock this device’s key with the system’s key store',
    whenClosed: 'When the window is closed',
    whenClosedAsk: 'Ask the first time',
    whenClosedKeep: 'Keep receiving in the background',
    whenClosedQuit: 'Quit Ferry',
    receiveFolder: 'Received files go to',
    downloads: 'Downloads',
    chooseFolder: 'Choose…',
    showFolder: 'Show',
    useDownloads: 'Use Downloads',
    visibility: 'Who can see this device',
    version: (version: string) => `Ferry ${version}`,
    promise: 'No cloud, no account, no telemetry. Nothing leaves your network.',
    guide: 'How it works',
    security: 'Security',
    licences: 'Licences',
    saved: 'Saved',
  },

  closing: {
    /** The first time the window is closed, where there is a tray (on macOS: a menu bar). */
    trayTitle: 'Still running in the tray, so others can send to you.',
    menuBarTitle: 'Still running in the menu bar, so others can send to you.',
    gotIt: 'Got it',
    quitInstead: 'Quit instead',
    /** The same where there is no tray: nothing would show that Ferry still runs. */
    noTrayTitle: 'Keep receiving in the background?',
    noTrayMore: 'Start Ferry again to bring this window back.',
    keep: 'Keep receiving',
    quit: 'Quit',
  },

  tray: {
    ready: 'Ready to receive',
    onlyPaired: 'Ready for paired devices',
    hidden: 'Not visible to any device',
    noNetwork: 'No network',
    receiveFromNearby: 'Receive from nearby',
    visibleTo: 'Visible to',
    everyone: 'Everyone for 10 minutes',
    whileOpen: 'Everyone while Ferry is open',
    paired: 'Paired devices',
    nobody: 'Nobody',
    open: 'Open Ferry',
    quit: 'Quit',
    needsYou: (count: number) =>
      fmt.plural(count, { one: '1 message needs you', other: `${fmt.number(count)} messages need you` }),
  },

  /** The application menu. Roles like Copy are named by the system where it does so. */
  menu: {
    file: 'File',
    edit: 'Edit',
    view: 'View',
    window: 'Window',
    help: 'Help',
    settings: 'Settings…',
    home: 'Home',
    close: 'Close window',
    quit: 'Quit Ferry',
    about: 'About Ferry',
    hide: 'Hide Ferry',
    hideOthers: 'Hide others',
    showAll: 'Show all',
    services: 'Services',
    undo: 'Undo',
    redo: 'Redo',
    cut: 'Cut',
    copy: 'Copy',
    paste: 'Paste',
    selectAll: 'Select all',
    zoomIn: 'Bigger',
    zoomOut: 'Smaller',
    zoomReset: 'Actual size',
    fullScreen: 'Full screen',
    minimize: 'Minimize',
    guide: 'How it works',
    security: 'Security',
  },

  dialog: {
    chooseFolderTitle: 'Where received files go',
    chooseFolderButton: 'Choose',
    cannotStart: 'Ferry can’t start',
    addDevice: 'Add the device that this link leads to?',
    addDeviceDetail: (where: string) =>
      `The link says that it is at ${where}. Ferry will call it there, and it will see this device’s name.`,
    addDeviceButton: 'Add device',
  },

  nearby,
  localSend,
  networks,
  otherWays,
  notify,

  incoming,
  meeting,
  fromNearby,
  aboutDevice,
  moreSettings,
  serving,
  page,
  pages,
  identity,
  shell,

  sending,
  activity,
  transferDetails,
  history,

  cli,

  doctor,
};

export type Strings = typeof en;
