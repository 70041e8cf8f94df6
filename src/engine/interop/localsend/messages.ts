// The JSON of LocalSend's protocol 2: written as its newest and strictest reader wants it, read as its oldest writers
// write it. What comes is a stranger's: each part is bounded and checked here, and nothing below looks at JSON again.
import * as v from 'valibot';
import { parseJson } from '../../../base/json.ts';
import { showHidden } from '../../../base/text.ts';
import { isTurnOver, nextTurn } from '../../transfer/turn.ts';
import { MOST_FILE_BYTES } from '../../wire/manifest.ts';
import { MOST_FILES } from '../http/json-shape.ts';
import { fingerprintIn } from './certificate.ts';

/** What is announced; nothing of 2.2 goes beyond what is in this file. */
export const PROTOCOL_VERSION = '2.2';

/** What the apps say from 1.18 on. */
export function isSince22(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > 2 || (major === 2 && minor >= 2);
}

export const DEFAULT_PORT = 53_317;
export const MOST_DATAGRAM_BYTES = 8 * 1024;
export const MOST_BODY_BYTES = 32 * 1024 * 1024;
export const MOST_FILE_NAME = 4096;
/** Of an id, a token, a type: whatever is only handed back, or looked at and forgotten. */
const MOST_OPAQUE = 256;
const MOST_PREVIEW = 1024 * 1024;
/** Of a name of a device, after what it hides was made visible. */
const MOST_SHOWN = 64;
const MOST_TROUBLE_SHOWN = 256;

const DEVICE_TYPES = ['mobile', 'desktop', 'web', 'headless', 'server'] as const;
export type DeviceType = (typeof DEVICE_TYPES)[number];

const PROTOCOLS = ['http', 'https'] as const;
export type Protocol = (typeof PROTOCOLS)[number];

/** What a device says of itself, in an answer. */
export interface InfoAnswer {
  /** Fit to be shown; '' where it has none. */
  readonly alias: string;
  readonly version: string;
  readonly deviceModel: string | null;
  readonly deviceType: DeviceType | null;
  /** A claim: only a certificate makes it true. Upper case where it may be a certificate's hash; version 1 says none. */
  readonly fingerprint: string | null;
  readonly hasDownloads: boolean;
}

/** The same where it says, too, how it can be reached. */
export interface PeerInfo extends InfoAnswer {
  /** Null where it listens nowhere. */
  readonly port: number | null;
  readonly protocol: Protocol;
}

export interface Announcement extends PeerInfo {
  readonly fingerprint: string;
  readonly port: number;
  /** It wants to know who is here. */
  readonly isAsking: boolean;
}

export interface OfferedFile {
  /** The sender's own, and nothing is known of it. */
  readonly id: string;
  /** With what may be a path before it: see ../offered-list.ts. */
  readonly fileName: string;
  readonly size: number;
  /** A MIME type, or a word. */
  readonly fileType: string;
  /** In lower case. */
  readonly sha256: string | null;
  /** Of one that comes alone: of several nobody looks at any, and they would lie here until the answer. */
  readonly preview: string | null;
  readonly modifiedMs: number | null;
}

export interface PrepareUpload {
  readonly info: PeerInfo;
  /** At least one, each id once. */
  readonly files: readonly OfferedFile[];
}

export interface PrepareAnswer {
  readonly sessionId: string;
  /** By the ids of the files that are wanted. */
  readonly tokens: ReadonlyMap<string, string>;
}

/** Undefined for what is no JSON. Bytes that are no text are no JSON. */
export function jsonIn(bytes: Uint8Array): unknown {
  try {
    return parseJson(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return undefined;
  }
}

const textUpTo = (most: number) => v.pipe(v.string(), v.maxLength(most));
const Opaque = v.pipe(textUpTo(MOST_OPAQUE), v.minLength(1));

const Shown = v.pipe(
  v.string(),
  v.transform((text) => shown(text, MOST_SHOWN)),
);
/** A word that isn't known is as good as none. */
const oneOf = <T extends string>(known: readonly T[]) => v.fallback(v.nullable(v.picklist(known)), null);
const Flag = v.fallback(v.boolean(), false);

const info = {
  alias: Shown,
  version: v.fallback(v.pipe(v.string(), v.regex(/^\d{1,3}\.\d{1,3}$/)), '1.0'),
  deviceModel: v.fallback(v.nullable(Shown), null),
  deviceType: oneOf(DEVICE_TYPES),
  fingerprint: v.fallback(
    v.nullable(
      v.pipe(
        Opaque,
        v.transform((claimed): string => fingerprintIn(claimed) ?? claimed),
      ),
    ),
    null,
  ),
  download: Flag,
};

const peer = {
  ...info,
  port: v.nullish(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(65_535)), DEFAULT_PORT),
  protocol: v.nullish(v.picklist(PROTOCOLS), 'https'),
};

