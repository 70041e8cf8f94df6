// Syncthing at both ends: both run and are connected before the clock starts, as they are all day; what is to be moved is
// a folder that they share from then on.
import { linkSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { request } from 'node:http';
import { basename, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { Program } from '../program.ts';
import { type Place, type Places, startedAt } from '../transfer/places.ts';
import { ready } from '../transfer/servers.ts';
import type { Mover, Receiving, Way } from '../transfer/two-ends.ts';

const SEND = join(import.meta.dirname, 'syncthing-send.ts');
const PORT = 22_000;
const FOLDER = 'bench';
const KEY = 'bench';
/** What it leaves in a folder to know it by. */
const MARKER = '.stfolder';
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

export function syncthing(folder: string, places: Places, command: string): Way {
  return {
    what: 'Syncthing',
    isOurs: false,
    note: 'started and connected before',
    open: () => new Syncthings(command, places, mkdtempSync(join(folder, 'syncthing-'))),
  };
}

class Syncthings implements Mover {
  readonly #command: string;
  readonly #places: Places;
  /** All that both keep. */
  readonly #home: string;
  readonly #programs: Program[] = [];

  constructor(command: string, places: Places, home: string) {
    this.#command = command;
    this.#places = places;
    this.#home = home;
  }

  async receive(into: string): Promise<Receiving> {
    const sender = await this.#start(this.#places.sender, 'sender');
    const receiver = await this.#start(this.#places.receiver, 'receiver');
    // It calls from the port that it listens on: two that call each other at once have one connection, with a caller at
    // each end of it. So one of them waits, and knows whom it waits for before the other calls.
    await ask(receiver.door, 'POST', 'config/devices', { deviceID: sender.id });
    await ask(sender.door, 'POST', 'config/devices', { deviceID: receiver.id, addresses: [receiver.url] });
    const isConnected = async (): Promise<boolean> => {
      const { connections } = (await ask(receiver.door, 'GET', 'system/connections')) as Connections;
      return connections[sender.id]?.connected === true;
    };
    await ready(receiver.program, isConnected);
    const devices = [{ deviceID: sender.id }, { deviceID: receiver.id }];
    const shared = { id: FOLDER, devices, fsWatcherEnabled: false, rescanIntervalS: 0 };
    await ask(receiver.door, 'POST', 'config/folders', { ...shared, path: into });
    return {
      program: receiver.program,
      sender: sender.program,
      endsByItself: false,
      send: (source) => {
        const path = join(this.#home, 'source');
        const files = link(source, join(path, basename(source)));
        const errand: Errand = {
          sender: sender.door,
          receiver: receiver.door,
          folder: { ...shared, path },
          files,
          marker: join(into, MARKER),
        };
        return { command: process.execPath, args: [SEND, JSON.stringify(errand)] };
      },
    };
  }

  close(): void {
    for (const program of this.#programs) program.kill('SIGKILL');
    rmSync(this.#home, { recursive: true, force: true, maxRetries: 5 });
  }

  async #start(place: Place, name: string): Promise<Running> {
    const home = join(this.#home, name);
    mkdirSync(home);
    const door = join(home, 'door');
    // One process in place of one that watches another, so that it is the one that is measured.
    const serve = ['STMONITORED=yes', this.#command, 'serve', `--home=${home}`];
    const quiet = ['--no-browser', '--no-restart', '--no-default-folder'];
    const args = [...serve, ...quiet, `--gui-address=unix://${door}`, `--gui-apikey=${KEY}`];
    const program = new Program(startedAt(place, { command: 'env', args }));
    this.#programs.push(program);
    const isThere = (): Promise<boolean> =>
      ask(door, 'GET', 'system/ping').then(
        () => true,
        () => false,
      );
    await ready(program, isThere);
    const url = `tcp://${place.address}:${PORT}`;
    await ask(door, 'PATCH', 'config/options', { ...ALONE, listenAddresses: [url] });
    const { myID } = (await ask(door, 'GET', 'system/status')) as { readonly myID: string };
    return { program, door, id: myID, url };
  }
}

interface Running {
  readonly program: Program;
  /** The socket that it is spoken to by, which belongs to no network. */
  readonly door: string;
  readonly id: string;
  readonly url: string;
}

interface Connections {
  readonly connections: Readonly<Record<string, { readonly connected: boolean }>>;
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
