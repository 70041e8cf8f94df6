// One end of what `links` holds Ferry against where there is no iperf3: memory to memory, by one connection.
//     node blast-ends.ts send ADDRESS BYTES      prints its port there, waits for one receiver, sends it so many bytes
//     node blast-ends.ts receive ADDRESS PORT    prints how many came and in how many seconds, as JSON
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

const PIECE = 1024 * 1024;

const [role, host = '', number = ''] = process.argv.slice(2);

async function send(): Promise<void> {
  const server = createServer({ noDelay: true });
  await once(server.listen(0, host), 'listening');
  console.log((server.address() as AddressInfo).port);
  const [socket]: Socket[] = await once(server, 'connection');
  server.close();
  const piece = Buffer.alloc(PIECE, 1);
  for (let left = Number(number); left > 0; left -= PIECE)
    if (!socket?.write(piece.subarray(0, left))) await once(socket as Socket, 'drain');
  socket?.end();
}

async function receive(): Promise<void> {
  const buffer = Buffer.allocUnsafeSlow(PIECE);
  let bytes = 0;
  const begun = performance.now();
  const callback = (count: number): boolean => {
    bytes += count;
    return true;
  };
  await once(connect({ host, port: Number(number), onread: { buffer, callback } }), 'end');
  console.log(JSON.stringify({ bytes, seconds: (performance.now() - begun) / 1000 }));
}

await (role === 'send' ? send() : receive());
