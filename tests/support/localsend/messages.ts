// The objects of protocol 2: what each version of the app sends, and how strictly it reads. Facts 0.7, 1.2, 1.3 and 1.5.

/** 1.18 stands for 1.18.2, which says 2.2 on the wire; 1.17 for 1.17.0, which says 2.1. */
export type Version = '1.18' | '1.17';
export type Protocol = 'http' | 'https';
export type Json = Readonly<Record<string, unknown>>;

export const WIRE_VERSION: Readonly<Record<Version, string>> = { '1.18': '2.2', '1.17': '2.1' };

/** What an app says of itself in answers; in requests, in announcements and with files also where it can be reached. */
export interface Info {
  readonly alias: string;
  readonly version: string;
  readonly deviceModel: string | null;
  readonly deviceType: string | null;
  readonly fingerprint: string;
  readonly download: boolean;
}

export interface Peer extends Info {
  readonly port: number;
  readonly protocol: Protocol;
}

export interface FileInfo {
  readonly id: string;
  readonly fileName: string;
  readonly size: number;
  readonly fileType: string;
  readonly sha256: string | null;
  readonly preview: string | null;
  readonly modified: string | null;
}

export interface PrepareUpload {
  readonly info: Peer;
  readonly files: ReadonlyMap<string, FileInfo>;
}

export interface Accepted {
  readonly sessionId: string;
  readonly tokens: ReadonlyMap<string, string>;
}

export interface Announcement extends Peer {
  /** Asks for an answer; 1.18 answers whatever it says. */
  readonly isAsking: boolean;
}

/** Whoever says this is told 400, or not heard. */
export class Malformed extends Error {}

/** A message is exactly one file of text that is shown before it is sent, and so never is. Facts 1.7. */
export const messageIn = (files: ReadonlyMap<string, FileInfo>): string | null => {
  const [only] = files.values();
  if (files.size !== 1 || only === undefined) return null;
  return only.fileType === 'text' || only.fileType.startsWith('text/') ? only.preview : null;
};

export function readJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw new Malformed('JSON');
  }
}

/** Reads as one version does: what 1.18 wants to be there may be missing or null for 1.17. */
export class Reader {
  readonly #isStrict: boolean;

  constructor(version: Version) {
    this.#isStrict = version === '1.18';
  }

  info(value: unknown): Info {
    const json = objectOf(value, 'info');
    return { ...this.#known(json), fingerprint: this.#text(json, 'fingerprint', '') };
  }

  /** What /register answers: there, a fingerprint may be left out. */
  registered(value: unknown): Info {
    const json = objectOf(value, 'registered');
    const { fingerprint = '' } = json;
    return { ...this.#known(json), fingerprint: this.#text({ fingerprint }, 'fingerprint', '') };
  }

  peer(value: unknown, otherwise: { readonly port: number; readonly protocol: Protocol }): Peer {
    const json = objectOf(value, 'peer');
    const port = json.port ?? (this.#isStrict ? null : otherwise.port);
    if (!isCount(port) || port > 0xffff) throw new Malformed('port');
    const protocol = this.#text(json, 'protocol', otherwise.protocol);
    if (protocol !== 'http' && protocol !== 'https') throw new Malformed('protocol');
    return { ...this.info(json), port, protocol };
  }

  announcement(value: unknown, otherwise: { readonly port: number; readonly protocol: Protocol }): Announcement {
    const json = objectOf(value, 'announcement');
    return { ...this.peer(json, otherwise), isAsking: json.announce === true || json.announcement === true };
  }

  prepareUpload(value: unknown, otherwise: { readonly port: number; readonly protocol: Protocol }): PrepareUpload {
    const json = objectOf(value, 'prepare-upload');
    const files = Object.entries(objectOf(json.files, 'files')).map(([id, file]) => [id, this.#file(file)] as const);
    return { info: this.peer(json.info, otherwise), files: new Map(files) };
  }

  accepted(value: unknown): Accepted {
    const json = objectOf(value, 'answer');
    const tokens = Object.entries(objectOf(json.files, 'files')).map(([id, token]) => {
      if (typeof token !== 'string') throw new Malformed('token');
      return [id, token] as const;
    });
    return { sessionId: this.#text(json, 'sessionId', null), tokens: new Map(tokens) };
  }

  #known(json: Json): Omit<Info, 'fingerprint'> {
    return {
      alias: this.#text(json, 'alias', null),
      version: this.#text(json, 'version', '1.0'),
      deviceModel: textOrNull(json, 'deviceModel'),
      deviceType: textOrNull(json, 'deviceType'),
      download: this.#flag(json, 'download'),
    };
  }

  #file(value: unknown): FileInfo {
    const json = objectOf(value, 'file');
    if (!isCount(json.size)) throw new Malformed('size');
    const metadata = json.metadata ?? null;
    return {
      id: this.#text(json, 'id', null),
      fileName: this.#text(json, 'fileName', null),
      size: json.size,
      fileType: this.#text(json, 'fileType', null),
      // 1.17 calls it `hash`, and looks at neither: it is here for tests that ask what was said.
      sha256: textOrNull(json, 'sha256'),
      preview: textOrNull(json, 'preview'),
      modified: metadata === null ? null : textOrNull(objectOf(metadata, 'metadata'), 'modified'),
    };
  }

  #text(json: Json, field: string, otherwise: string | null): string {
    const value = json[field] ?? (this.#isStrict ? null : otherwise);
    if (typeof value !== 'string') throw new Malformed(field);
    return value;
  }

  #flag(json: Json, field: string): boolean {
    const value = json[field];
    if (typeof value === 'boolean') return value;
    // Left out is fine for both; null only where nulls are.
    if (value === undefined || (value === null && !this.#isStrict)) return false;
    throw new Malformed(field);
  }
}

/** 1.18 leaves out what it doesn't have; 1.17 says null. */
export const infoFor = (version: Version, info: Info): Json =>
  version === '1.18' ? withoutNulls({ ...info }) : { ...info };

export const peerFor = (version: Version, { port, protocol, ...info }: Peer): Json => ({
  ...infoFor(version, info),
  port,
  protocol,
});

export const announcementFor = (version: Version, peer: Peer, isAsking: boolean): Json => ({
  ...peerFor(version, peer),
  ...(version === '1.18' ? { announce: isAsking } : { announce: isAsking, announcement: isAsking }),
});

export function fileFor(version: Version, file: FileInfo): Json {
  const { id, fileName, size, fileType, sha256, preview, modified } = file;
  const known = { id, fileName, size, fileType };
  const metadata = modified === null ? null : { modified, accessed: modified };
  if (version === '1.18') return withoutNulls({ ...known, sha256, preview, metadata });
  return { ...known, hash: null, preview, metadata };
}

const withoutNulls = (json: Json): Json =>
  Object.fromEntries(Object.entries(json).filter(([, value]) => value !== null));

export function objectOf(value: unknown, what: string): Json {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Malformed(what);
  return value as Json;
}

function textOrNull(json: Json, field: string): string | null {
  const value = json[field] ?? null;
  if (value !== null && typeof value !== 'string') throw new Malformed(field);
  return value;
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
