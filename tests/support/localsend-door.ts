// Our LocalSend server with handlers that say what they were asked, certificates by which visitors are told apart, and
// connections over which anything at all can be written to it.
import { connect as connectPlainly, type Socket } from 'node:net';
import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { type ConnectionOptions, connect as connectTls } from 'node:tls';
import { onTestFinished } from 'vitest';
import { SYSTEM_PORTS } from '../../src/engine/index.ts';
import type { Fingerprint } from '../../src/engine/interop/localsend/certificate.ts';
import type { Handlers, Visitor } from '../../src/engine/interop/localsend/handlers.ts';
import type { InfoAnswer, PrepareUpload } from '../../src/engine/interop/localsend/messages.ts';
import { openServer, type ServerOptions } from '../../src/engine/interop/localsend/server.ts';
import { type KeyName, makeCertificate, type Shape } from './localsend/certificate.ts';

export interface Shown {
  readonly certificatePem: string;
  readonly keyPem: string;
  readonly fingerprint: Fingerprint;
}

export function certificateOf(key: KeyName, shape: Shape = {}): Shown {
  const made = makeCertificate('1.18', { key, ...shape });
  return { certificatePem: made.certificate, keyPem: made.key, fingerprint: made.fingerprint as Fingerprint };
}

export const OURS = certificateOf('one');
export const THEIRS = certificateOf('two');

export const OWN_INFO: InfoAnswer = {
  alias: 'Shelf',
  version: '2.2',
  deviceModel: null,
  deviceType: 'desktop',
  fingerprint: OURS.fingerprint,
  hasDownloads: false,
};

/** What was asked of the handlers, in its order. */
export interface Heard {
  readonly what: keyof Handlers;
  readonly visitor: Visitor;
  readonly said?: unknown;
}

export interface TestDoor {
  readonly port: number;
  readonly heard: Heard[];
  /** What uploads brought. */
  readonly uploads: Buffer[];
  readonly dropUnwelcome: () => void;
  readonly close: () => Promise<void>;
}

export async function openDoorTo(
  handlers: Partial<Handlers> = {},
  options: Partial<Omit<ServerOptions, 'handlers'>> = {},
): Promise<TestDoor> {
  const heard: Heard[] = [];
  const uploads: Buffer[] = [];
  const { clock } = SYSTEM_PORTS;
  const all: Handlers = {
    info: (visitor) => {
      heard.push({ what: 'info', visitor });
      return OWN_INFO;
    },
    register: (visitor, said) => {
      heard.push({ what: 'register', visitor, said });
      return OWN_INFO;
    },
    prepareUpload: async (visitor, said, pin) => {
      heard.push({ what: 'prepareUpload', visitor, said: { ...said, pin } });
      return { status: 200, answer: { sessionId: 's', tokens: tokensFor(said) } };
    },
    upload: async (visitor, said, body: Readable) => {
      heard.push({ what: 'upload', visitor, said });
      uploads.push(await buffer(body));
      return { status: 200, message: '' };
    },
    cancel: (visitor, said) => {
      heard.push({ what: 'cancel', visitor, said });
      return { status: 200, message: '' };
    },
    ...handlers,
  };
  const server = await openServer({
    certificate: OURS,
    port: 0,
    onlyFingerprints: () => null,
    clock,
    log: () => undefined,
    ...options,
    handlers: all,
  });
  onTestFinished(() => server.close());
  return {
    port: server.port,
    heard,
    uploads,
    dropUnwelcome: () => server.dropUnwelcome(),
    close: () => server.close(),
  };
}

const tokensFor = ({ files }: PrepareUpload) => new Map(files.map(({ id }) => [id, `token of ${id}`]));

/** A connection that says what it is told to, and keeps what it hears. */
export interface Line {
  readonly socket: Socket;
  readonly heard: () => string;
  /** Waits while the other side doesn't read. False: it has ended. */
  readonly say: (text: string | Uint8Array) => Promise<boolean>;
  readonly closed: Promise<string>;
}

/** Null for `as` shows no certificate; `isPlain` uses no TLS. */
export async function callDoor(
  port: number,
  {
    as = THEIRS,
    isPlain = false,
    host = '127.0.0.1',
    ...tls
  }: ConnectionOptions & { as?: Shown | null; isPlain?: boolean; localAddress?: string } = {},
): Promise<Line> {
  const shown = as === null ? {} : { cert: as.certificatePem, key: as.keyPem };
  const socket = isPlain
    ? connectPlainly({ port, host })
    : connectTls({ port, host, rejectUnauthorized: false, ...shown, ...tls });
  onTestFinished(() => void socket.destroy());
  let heard = '';
  socket.setEncoding('latin1').on('data', (text: string) => {
    heard += text;
  });
  socket.on('error', () => undefined);
  const closed = new Promise<string>((resolve) => socket.once('close', () => resolve(heard)));
  await Promise.race([new Promise((resolve) => socket.once(isPlain ? 'connect' : 'secureConnect', resolve)), closed]);
  const say = (text: string | Uint8Array): Promise<boolean> =>
    new Promise((resolve) => {
      if (!socket.writable) resolve(false);
      else socket.write(text, (error) => resolve(!error));
      void closed.then(() => resolve(false));
    });
  return { socket, heard: () => heard, say, closed };
}

/** A request as it is written, with the host that is right. */
export function written(line: string, headers: Readonly<Record<string, string>> = {}, body = ''): string {
  const all = { host: '127.0.0.1', ...(body === '' ? {} : { 'content-length': `${body.length}` }), ...headers };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
  return `${[`${line} HTTP/1.1`, ...lines].join('\r\n')}\r\n\r\n${body}`;
}

export const API = '/api/localsend/v2';
export const UPLOAD = `${API}/upload?sessionId=s&fileId=f&token=t`;

export const OFFER = {
  info: { alias: 'Theirs', version: '2.2', fingerprint: THEIRS.fingerprint, port: 53_317, protocol: 'https' },
  files: { a: { id: 'a', fileName: 'a.txt', size: 5, fileType: 'text/plain' } },
};
