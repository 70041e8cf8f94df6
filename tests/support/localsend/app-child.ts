// Run as a program of its own, on a host of a test's own network: one app, and what a test wants of it line by line.
//     node app-child.ts OPTIONS
import { createInterface } from 'node:readline';
import { type App, type AppOptions, startApp } from './app.ts';
import type { Place } from './call.ts';
import { type KeyName, makeCertificate } from './certificate.ts';
import type { Device } from './discovery.ts';
import type { Item } from './items.ts';

/** Those that can be written down; and with which key, where two are on one network. */
export type ChildOptions = Omit<AppOptions, 'certificate' | 'decide' | 'prepareAnswer' | 'uploadAnswer'> & {
  readonly key?: KeyName;
  readonly decide: 'accept' | 'decline';
};

const COMMANDS = {
  device: (app: App) => app.device,
  devices: (app: App) => [...app.devices.values()],
  announce: (app: App, waitsMs: readonly number[]) => app.announce(waitsMs),
  lookAt: (app: App, place: Place) => app.lookAt(place),
  send: async (app: App, to: Pick<Device, 'place' | 'fingerprint'>, items: readonly Item[]) => {
    const sending = await app.send(to, items);
    return { state: await sending.ended, outcome: sending.outcome };
  },
  received: (app: App) => app.receiving?.received ?? [],
  /** How it ended, once it has. */
  ended: (app: App) => app.receiving?.ended ?? null,
  cancelReceiving: (app: App) => app.cancelReceiving(),
  messages: (app: App) => app.messages,
};

export type Commands = typeof COMMANDS;
type Command = (app: App, ...args: readonly unknown[]) => unknown;

const { key = 'one', ...options } = JSON.parse(process.argv[2] ?? '{}') as ChildOptions;
const app = await startApp({ ...options, certificate: makeCertificate(options.version, { key }) });
const say = (value: unknown): unknown => process.stdout.write(`${JSON.stringify({ value: value ?? null })}\n`);
say(app.device);
// One at a time, each answered by a line; the end of the input is the end of the app.
for await (const line of createInterface({ input: process.stdin })) {
  const [name, ...args] = JSON.parse(line) as [keyof Commands, ...unknown[]];
  say(await (COMMANDS[name] as Command)(app, ...args));
}
await app.close();
