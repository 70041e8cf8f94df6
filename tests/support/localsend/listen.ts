// The way into an app: 1.18 demands a certificate of whoever comes by TLS, 1.17 asks for none. Facts 0.2 and 1.4.
import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer, type Socket } from 'node:net';
import { createSecureContext, TLSSocket } from 'node:tls';
import { type AppCertificate, fingerprintOf, troubleWith } from './certificate.ts';

export interface Visitor {
  readonly address: string;
  /** Of the certificate that was shown in the handshake; null by plain HTTP, and always for 1.17. */
  readonly fingerprint: string | null;
}

export interface ListenOptions {
  readonly certificate: AppCertificate;
  readonly isPlain: boolean;
  readonly demandsCertificate: boolean;
  readonly host: string;
  readonly port: number;
  readonly onRequest: (request: IncomingMessage, response: ServerResponse, visitor: Visitor) => Promise<void>;
}

export interface Listening {
  readonly port: number;
  close(): Promise<void>;
}

const IDLE_MS = 120_000;

export async function listen(options: ListenOptions): Promise<Listening> {
  const { certificate, isPlain, demandsCertificate } = options;
  const http = createHttpServer(
    { noDelay: true, requestTimeout: 0, keepAliveTimeout: IDLE_MS },
    (request, response) => {
      const visitor = { address: addressOf(request.socket), fingerprint: shownBy(request.socket) };
      // An app that fails inside of a request says so.
      options.onRequest(request, response, visitor).catch(() => {
        if (!response.headersSent) response.writeHead(500);
        response.end();
      });
    },
  );
  const context = createSecureContext({
    cert: certificate.certificate,
    key: certificate.key,
    // Whoever comes again may go on with its session.
    sessionIdContext: 'app',
    // Its own name is the one it lists for those who choose their certificate by that.
    ...(demandsCertificate ? { ca: certificate.certificate } : {}),
  });
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    open.add(socket);
    socket.on('error', () => socket.destroy()).on('close', () => open.delete(socket));
    if (isPlain) http.emit('connection', socket);
    else shakeHands(socket);
  });

  // Node's own TLS server would turn away every certificate that no authority signed, or else miss none: here a missing
  // one is answered by the alert, and one that is there is looked at afterwards.
  function shakeHands(socket: Socket): void {
    const secure = new TLSSocket(socket, {
      isServer: true,
      secureContext: context,
      requestCert: demandsCertificate,
      rejectUnauthorized: demandsCertificate,
      ALPNProtocols: ['http/1.1'],
    });
    secure.on('error', () => secure.destroy());
    secure.on('secure', () => {
      const shown = secure.getPeerX509Certificate();
      // The app would end the handshake; Node has ended it by now, and nobody is told a word of HTTP.
      if (shown !== undefined && troubleWith(shown.raw) !== null) secure.destroy();
      else http.emit('connection', secure);
    });
  }

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(options.port, options.host, resolve);
  });
  const bound = server.address();
  return {
    port: typeof bound === 'object' && bound !== null ? bound.port : options.port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of open) socket.destroy();
      }),
  };
}

/** IPv4 as itself, also where a socket of both kinds says it in the other's way. */
const addressOf = ({ remoteAddress = '' }: Socket): string => remoteAddress.replace(/^::ffff:(?=\d+\.)/, '');

const shownBy = (socket: Socket): string | null => {
  const shown = socket instanceof TLSSocket ? socket.getPeerX509Certificate() : undefined;
  return shown === undefined ? null : fingerprintOf(shown.raw);
};
