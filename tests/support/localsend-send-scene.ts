// One that sends as Ferry does, and a LocalSend app on the same computer: what goes out, what arrives, what is said of it.
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { errorInfo } from '../../src/contract/errors.ts';
import type { ShownTransfer } from '../../src/contract/transfers.ts';
import { type Clock, SYSTEM_PORTS } from '../../src/engine/index.ts';
import { Client } from '../../src/engine/interop/localsend/client.ts';
import { guestKey } from '../../src/engine/interop/localsend/guests-near.ts';
import { PROTOCOL_VERSION } from '../../src/engine/interop/localsend/messages.ts';
import { SendOut } from '../../src/engine/interop/localsend/send-out.ts';
import { openServer } from '../../src/engine/interop/localsend/server.ts';
import { Outgoing } from '../../src/engine/session/outgoing.ts';
import type { OutgoingTransfer } from '../../src/engine/session/outgoing-transfer.ts';
import { shownOutgoing } from '../../src/engine/session/shown-transfer.ts';
import { openOutgoing } from '../../src/engine/transfer/kept-transfers.ts';
import type { SendLimit } from '../../src/engine/transfer/paced-records.ts';
import { rootsOf } from '../../src/engine/transfer/plan.ts';
import { Texts } from '../../src/engine/transfer/texts.ts';
import { type AppOptions, startApp } from './localsend/app.ts';
import { makeCertificate } from './localsend/certificate.ts';
import { tempFolder } from './temp-folder.ts';

const HOST = '127.0.0.1';
const UNLIMITED: SendLimit = { pieceBytes: (most) => most, take: async () => undefined };
const OWN = makeCertificate('1.18', { key: 'two' });

export interface SceneOptions extends Partial<AppOptions> {
  readonly version: AppOptions['version'];
  readonly limit?: SendLimit;
  readonly clock?: Clock;
  /** Whom it takes the app for. */
  readonly fingerprint?: string;
  readonly places?: (port: number) => readonly number[];
}

export async function sendScene({ limit = UNLIMITED, clock = SYSTEM_PORTS.clock, ...options }: SceneOptions) {
  const [inbox, data, source] = await Promise.all([tempFolder(), tempFolder(), tempFolder()]);
  const app = await startApp({ alias: 'Desk', folder: inbox, decide: 'accept', ...options });
  const wire = await openWire(app.port);
  const log = () => undefined;
  const identity = { certificatePem: OWN.certificate, keyPem: OWN.key };
  const client = new Client({ certificate: identity, clock: SYSTEM_PORTS.clock, log });
  const info = { alias: 'Calm Pier', version: PROTOCOL_VERSION, deviceModel: null, deviceType: 'desktop' } as const;
  const sendOut: SendOut = new SendOut({
    client,
    onIdle: () => undefined,
    own: () => ({
      ...info,
      ...{ fingerprint: OWN.fingerprint, hasDownloads: false, port: server.port, protocol: 'https' },
    }),
  });
  const refused = { status: 403, message: '' };
  const server = await openServer({
    ...{ certificate: identity, port: 0, host: HOST, onlyFingerprints: () => null, clock: SYSTEM_PORTS.clock, log },
    handlers: {
      info: () => ({ ...info, fingerprint: OWN.fingerprint, hasDownloads: false }),
      register: () => refused,
      prepareUpload: async () => refused,
      upload: async () => refused,
      cancel: ({ address, fingerprint }, sessionId) =>
        sendOut.canceledBy(address, fingerprint, sessionId) ? { status: 200, message: '' } : refused,
    },
  });
  const protocol = options.isPlain === true ? 'http' : 'https';
  const guest = {
    fingerprint: options.fingerprint ?? app.certificate.fingerprint,
    isEncrypted: protocol === 'https',
    version: app.device.version,
    places: (options.places?.(wire.port) ?? [wire.port]).map((port) => ({ host: HOST, port, protocol }) as const),
  };
  const rows: ShownTransfer[] = [];
  const ends = new Map<string, PromiseWithResolvers<void>>();
  const typing = new Map<string, string[]>();
  const outgoing = new Outgoing({
    rows: await openOutgoing(join(data, 'outgoing.json'), clock.now()),
    folder: join(data, 'outgoing'),
    dataDir: data,
    run: randomBytes(8),
    limitOf: () => limit,
    thumbnailsFor: () => null,
    random: randomBytes,
    clock,
    log,
    onChange: (transfer) => {
      const row = shown(transfer);
      rows.push(row);
      if (row.stage !== 'waitingForPin') return;
      const pin = typing.get(row.id)?.shift();
      if (pin !== undefined) transfer.typePin(pin);
    },
    onEnded: (transfer) => ends.get(transfer.id)?.resolve(),
    troubleOf: (error) => errorInfo('internal', { note: String(error) }),
  });
  const shown = (transfer: OutgoingTransfer) => shownOutgoing(transfer, () => null, clock.now());
  const near = () => ({
    ...({ key: guestKey(guest), name: 'Desk', via: 'localSend', isPlain: !guest.isEncrypted } as const),
    way: () => sendOut.wayTo(guest),
  });
  onTestFinished(async () => {
    await outgoing.stopAll();
    client.close();
    await Promise.all([server.close(), app.close(), wire.close()]);
  });

  /** With what its person types when a PIN is asked for, one after the other. */
  async function begin(what: readonly string[] | { readonly text: string }, ...pins: readonly string[]) {
    const id = randomBytes(16).toString('hex');
    const isText = 'text' in what;
    const roots = isText ? [await new Texts(join(data, 'texts')).write(id, what.text)] : rootsOf(what);
    const text = isText ? { isPrivate: false } : null;
    const transfer = outgoing.begin({ to: null, roots, text, stream: null, guest: near(), awaited: null }, id);
    const ended = Promise.withResolvers<void>();
    ends.set(id, ended);
    typing.set(id, [...pins]);
    await outgoing.prepare(transfer);
    return { transfer, ended: ended.promise.then(() => shown(transfer)), row: () => shown(transfer) };
  }

  return {
    ...{ app, inbox, source, data, outgoing, rows, wire, begin, sendOut },
    send: async (...what: Parameters<typeof begin>) => await (await begin(...what)).ended,
    asked: (route: string) => app.requests.filter(({ path }) => path.endsWith(route)),
  };
}

/** Between the two: how many connections there are, and an end to all of them. */
async function openWire(port: number) {
  const open = new Set<Socket>();
  const counts = { connections: 0, bytes: 0 };
  const server = createServer((near) => {
    counts.connections++;
    const far = connect(port, HOST);
    for (const socket of [near, far]) {
      open.add(socket);
      socket.on('error', () => socket.destroy()).on('close', () => open.delete(socket));
    }
    near.on('data', ({ length }) => {
      counts.bytes += length;
    });
    near.pipe(far).pipe(near);
  });
  server.listen(0, HOST);
  await once(server, 'listening');
  const cut = (): void => {
    for (const socket of open) socket.destroy();
  };
  return {
    counts,
    port: (server.address() as AddressInfo).port,
    cut,
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      cut();
      await closed;
    },
  };
}
