// What a shell supplies and tests replace: the places, the clock, the lot, the network's interfaces, the log.
import { randomBytes } from 'node:crypto';
import type { NetworkInterfaceInfo } from 'node:os';
import { networkInterfaces } from 'node:os';
import type { PageWording } from '../contract/pages.ts';

export interface Clock {
  now(): number;
  /** Calls once after that time unless canceled; never keeps a program alive that has nothing else to do. */
  after(delayMs: number, call: () => void): () => void;
}

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/** Fixed event names and plain facts. Never content, keys or codes; paths and device names at debug level only. */
export type Log = (
  level: LogLevel,
  event: string,
  facts?: Readonly<Record<string, string | number | boolean | null>>,
) => void;

export type Interfaces = Readonly<Record<string, readonly NetworkInterfaceInfo[] | undefined>>;

/** The system's key store, which only the app can ask. */
export interface KeyWrap {
  /** False where what is wrapped would lie as open as before. */
  isProtected(): Promise<boolean>;
  wrap(bytes: Uint8Array): Promise<Uint8Array>;
  unwrap(bytes: Uint8Array): Promise<Uint8Array>;
}

export interface Ports {
  readonly dataDir: string;
  readonly version: string;
  readonly clock: Clock;
  readonly random: (byteCount: number) => Uint8Array;
  readonly interfaces: () => Interfaces;
  /** Beside the log file of the data folder, which the engine always keeps. */
  readonly log: Log;
  readonly keyWrap?: KeyWrap;
  /** The program ends with what it was started for: V8 needn't prepare for later. */
  readonly isBrief?: boolean;
  /** What others see in this run, instead of the setting. */
  readonly deviceName?: string;
  /** A JPEG of a picture, small enough to be shown with an offer; null where there is none of it. Only the app can make one. */
  readonly thumbnail?: (path: string) => Promise<Uint8Array | null>;
  /** The words of pages for devices without any app; without them there are no pages. */
  readonly pages?: PageWording;
  /** The system's folder for downloads, which is where files go that no setting says otherwise for; '' where it has none. */
  readonly downloads: () => string;
}

/** The real clock, lot and interfaces; a shell adds the rest. */
export const SYSTEM_PORTS: Pick<Ports, 'clock' | 'random' | 'interfaces'> = {
  clock: {
    now: Date.now,
    after: (delayMs, call) => {
      const timer = setTimeout(call, delayMs).unref();
      return () => clearTimeout(timer);
    },
  },
  random: randomBytes,
  interfaces: networkInterfaces,
};
