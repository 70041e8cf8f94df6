// Syncthing at both ends: both run and are connected before the clock starts, as they are all day; what is to be moved is
// a folder that they share from then on.
import { linkSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { request } from 'node:http';
import { basename, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { Program } from '../program.ts';
import { type Place, type Places, startedAt } from '../transfer/places.ts';
import { ready } from '../transfer/servers.ts';
import type { Mover, Way } from '../transfer/two-ends.ts';

const SEND = join(import.meta.dirname, 'syncthing-send.ts');
const PORT = 22_000;
const FOLDER = 'bench';
const KEY = 'bench';
/** What it leaves in a folder to know it by. */
const MARKER = '.stfolder';
/** A first call may come before the other knows who it is; the next is not made at once. */
const CONNECTED_MS = 60_000;
/** Nobody else is asked or told anything. */
const ALONE = {
  globalAnnounceEnabled: false,
  localAnnounceEnabled: false,
  relaysEnabled: false,
  natEnabled: false,
  crashReportingEnabled: false,
  urAccepted: -1,
  reconnectionIntervalS: 1,
};

/** What `syncthing-send.ts` is to do. */
export interface Errand {
  readonly sender: string;
  readonly receiver: string;
  /** As Syncthing has it. */
  readonly folder: { readonly id: string; readonly path: string };
  readonly files: number;
  readonly marker: string;
}

export function syncthing(folder: string, { sender, receiver }: Places, command: string): Way {
  return {
    what: 'Syncthing',
    isOurs: false,
    note: 'started and connected before',
    open: (): Mover => {
      const own = mkdtempSync(join(folder, 'syncthing-'));
      const programs: Program[] = [];
      return {
        receive: async (into) => {
          const [a, b] = await Promise.all(
            [sender, receiver].map((place, index) => start(command, join(own, `${index}`), place)),
          );
          if (a === undefined || b === undefined) throw new Error('one of two was not started');
          programs.push(a.program, b.program);
          const devices = [{ deviceID: a.id }, { deviceID: b.id }];
          for (const [one, other, place] of [
            [a, b, receiver],
            [b, a, sender],
          ] as const)
            await ask(one.door, 'POST', 'config/devices', {
              deviceID: other.id,
              addresses: [`tcp://${place.address}:${PORT}`],
            });
          const isConnected = async (): Promise<boolean> => {
            const { connections } = (await ask(b.door, 'GET', 'system/connections')) as Connections;
            return connections[a.id]?.connected === true;
          };
          await ready(b.program, isConnected, CONNECTED_MS);
          const shared = { id: FOLDER, devices, fsWatcherEnabled: false, rescanIntervalS: 0 };
          await ask(b.door, 'POST', 'config/folders', { ...shared, path: into });
          return {
            program: b.program,
            sender: a.program,
            endsByItself: false,
            send: (source) => {
              const path = join(own, 'source');
              const files = link(source, join(path, basename(source)));
              const marker = join(into, MARKER);
              const errand: Errand = { sender: a.door, receiver: b.door, folder: { ...shared, path }, files, marker };
              return { command: process.execPath, args: [SEND, JSON.stringify(errand)] };
            },
          };
        },
        close: () => {
          for (const program of programs) program.kill('SIGKILL');
          rmSync(own, { recursive: true, force: true, maxRetries: 5 });
        },
      };
    },
  };
}

interface Running {
  readonly program: Program;
  /** The socket that it is spoken to by, which belongs to no network. */
  readonly door: string;
  readonly id: string;
}

interface Connections {
  readonly connections: Readonly<Record<string, { readonly connected: boolean }>>;
}

async function start(command: string, home: string, place: Place): Promise<Running> {
  mkdirSync(home, { recursive: true });
  const door = join(home, 'door');
  // One process in place of one that watches another, so that it is the one that is measured.
  const serve = [
    'STMONITORED=yes',
    command,
    'serve',
    `--home=${home}`,
    '--no-browser',
    '--no-restart',
    '--no-default-folder',
  ];
  const args = [...serve, `--gui-address=unix://${door}`, `--gui-apikey=${KEY}`];
  const program = new Program(startedAt(place, { command: 'env', args }));
  const isThere = (): Promise<boolean> =>
    ask(door, 'GET', 'system/ping').then(
      () => true,
      () => false,
    );
  await ready(program, isThere);
  const listenAddresses = [`tcp://${place.address}:${PORT}`];
  await ask(door, 'PATCH', 'config/options', { ...ALONE, listenAddresses });
  const { myID } = (await ask(door, 'GET', 'system/status')) as { readonly myID: string };
  return { program, door, id: myID };
}

/** The same files under another name, without a copy; gives how many there are. */
function link(source: string, target: string): number {
  if (!statSync(source).isDirectory()) {
    mkdirSync(join(target, '..'), { recursive: true });
    linkSync(source, target);
    return 1;
  }
  mkdirSync(target, { recursive: true });
  return readdirSync(source).reduce((sum, name) => sum + link(join(source, name), join(target, name)), 0);
}

/** Throws where it isn't there, or refuses. */
export async function ask(door: string, method: string, what: string, body?: object): Promise<unknown> {
  const headers = { 'X-API-Key': KEY };
  const answer = await new Promise<string>((resolve, reject) => {
    const asked = request({ socketPath: door, method, path: `/rest/${what}`, headers }, (response) => {
      const isGood = response.statusCode === 200;
      text(response).then((said) => (isGood ? resolve(said) : reject(new Error(`${what}: ${said}`))), reject);
    });
    asked.once('error', reject).end(body && JSON.stringify(body));
  });
  return answer === '' ? null : JSON.parse(answer);
}
