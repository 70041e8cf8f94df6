// Run as a program of its own: tells one computer, and no other, of a device that it isn't, at a port that it doesn't have.
//     node mdns-lie.ts WHOM ID NAME ADDRESS PORT
import { createSocket } from 'node:dgram';
import { announcementOf } from './mdns-packet.ts';

const MDNS_PORT = 5353;
const [whom = '', id = '', name = '', address = '', port = ''] = process.argv.slice(2);
const packet = announcementOf({ lot: '00112233', id, name, kind: 'desktop', address, port: Number(port) });
const socket = createSocket({ type: 'udp4', reuseAddr: true });
// Until it is ended.
socket.bind(MDNS_PORT, () => setInterval(() => socket.send(packet, MDNS_PORT, whom), 500));
