// A program that hands connections on to a port, and when it is stopped takes no more than its queue holds: first packets
// that come then are lost, as on a bad link.
//     node full-door.ts PORT      prints its own port
import { connect, createServer } from 'node:net';

const inside = Number(process.argv[2]);
const server = createServer((socket) => {
  const onwards = connect({ host: '127.0.0.1', port: inside });
  for (const each of [socket, onwards]) each.on('error', () => undefined);
  socket.pipe(onwards).pipe(socket);
});
server.listen({ host: '127.0.0.1', port: 0, backlog: 1 }, () => {
  const address = server.address();
  if (address !== null && typeof address === 'object') console.log(address.port);
});
