// What `ferry serve` says of itself and of what comes, in English: one line each, without an end.
import { formatFor } from './format.ts';

const fmt = formatFor('en');

export const serving = {
  ready: (name: string, folder: string) => `${name} receives into ${folder}`,
  /** Addresses without their port. */
  reachedAt: (addresses: readonly string[], port: number) =>
    `Others reach it at ${fmt.either(addresses)}, port ${port}`,
  takesAllPaired: 'All that paired devices send is accepted',
  /** Names of devices. */
  takesFrom: (devices: readonly string[]) =>
    `Accepted without asking, but for programs, scripts and pipes: what comes from ${devices.join(', ')}`,
  takesNothing: (command: string) =>
    `Nothing but texts is accepted yet. To accept what a paired device sends: ${command}`,
  nobodyPaired: (command: string) => `No device is paired yet. To pair one: ${command}`,
  /** `took` is a time such as 0.4 s. */
  received: (what: string, device: string, folder: string, took: string) =>
    `Received ${what}, from ${device} into ${folder} in ${took}`,
  receivedText: (what: string, device: string, command: string) =>
    `Received ${what}, from ${device}. To read it: ${command}`,
  sent: (what: string, device: string, took: string) => `Sent ${what}, to ${device} in ${took}`,
  took: (seconds: number) => `${fmt.number(Math.round(10 * seconds) / 10)} s`,
  skipped: (count: number) =>
    fmt.plural(count, { one: '1 file was skipped', other: `${fmt.number(count)} files were skipped` }),
  /** `why` is one of the reasons below. */
  refused: (what: string, device: string, why: string) => `Declined ${what}, from ${device}: ${why}`,
  why: {
    notPaired: (command: string) => `it isn’t paired with this device. To pair: ${command}`,
    notAlwaysAccepted: (command: string) => `nobody is here to be asked. To accept what it sends: ${command}`,
    activeTypes: (command: string) =>
      `programs or scripts are among it. To answer it yourself, run ${command} and have it sent again`,
    dailyLimit: (command: string) => `enough has come without asking today. To change how much: ${command}`,
    littleSpace: (command: string) =>
      `little space would be left. To answer it yourself, run ${command} and have it sent again`,
    sizeUnknown: (command: string) =>
      `it comes out of a pipe, and nobody knows how much it is. To answer it yourself, run ${command} and have it sent again`,
    spaceUnknown: (command: string) =>
      `the free space isn’t known. To answer it yourself, run ${command} and have it sent again`,
    notTaken: (command: string) =>
      `it could not be taken. To answer it yourself, run ${command} and have it sent again`,
  },
  codeRefused: (device: string, command: string) =>
    `A new device calling itself ${device} asked for a code; none was shown. To show one: ${command}`,
  /** Within the last minute. */
  more: (count: number, device: string) =>
    fmt.plural(count, {
      one: `1 more of ${device} was declined or came to nothing`,
      other: `${fmt.number(count)} more of ${device} were declined or came to nothing`,
    }),
  moreOfNew: (count: number) =>
    fmt.plural(count, {
      one: '1 more of new devices was declined or came to nothing',
      other: `${fmt.number(count)} more of new devices were declined or came to nothing`,
    }),
  reloaded: 'Settings, paired devices and networks were read anew',
  stopping: (count: number) =>
    count === 0
      ? 'Stopping'
      : fmt.plural(count, {
          one: 'Stopping; 1 transfer goes on when Ferry runs again',
          other: `Stopping; ${fmt.number(count)} transfers go on when Ferry runs again`,
        }),
  stopped: 'Stopped',
};
