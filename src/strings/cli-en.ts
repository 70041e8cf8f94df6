// The words of the command line in English.
import { formatFor } from './format.ts';

const fmt = formatFor('en');

export const cli = {
  usage: 'Usage',
  commands: 'Commands',
  options: 'Options',
  exitCodes: 'Exit codes',
  about: 'Move files between your devices, and keep them there. No cloud, no account, no telemetry.',
  /** What each form of a command does, for the help. */
  use: {
    send: 'Send files and folders: show a code, and wait for who types it',
    sendTo: 'Send them to a device by name or address; may be repeated',
    receive: 'Wait for offers, and ask before taking them',
    receiveFrom: 'Fetch from a device that waits with a code',
    pair: 'Show a code, and pair with the device where it is typed',
    pairWith: 'Type the code that another device shows, and pair with it',
    forget: 'Unpair a device',
    devices: 'List the devices that are paired or near',
    networks: 'List the networks this computer is on',
    networkChoose: 'trust, public, on, off: show this device’s name there, or not; use it, or not',
    doctor: 'Say why a device can’t be seen, and what to do',
    transfers: 'List the unfinished transfers',
    resume: 'Go on with one',
    discard: 'Give one up, on both devices',
    config: 'Show every setting',
    configGet: 'Show one setting',
    configSet: 'Change one setting',
    configReset: 'Set one back to its default',
    help: 'Show this help, or that of one command',
  },
  option: {
    help: 'Show this help',
    version: 'Show the version',
    json: 'Write machine-readable lines instead of sentences',
    quiet: 'Say nothing but errors, and the code where one is shown',
    data: 'Use this data folder instead of the usual one',
    port: 'Listen on this port alone',
    name: 'What others see this time, instead of the device’s name',
    interface: 'Use this address of the computer alone',
    to: 'A device by its name, or an address with or without :PORT',
    into: 'Put what comes into this folder instead of the usual one',
    from: 'Where the device is that waits with a code',
    once: 'End after the first transfer',
    yes: 'Accept from paired devices without asking',
  },
  exit: {
    ok: 'Done',
    failed: 'Failed; the reason is on standard error',
    usage: 'The command was not written as it should be',
    declined: 'Declined',
    unavailable: 'The other device can’t be reached, or Ferry’s data can’t be used now',
    wrongCode: 'The code was wrong, or there was none',
    skipped: 'Done, and some files were skipped',
    stopped: 'Stopped; it can go on later',
  },
  ready: (name: string, folder: string) => `${name} is ready to receive into ${folder}.`,
  /** Addresses with ports, as they are typed elsewhere. */
  reachedAt: (addresses: readonly string[]) => `Others reach it at ${fmt.either(addresses)}. Ctrl-C ends it.`,
  code: (code: string) => `Code: ${code}`,
  typeItOn: (device: string) => `Type it on ${device}.`,
  /** A command to type there. */
  onTheOther: (command: string) => `On the other device: ${command}`,
  codeOn: (device: string) => `Code shown on ${device}:`,
  codeOnTheOther: 'Code shown on the other device:',
  /** What it is for shows only later. */
  wantsCode: (device: string) => `A new device calling itself ${device} wants to send or to pair. Show it a code?`,
  unnamed: 'a device without a name',
  codeNotShown: (device: string) => `A new device calling itself ${device} asked for a code; none was shown.`,
  offer: (device: string, what: string) => `${device} wants to send ${what}.`,
  offerNew: (device: string, what: string) => `${device}, which isn’t paired with this device, wants to send ${what}.`,
  offerNames: (names: string, folder: string) => `Into ${folder}: ${names}`,
  accept: 'Accept?',
  pairWith: (device: string) => `Pair with ${device}? Next time no code is needed.`,
  /** What ends a question: the answer that Enter gives is the capital one. */
  yesNo: '[y/N]',
  yesNoEnter: '[Y/n]',
  /** What may be answered, with a space between. */
  yesWords: 'y yes',
  noWords: 'n no',
  /** How many files and how much, as one thing: "12 files, 48 MB". */
  amount: (files: string, size: string) => `${files}, ${size}`,
  sendingTo: (what: string, device: string) => `Sending ${what}, to ${device}`,
  receivingFrom: (what: string, device: string) => `Receiving ${what}, from ${device}`,
  /** For as long as it takes until that device is there. */
  waitingFor: (device: string) => `Waiting for ${device}`,
  goingOn: (device: string) => `Going on with ${device}`,
  sentTo: (what: string, device: string) => `Sent ${what}, to ${device}`,
  receivedFrom: (what: string, device: string, folder: string) => `Received ${what}, from ${device} into ${folder}`,
  alreadyThere: (count: number) =>
    fmt.plural(count, { one: '1 was already there', other: `${fmt.number(count)} were already there` }),
  fileNote: (path: string, reason: string) => `${path}: ${reason}`,
  more: (count: number) => `and ${fmt.number(count)} more`,
  declined: (device: string) => `Declined what ${device} wanted to send`,
  /** The other person took the offer back before it was answered. */
  withdrawn: (device: string) => `${device} doesn’t want to send it any more`,
  canceled: (device: string) => `The transfer with ${device} was canceled`,
  stopped: 'Stopped.',
  stoppedResume: (command: string) => `Stopped. To go on: ${command}`,
  discarded: 'Discarded',
  paired: (device: string) => `Paired with ${device}`,
  waitingToPair: (device: string) => `The code is right. Waiting for ${device} to pair, too`,
  forgotten: (device: string) => `${device} is forgotten; a code is needed to pair it again`,
  devicePaired: 'Paired',
  /** This person chose Pair, the other hasn’t (yet). */
  deviceKept: 'Paired only here',
  networkOff: 'Off',
  networkTrusted: 'Trusted: this device shows its name while Ferry is open',
  networkPublic: 'Public: this device shows no name',
  networkNew: 'New, treated as public',
  deviceNew: 'New',
  deviceHere: 'Here',
  deviceAway: 'Offline',
  deviceMarks: {
    namedAsPaired: (name: string) => `Calls itself ${name}, but isn’t the one you paired`,
    twin: (name: string) =>
      `Several devices call themselves ${name}, or nearly so. The right one will show you the code.`,
  },
  deviceNeedsUpdate: (name: string) => `${name} needs an update of Ferry, or this computer does`,
  noDevices: 'No device is paired with this one, and none is near',
  noTransfers: 'There are no unfinished transfers',
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
};

export type CliStrings = typeof cli;
