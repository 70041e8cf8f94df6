// A page that this device serves for a while to whoever has its link, for devices without any app: to download what was
// chosen, or to upload to this computer. And the words on it, which a shell supplies.
import * as v from 'valibot';
import type { ErrorInfo } from './errors.ts';
import type { Settings } from './settings.ts';

export const PageId = v.pipe(v.string(), v.regex(/^[0-9a-f]{16}$/));

/** Without anything: for every address of this computer, without PIN and without TLS. */
export const PageHow = v.strictObject({
  /** Six digits, drawn here, are asked for. */
  hasPin: v.optional(v.boolean()),
  /** By a certificate that no browser knows, so that it warns. */
  isEncrypted: v.optional(v.boolean()),
  /** This one alone. */
  address: v.optional(v.nullable(v.pipe(v.string(), v.maxLength(64)))),
  port: v.optional(v.nullable(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(65_535)))),
});
export type PageHow = Readonly<v.InferOutput<typeof PageHow>>;

export interface ShownPage {
  readonly id: string;
  /** What visitors may do there: download, or upload. */
  readonly kind: 'share' | 'receive';
  /** One for each address of this computer, the likeliest first. Whoever has one is let in. */
  readonly links: readonly string[];
  readonly pin: string | null;
  /** Anybody on the way can read and change what goes over it. */
  readonly isPlain: boolean;
  /** When it ends by itself, unless it is used before (milliseconds since 1970). */
  readonly until: number;
  /** What can be downloaded: nothing, where visitors upload. */
  readonly names: readonly string[];
  readonly total: { readonly files: number; readonly folders: number; readonly bytes: number };
  /** So much of what was chosen can't be. */
  readonly skipped: number;
  /** So often a file, or all of them together, was fetched to its end. */
  readonly downloads: number;
  /** The latest of those: when, and the address that it went to. */
  readonly lastDownload: { readonly at: number; readonly to: string } | null;
  /** Why nobody is let in any more, before its time. */
  readonly trouble: ErrorInfo | null;
}

/** What stands on a page, in a language of its visitor's. */
export interface PageWords {
  readonly language: string;
  readonly direction: 'ltr' | 'rtl';
  /** Of the pages, with this device's name. */
  readonly shareTitle: (device: string) => string;
  readonly receiveTitle: (device: string) => string;
  readonly plain: string;
  readonly encrypted: string;
  readonly amount: (files: number, bytes: number) => string;
  readonly size: (bytes: number) => string;
  readonly all: string;
  readonly changed: string;
  readonly back: string;
  readonly onlyInAll: (count: number) => string;
  readonly listWithoutScript: string;
  readonly sendingNeedsScript: string;
  readonly pin: string;
  readonly pinIsOn: (device: string) => string;
  readonly pinWrong: (triesLeft: number) => string;
  readonly goOn: string;
  readonly chooseFiles: string;
  readonly chooseFolder: string;
  readonly asking: (device: string) => string;
  readonly sending: string;
  readonly cancel: string;
  readonly done: string;
  readonly partlyDone: string;
  readonly declined: string;
  readonly canceled: string;
  readonly failed: string;
  readonly notNow: string;
  readonly tooMuch: string;
  readonly over: string;
}

export interface PageWording {
  /** In the first of these languages that there is. */
  readonly words: (languages: readonly string[]) => PageWords;
  /** What its person calls a visitor who comes from there. */
  readonly visitorName: (address: string, language: Settings['language']) => string;
}
