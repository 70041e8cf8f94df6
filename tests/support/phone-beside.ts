// A phone with LocalSend for transcripts: `phone HOW COMMAND …` runs the command on a network where one is near, which does
// with all that comes as HOW says; it ends with the command's exit code.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { type App, type AppOptions, startApp } from './localsend/app.ts';
import { makeCertificate } from './localsend/certificate.ts';

const [how = '', command = '', ...words] = process.argv.slice(2);
const folder = join(process.env.DIR ?? '', 'phone');
const multicastPort = 53_317;

const WAYS = {
  accept: {},
  decline: { decide: 'decline' },
  choose: { decide: { only: ['both/a.txt'] } },
  busy: { prepareAnswer: () => 409 },
  old: { prepareAnswer: () => 413 },
  garble: { uploadAnswer: () => 422 },
  hide: {},
  lock: { pin: 'kaktus 471193' },
  replace: {},
} as const satisfies Readonly<Record<string, Partial<AppOptions>>>;

if (!Object.hasOwn(WAYS, how)) throw new Error(`no phone does “${how}”`);
const way = how as keyof typeof WAYS;
const own = { version: '1.18', alias: 'Phone', folder, decide: 'accept', interfaceAddress: '::' } as const;
const [address = ''] = Object.values(networkInterfaces()).flatMap((all) =>
  (all ?? []).flatMap(({ family, internal, address }) => (family === 'IPv4' && !internal ? [address] : [])),
);

await mkdir(folder, { recursive: true });
const phone = await startApp({ ...own, ...WAYS[way], multicastPort, multicastInterfaces: [address] });
const others: App[] = [];
// It still says where it is: nobody answers there, or another one does.
if (way === 'hide' || way === 'replace') await phone.stopServing();
if (way === 'replace')
  others.push(await startApp({ ...own, port: phone.port, certificate: makeCertificate('1.18', { key: 'two' }) }));

const [code] = (await once(spawn(command, words, { stdio: 'inherit' }), 'exit')) as [number | null];
process.exitCode = code ?? 1;
await Promise.all([phone, ...others].map((app) => app.close()));
