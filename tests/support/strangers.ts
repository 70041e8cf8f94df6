// Run as a program of its own: what a hostile neighbour does to a listener, until its standard input ends.
//     node strangers.ts PORT half-open|handshakes COUNT
import { randomBytes } from 'node:crypto';
import { connect } from 'node:net';

const [port = '', what = '', count = '0'] = process.argv.slice(2);
/** Loopback has many addresses: each a source of its own. */
const source = (index: number): string => `127.0.${1 + Math.floor(index / 200)}.${1 + (index % 200)}`;
const first = Buffer.concat([
  Buffer.from('FRRY\x01\x00\x01\x00\x01\x01', 'latin1'),
  Uint8Array.of(1232 >> 8, 1232 & 255),
  randomBytes(1232 + 16),
]);

function knock(index: number): void {
  const socket = connect({ host: '127.0.0.1', port: Number(port), localAddress: source(index) });
  socket.on('connect', () => what === 'handshakes' && socket.write(first));
  socket.on('error', () => socket.destroy());
  socket.on('data', () => undefined);
  // Whoever is shown out comes back: a thousand strangers are about a thousand attempts a second.
  socket.on('close', () => setTimeout(() => knock(index), 1000));
}

for (let index = 0; index < Number(count); index++) setTimeout(() => knock(index), index);
setTimeout(() => process.stdout.write('on\n'), Number(count));
process.stdin.resume().on('end', () => process.exit());
