// What the doctor asks, and of whom: what the engine knows, and the system underneath. Tests replace either.
import { readdir, readFile, readlink } from 'node:fs/promises';
import type { DeviceId } from '../../contract/devices.ts';
import type { Place } from '../net/dial.ts';
import { type Reach, reachOf, sourceFor } from '../net/reaching.ts';
import type { Clock, Interfaces, Log } from '../ports.ts';
import type { DeviceFacts, ListenerFacts, LocalSendFacts, MulticastFacts } from './facts.ts';
import { type RunCommand, runCommand } from './run-command.ts';

/** A device as the list has it at the moment. */
export interface DoctorDevice {
  readonly id: DeviceId;
  readonly name: string;
  readonly isPaired: boolean;
  readonly isConnected: boolean;
  readonly isHeard: boolean;
  /** The best first. */
  readonly places: readonly Place[];
}

/** What the engine supplies. */
interface EnginePorts {
  readonly clock: Clock;
  readonly log: Log;
  readonly interfaces: () => Interfaces;
  /** The names of those that Ferry uses. */
  readonly chosen: () => readonly string[];
  /** Of those, the ones on which strangers don't see this device. */
  readonly untrusted: () => readonly string[];
  readonly listener: () => ListenerFacts;
  /** How long other devices have been looked for. */
  readonly lookingForMs: () => number;
  /** Asks again now: what answers shows in `multicast` and `devices`. */
  readonly query: () => void;
  readonly localSend: () => LocalSendFacts;
  readonly multicast: () => readonly MulticastFacts[];
  readonly devices: () => readonly DoctorDevice[];
  /** Asks a connected, paired device to call us; null where it doesn't answer. */
  readonly askBack: (id: DeviceId) => Promise<DeviceFacts['back']>;
}

/** What the system supplies. */
interface SystemPorts {
  readonly platform: string;
  readonly execPath: string;
  readonly pid: number;
  readonly run: RunCommand;
  /** Null where it can't be read. */
  readonly readFile: (path: string) => Promise<string | null>;
  /** The names in a folder; none where it can't be read. */
  readonly namesIn: (path: string) => Promise<readonly string[]>;
  /** Where a link leads; null where it can't be read. */
  readonly linkOf: (path: string) => Promise<string | null>;
  readonly reachOf: (place: Place, clock: Clock) => Promise<Reach>;
  readonly sourceFor: (address: string) => Promise<string | null>;
}

export type DoctorPorts = EnginePorts & SystemPorts;

export const SYSTEM: SystemPorts = {
  platform: process.platform,
  execPath: process.execPath,
  pid: process.pid,
  run: runCommand,
  readFile: (path) => readFile(path, 'utf8').catch(() => null),
  namesIn: (path) => readdir(path).catch(() => []),
  linkOf: (path) => readlink(path).catch(() => null),
  reachOf,
  sourceFor,
};
