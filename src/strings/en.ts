// Every word a person reads, in English. The other languages have this object's type, so a missing string there doesn't
// compile. Comments are notes for translators. Sentence case, verbs on buttons, no blame, no exclamation marks.
import type { ErrorTexts } from './error-text.ts';
import { formatFor } from './format.ts';

const fmt = formatFor('en');

const errors: ErrorTexts = {
  internal: () => ({
    title: 'Something went wrong on our side',
    next: 'Try again. If it happens again, copy the details into a report.',
  }),
  'input.invalid': (d) => ({
    title: `Ferry was asked for something it doesn’t understand (${d.command})`,
    next: `The part called “${d.where}” isn’t as expected. If another program asked, update it and Ferry.`,
  }),
  'data.unwritable': (d) => ({
    title: 'Ferry can’t write to its data folder',
    next: `Give your user write access to ${d.path}, or choose another folder with --data DIR. The system says: ${d.reason}.`,
  }),
  'data.not_own': (d) => ({
    title: 'A folder that Ferry needs isn’t yours alone',
    next: `${d.path} belongs to another user, or is open to others. Have it removed, or choose another data folder with --data DIR.`,
  }),
  'data.not_a_folder': (d) => ({
    title: 'Ferry’s data folder is a file',
    next: `Ferry keeps its data in a folder, and ${d.path} isn’t one. Choose another place with --data DIR.`,
  }),
  'data.not_ours': (d) => ({
    title: 'The data folder holds other files, so Ferry left it alone',
    next: `Choose an empty folder instead of ${d.path}, or one that Ferry made, with --data DIR.`,
  }),
  'data.newer_version': (d) => ({
    title: 'The data folder was written by a newer Ferry',
    next: `The format of ${d.path} is ${d.found}; this Ferry knows up to ${d.known}. Nothing was changed. Update Ferry, or choose another folder with --data DIR.`,
  }),
  'data.in_use': (d) => ({
    title: 'Ferry is already running with this data folder',
    next: `Use the running one, or quit it first. The folder is ${d.path}.`,
  }),
  'data.damaged': (d) => ({
    title: 'A file in Ferry’s data folder was damaged',
    next: `It was kept there as ${d.keptAs}, and everything else is in use as before. If something is missing, look there.`,
  }),
  'data.disk_full': (d) => ({
    title: 'There is no space left for Ferry’s own data',
    next: `Free some space where ${d.path} is, then try again. Nothing was lost.`,
  }),
  'settings.damaged': (d) => ({
    title: 'Some settings could not be read',
    next: `Set back to their defaults: ${d.keys}. The damaged file was kept as ${d.keptAs} in Ferry’s data folder.`,
  }),
  'settings.unknown_key': (d) => ({
    title: `There is no setting called “${d.key}”`,
    next: 'Run “ferry config” to see them all.',
  }),
  'settings.invalid_value': (d) => ({
    title: `“${d.value}” can’t be the value of ${d.key}`,
    next: `Expected: ${d.expected}. Nothing was changed.`,
  }),
  'settings.folder_missing': (d) => ({
    title: 'That folder doesn’t exist',
    next: `Make ${d.path} first, or choose another one. Nothing was changed.`,
  }),
  'settings.folder_unwritable': (d) => ({
    title: 'Ferry can’t write to that folder',
    next: `Choose another folder, or give your user write access to ${d.path}. Nothing was changed.`,
  }),
  'identity.damaged': (d) => ({
    title: 'This device’s key could not be read, so it has a new one',
    next: `Your other devices take it for a stranger now: pair them again. The damaged file was kept as ${d.keptAs} in Ferry’s data folder.`,
  }),
  'identity.missing': () => ({
    title: 'This device’s key was gone, so it has a new one',
    next: 'Your other devices take it for a stranger now: pair them again. If you have a copy of identity.json, quit Ferry and put it back into the data folder.',
  }),
  'identity.locked': () => ({
    title: 'This device’s key is locked',
    next: 'Only the Ferry app can unlock it. Open the app and repeat the command, or switch the protection of the key off in the app’s settings.',
  }),
  'identity.not_unlocked': (d) => ({
    title: 'The system didn’t unlock this device’s key',
    next: `Unlock the system’s key store, then start Ferry again. If it is lost for good, move identity.json out of ${d.path}: Ferry then makes a new key, and your devices must be paired again.`,
  }),
  'identity.unprotected': () => ({
    title: 'This device’s key can’t be protected here',
    next: 'Ferry found no key store of the system that would lock it. The key stays as it was, in a file that only your user can read.',
  }),
  'identity.needs_app': () => ({
    title: 'Only the Ferry app can protect this device’s key',
    next: 'Open the app and repeat the command, or switch it on in the app’s settings. Nothing was changed.',
  }),
  'device.unknown': () => ({
    title: 'That device isn’t paired with this one',
    next: 'It may have been forgotten in the meantime. Nothing was changed.',
  }),
  'device.list_damaged': (d) => ({
    title: 'Some paired devices could not be read',
    next: `Pair again those that are missing. The damaged file was kept as ${d.keptAs} in Ferry’s data folder.`,
  }),
  'pairing.code_wrong': (d) => ({
    title: `That isn’t the code on ${d.name}`,
    next: `Nothing was shared. ${fmt.plural(d.triesLeft, { one: '1 try left', other: `${fmt.number(d.triesLeft)} tries left` })}.`,
  }),
  'pairing.code_burned': () => ({
    title: 'Too many wrong codes',
    next: 'Someone may be guessing. Show a new code to go on.',
  }),
  'pairing.tries_used': (d) => ({
    title: 'Too many wrong codes',
    next: `Nothing was shared. Have a new code shown on ${d.name}, then type that one.`,
  }),
  'pairing.paused': () => ({
    title: 'Codes are paused for 10 minutes',
    next: 'There were too many wrong ones, so someone may be guessing. Show a new code to go on at once.',
  }),
  'pairing.paused_there': (d) => ({
    title: `${d.name} takes no codes for now`,
    next: 'There were too many wrong ones. Try again in 10 minutes, or have a new code shown there.',
  }),
  'pairing.not_shown': (d) => ({
    title: `That code isn’t shown on ${d.name} now`,
    next: 'Nothing was shared. Have the code shown there again, then use that one.',
  }),
  'pairing.busy': (d) => ({
    title: `${d.name} is checking another device`,
    next: 'Nothing was shared. Try again in a few seconds.',
  }),
  'pairing.closed': (d) => ({
    title: `Canceled on ${d.name}`,
    next: 'Nothing was shared. Try again when someone is there to show the code.',
  }),
  'pairing.declined': (d) => ({
    title: `${d.name} declined`,
    next: 'Nothing was shared.',
  }),
  'pairing.different': (d) => ({
    title: 'The pictures are not the same',
    next: `Nothing was shared. Someone may be between this device and ${d.name}. Try again on a network you trust.`,
  }),
  'pairing.other_device': (d) => ({
    title: 'That isn’t the device that shows the QR code',
    next: `Nothing was shared with ${d.name}. Take the code again from where it is shown.`,
  }),
  'pairing.timed_out': (d) => ({
    title: `${d.name} didn’t answer in time`,
    next: 'Nothing was shared. Try again with both devices at hand.',
  }),
  'pairing.disconnected': (d) => ({
    title: `The connection to ${d.name} ended`,
    next: 'Nothing was shared. Try again, with both devices on the same network.',
  }),
  'pairing.not_understood': (d) => ({
    title: `${d.name} sent something Ferry doesn’t understand`,
    next: 'Nothing was shared. Update Ferry on both devices.',
  }),
  'login_item.refused': (d) => ({
    title: 'What starts with the computer could not be changed',
    next: `Look for Ferry in your system’s list of what starts at login. The system says: ${d.reason}.`,
  }),
  'system.no_opener': (d) => ({
    title: 'Your system couldn’t open it',
    next: `No program here opens ${d.path}, or the one that should has failed. Your file manager lets you choose one.`,
  }),
  'dialog.unavailable': () => ({
    title: 'No dialog to choose a folder could be opened',
    next: 'Ferry in a browser window needs the program zenity for it. You can also use “ferry config set receiveFolder DIR”.',
  }),
  'local.not_trusted': (d) => ({
    title: 'Something answers in Ferry’s place on this computer',
    next: `What listens at ${d.path} could not prove that it is your Ferry, so nothing was told to it. Quit Ferry everywhere and start it again.`,
  }),
  'local.gone': () => ({
    title: 'Ferry was closed while it was being asked',
    next: 'Start it again and repeat the command.',
  }),
  'local.closed': () => ({
    title: 'Ferry was just being closed',
    next: 'Nothing was done. Repeat the command.',
  }),
  'local.no_answer': () => ({
    title: 'Ferry is running, but doesn’t answer',
    next: 'It may be busy or halted. Try again in a moment; if it stays so, end it and start it again.',
  }),
  'output.unwritable': (d) => ({
    title: 'The answer could not be written in full',
    next: `The system says: ${d.reason}. The command itself was done.`,
  }),
  'usage.unknown_command': (d) => ({
    title: `There is no command “${d.command}”`,
    next:
      d.nearest === ''
        ? 'Run “ferry --help” to see them all.'
        : `Did you mean “${d.nearest}”? “ferry --help” lists them all.`,
  }),
  'usage.unknown_option': (d) => ({
    title: `There is no option “${d.option}” here`,
    next:
      d.nearest === ''
        ? 'Run “ferry --help” to see them all.'
        : `Did you mean “${d.nearest}”? “ferry --help” lists them all.`,
  }),
  'usage.missing_value': (d) => ({
    title: `The option ${d.option} needs a value`,
    next: `Write it as “${d.option} VALUE”.`,
  }),
  'usage.unexpected_value': (d) => ({
    title: `The option ${d.option} takes no value`,
    next: `Write just “${d.option}”.`,
  }),
  'usage.missing_argument': (d) => ({
    title: `${d.argument} is missing`,
    next: 'Run “ferry --help” to see how the command is written.',
  }),
  'usage.unexpected_argument': (d) => ({
    title: `“${d.argument}” is one argument too many`,
    next: 'If it holds spaces, put it in quotes. “ferry --help” shows how the command is written.',
  }),
};

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
  },

  cli: {
    usage: 'Usage',
    commands: 'Commands',
    options: 'Options',
    exitCodes: 'Exit codes',
    about: 'Move files between your devices, and keep them there. No cloud, no account, no telemetry.',
    command: {
      config: 'Show or change settings',
      help: 'Show this help',
    },
    configUse: {
      list: 'Show every setting',
      get: 'Show one setting',
      set: 'Change one setting',
      reset: 'Set one back to its default',
    },
    option: {
      help: 'Show this help',
      version: 'Show the version',
      json: 'Write machine-readable lines instead of sentences',
      data: 'Use this data folder instead of the usual one',
    },
    exit: {
      ok: 'Done',
      failed: 'Failed; the reason is on standard error',
      usage: 'The command was not written as it should be',
      unavailable: 'Ferry’s data can’t be used now (in use, not writable, from a newer version)',
    },
    setTo: (key: string, value: string) => `${key} is now ${value}`,
    yes: 'yes',
    no: 'no',
    /** What a setting means, for `ferry config`. */
    setting: {
      deviceName: 'What other people see',
      receiveFolder: 'Where received files go',
      visibility: 'Who can see this device',
      language: 'Language of the app',
      appearance: 'Light or dark',
      startWithComputer: 'Start the app with the computer',
      whenClosed: 'What closing the window does',
      protectIdentity: 'Lock this device’s key with the system’s key store',
      welcomed: 'The first-run card was answered',
    },
    /** What a value may be. */
    expected: {
      name: 'one line of 1 to 64 characters, none of them hidden',
      folder: 'an existing folder, or “default”',
      oneOf: (values: readonly string[]) => `one of ${fmt.either(values)}`,
      yesOrNo: 'yes or no',
    },
    default: 'default',
  },
};

export type Strings = typeof en;
