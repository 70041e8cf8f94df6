// A way to a port in another network namespace: sockets with a path belong to none, so that one leads in.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server } from 'node:net';
import { join } from 'node:path';

/** Runs inside: a socket with a path, each connection of which leads to the port. */
const INSIDE = `
const { createServer, connect } = require('node:net');
const [path, port] = process.argv.slice(1);
const server = createServer((from) => {
  const to = connect(Number(port), '127.0.0.1');
  from.pipe(to).pipe(from);
  for (const [one, other] of [[from, to], [to, from]]) one.on('error', () => other.destroy());
});
server.listen(path, () => process.stdout.write('open'));
process.stdin.resume().on('end', () => process.exit());
`;

export class Relay {
  readonly #inside: ChildProcess;
  readonly #path: string;
  #server: Server | null = null;

  constructor(namespace: string, port: number, folder: string) {
    this.#path = join(folder, `devtools-${port}`);
    this.#inside = spawn('ip', ['netns', 'exec', namespace, process.execPath, '-e', INSIDE, this.#path, `${port}`], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
  }

  /** The port on this side. */
  async open(): Promise<number> {
    if (this.#inside.stdout === null) throw new Error('the relay has no output');
    await once(this.#inside.stdout, 'data');
    this.#server = createServer((from) => {
      const to = connect(this.#path);
      from.pipe(to).pipe(from);
      from.on('error', () => to.destroy());
      to.on('error', () => from.destroy());
    });
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return (this.#server.address() as AddressInfo).port;
  }

  close(): void {
    this.#server?.close();
    // It ends with its input.
    this.#inside.stdin?.end();
  }
}
