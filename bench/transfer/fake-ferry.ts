// Stands in for the command line where the bench itself is tested: the same commands and the same lines, but a file is
// just copied by the receiver, and one called sparse.bin stays half received.
import { once } from 'node:events';
import { appendFileSync, cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { basename, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { parseArgs } from 'node:util';

const CODE = '123456';
const HALF_BYTES = 4 * 1024 * 1024;
const TRANSFER = '00112233445566778899aabbccddeeff';

const string = { type: 'string' } as const;
const boolean = { type: 'boolean' } as const;
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    data: string,
    port: string,
    interface: string,
    into: string,
    to: string,
    once: boolean,
    yes: boolean,
    json: boolean,
  },
});
const [command, target = '', id = ''] = positionals;
const { data = '', into = '' } = values;
const isPaired = existsSync(join(data, 'paired'));

function say(event: string, more: object = {}): void {
  if (values.json) console.log(JSON.stringify({ v: 1, event, ...more }));
}

function fail(code: string): void {
  say('error', { code });
  process.exitCode = 1;
}

/** Both ends say one thing. */
async function call(place: string, words: string): Promise<string> {
  const [host = '', port] = place.split(':');
  const socket = connect({ host, port: Number(port), allowHalfOpen: true });
  socket.end(words);
  return text(socket);
}

async function answer(event: string, more: object, reply: (words: string) => string | Promise<string>): Promise<void> {
  const server = createServer({ allowHalfOpen: true }).listen(Number(values.port), values.interface);
  await once(server, 'listening');
  say('ready', { port: Number(values.port) });
  if (event !== 'ready') say(event, more);
  const [socket]: Socket[] = await once(server, 'connection');
  server.close();
  if (socket) socket.end(await reply(await text(socket)));
}

function keepPaired(isRight: boolean): void {
  if (isRight) writeFileSync(join(data, 'paired'), '');
  else fail('pairing.code_wrong');
}

async function take(source: string): Promise<string> {
  say('offer', { transferId: TRANSFER });
  if (basename(source) === 'sparse.bin') {
    const staging = join(into, '.ferry-incoming', TRANSFER);
    mkdirSync(staging, { recursive: true });
    // First: it is ended as soon as the rest is seen.
    writeFileSync(join(data, 'unfinished'), join(into, '.ferry-incoming'));
    appendFileSync(join(staging, 'part'), Buffer.alloc(HALF_BYTES, 1));
    await once(process, 'SIGTERM');
  } else cpSync(source, join(into, basename(source)), { recursive: true, preserveTimestamps: true });
  return 'done';
}

if (command === 'pair' && target === '') {
  await answer('code', { code: CODE }, (words) => {
    keepPaired(words === CODE);
    return words === CODE ? 'right' : 'wrong';
  });
} else if (command === 'pair') keepPaired((await call(target, (await text(process.stdin)).trim())) === 'right');
else if (!isPaired) fail('device.not_paired');
else if (command === 'receive') await answer('ready', {}, take);
else if (command === 'send') say((await call(values.to ?? '', target)) === 'done' ? 'done' : 'error');
else if (command === 'transfers' && target === 'discard' && id === TRANSFER) {
  const unfinished = join(data, 'unfinished');
  if (existsSync(unfinished)) rmSync(readFileSync(unfinished, 'utf8'), { recursive: true });
  say('done');
} else fail('usage.unknown_command');