const Info = v.object(info);
const Peer = v.object(peer);
const Announced = v.object({ ...peer, announce: Flag, announcement: Flag });

const Hash = v.fallback(
  v.nullable(
    v.pipe(
      v.string(),
      v.regex(/^[0-9a-f]{64}$/i),
      v.transform((hex) => hex.toLowerCase()),
    ),
  ),
  null,
);

const Time = v.pipe(v.string(), v.transform(timeIn), v.safeInteger());

const File = v.object({
  fileName: textUpTo(MOST_FILE_NAME),
  size: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(MOST_FILE_BYTES)),
  fileType: v.fallback(textUpTo(MOST_OPAQUE), ''),
  sha256: Hash,
  /** What 1.9 to 1.17 call it. */
  hash: Hash,
  /** One that is too long is a picture of no use, or a text that comes as the file it is. */
  preview: v.fallback(v.nullable(textUpTo(MOST_PREVIEW)), null),
  metadata: v.fallback(v.nullable(v.object({ modified: v.fallback(v.nullable(Time), null) })), null),
});

/** What maps ids to something. Not valibot's record, which leaves out ids that are names of every object's properties. */
const ById = v.custom<Readonly<Record<string, unknown>>>(
  (value) =>
    typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length <= MOST_FILES,
);

const PrepareUploadShape = v.object({ info: Peer, files: ById });
const PrepareAnswerShape = v.object({ sessionId: Opaque, files: ById });
const Trouble = v.object({ message: v.string() });

/** Answers of `info` and `register`; null, here and below, where it is none. */
export function readInfo(json: unknown): InfoAnswer | null {
  const checked = v.safeParse(Info, json);
  return checked.success ? infoOf(checked.output) : null;
}

/** What `register` is asked with. */
export function readPeerInfo(json: unknown): PeerInfo | null {
  const checked = v.safeParse(Peer, json);
  return checked.success ? peerOf(checked.output) : null;
}

export function readAnnouncement(datagram: Uint8Array): Announcement | null {
  if (datagram.length > MOST_DATAGRAM_BYTES) return null;
  const checked = v.safeParse(Announced, jsonIn(datagram));
  if (!checked.success) return null;
  const { announce, announcement, ...said } = checked.output;
  const { fingerprint, port, ...rest } = peerOf(said);
  if (fingerprint === null || port === null) return null;
  return { ...rest, fingerprint, port, isAsking: announce || announcement };
}

export function readPrepareUpload(json: unknown): PrepareUpload | null {
  const reading = readingPrepareUpload(json);
  for (;;) {
    const { done, value } = reading.next();
    if (done) return value;
  }
}

/** The same of a stranger's offer: others have their turn meanwhile. */
export async function readPrepareUploadInTurns(json: unknown): Promise<PrepareUpload | null> {
  const reading = readingPrepareUpload(json);
  for (;;) {
    const { done, value } = reading.next();
    if (done) return value;
    if (isTurnOver()) await nextTurn();
  }
}

/** Stops after each file. */
function* readingPrepareUpload(json: unknown): Generator<undefined, PrepareUpload | null> {
  const checked = v.safeParse(PrepareUploadShape, json);
  if (!checked.success) return null;
  const files: OfferedFile[] = [];
  let bytes = 0;
  const entries = Object.entries(checked.output.files);
  for (const [id, value] of entries) {
    const file = isOpaque(id) ? v.safeParse(File, value) : null;
    if (file === null || !file.success) return null;
    const { sha256, hash, metadata, ...rest } = file.output;
    const preview = entries.length === 1 ? rest.preview : null;
    files.push({ id, ...rest, preview, sha256: sha256 ?? hash, modifiedMs: metadata?.modified ?? null });
    bytes += rest.size;
    yield;
  }
  if (files.length === 0 || !Number.isSafeInteger(bytes)) return null;
  return { info: peerOf(checked.output.info), files };
}

export function readPrepareAnswer(json: unknown): PrepareAnswer | null {
  const checked = v.safeParse(PrepareAnswerShape, json);
  if (!checked.success) return null;
  const tokens = new Map<string, string>();
  for (const [id, token] of Object.entries(checked.output.files)) {
    if (!isOpaque(id) || !isOpaque(token)) return null;
    tokens.set(id, token);
  }
  return { sessionId: checked.output.sessionId, tokens };
}

/** The reason in the body of an answer that is an error: another program's words, for a log or beside our own. */
export function readTrouble(json: unknown): string | null {
  const checked = v.safeParse(Trouble, json);
  return checked.success ? shown(checked.output.message, MOST_TROUBLE_SHOWN) : null;
}

// What we write is plain objects, for whoever makes text of them. Absent is left out: a reader of 2.2 takes no null.

export const encodeInfo = ({ alias, version, deviceModel, deviceType, fingerprint, hasDownloads }: InfoAnswer) => ({
  alias,
  version,
  ...(deviceModel === null ? {} : { deviceModel }),
  ...(deviceType === null ? {} : { deviceType }),
  ...(fingerprint === null ? {} : { fingerprint }),
  download: hasDownloads,
});

export const encodePeerInfo = ({ port, protocol, ...said }: PeerInfo) => ({
  ...encodeInfo(said),
  port: port ?? 0,
  protocol,
});

/** Under both names that it ever had. */
export const encodeAnnouncement = ({ isAsking, ...said }: Announcement): Uint8Array =>
  Buffer.from(JSON.stringify({ ...encodePeerInfo(said), announce: isAsking, announcement: isAsking }));

export const encodePrepareUpload = ({ info: own, files }: PrepareUpload) => ({
  info: encodePeerInfo(own),
  // Object.fromEntries makes properties of its own of them all, `__proto__` as well.
  files: Object.fromEntries(files.map((file) => [file.id, encodeFile(file)])),
});

function encodeFile({ id, fileName, size, fileType, sha256, preview, modifiedMs }: OfferedFile) {
  const modified = modifiedMs === null ? null : timeText(modifiedMs);
  return {
    id,
    fileName,
    size,
    fileType,
    ...(sha256 === null ? {} : { sha256 }),
    ...(preview === null ? {} : { preview }),
    ...(modified === null ? {} : { metadata: { modified } }),
  };
}

export const encodePrepareAnswer = ({ sessionId, tokens }: PrepareAnswer) => ({
  sessionId,
  files: Object.fromEntries(tokens),
});

export const encodeTrouble = (message: string) => ({ message });

/** Null for a time that RFC 3339 has no year for. */
function timeText(ms: number): string | null {
  const time = new Date(ms);
  const year = time.getUTCFullYear();
  return year >= 0 && year <= 9999 ? time.toISOString() : null;
}

function infoOf({ download, ...said }: v.InferOutput<typeof Info>): InfoAnswer {
  return { ...said, hasDownloads: download };
}

function peerOf({ port, protocol, ...said }: v.InferOutput<typeof Peer>): PeerInfo {
  return { ...infoOf(said), port: port === 0 ? null : port, protocol };
}

const isOpaque = (value: unknown): value is string => v.is(Opaque, value);

const RFC3339 = /^(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d:\d\d(?:\.\d{1,9})?)([Zz]|[+-]\d\d:\d\d)?$/;

/** Without an offset it is taken for UTC; NaN for what is no time. */
function timeIn(text: string): number {
  const [, day, time, offset = 'Z'] = RFC3339.exec(text) ?? [];
  return Date.parse(`${day}T${time}${offset.toUpperCase()}`);
}

/** Cut between characters, and between what stands for a hidden one. */
function shown(text: string, most: number): string {
  let whole = '';
  let left = most;
  for (const character of text.trim()) {
    const visible = showHidden(character);
    left -= visible === character ? 1 : visible.length;
    if (left < 0) break;
    whole += visible;
  }
  return whole.trimEnd();
}
