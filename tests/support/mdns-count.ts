// Counts on a host of its own what others say there by multicast DNS: each packet with its head, as it goes by the cable.
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import type { Host } from './net-space.ts';

/** Of Ethernet, IP and UDP. */
const HEAD_BYTES = { udp4: 14 + 20 + 8, udp6: 14 + 40 + 8 } as const;

interface Packet {
  readonly from: string;
  readonly bytes: number;
  readonly isQuestion: boolean;
}

const PROGRAM = `
  const { createSocket } = require('node:dgram');
  const heads = ${JSON.stringify(HEAD_BYTES)};
  let open = 0;
  for (const [type, group, on, bind] of [['udp4', '224.0.0.251', process.argv[1], '0.0.0.0'], ['udp6', 'ff02::fb', '::%eth0', '::']]) {
    const socket = createSocket({ type, reuseAddr: true, ipv6Only: type === 'udp6' });
    socket.on('message', (datagram, { address }) => {
      const packet = { from: address, bytes: heads[type] + datagram.length, isQuestion: (datagram[2] & 128) === 0 };
      console.log(JSON.stringify(packet));
    });
    socket.bind(5353, bind, () => {
      socket.addMembership(group, on);
      if (++open === 2) console.log('open');
    });
  }`;

export class MdnsCount {
  #packets: Packet[] = [];
  #wake: () => void = () => undefined;

  static async on(host: Host): Promise<MdnsCount> {
    const count = new MdnsCount();
    const child = host.spawn(process.execPath, ['-e', PROGRAM, host.addressOf()], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const lines = createInterface({ input: child.stdout as Readable });
    await once(lines, 'line');
    lines.on('line', (line) => {
      count.#packets.push(JSON.parse(line));
      count.#wake();
    });
    return count;
  }

  /** From now on. */
  clear(): void {
    this.#packets = [];
  }

  saidBy(host: Host): { readonly bytes: number; readonly packets: number; readonly questions: number } {
    const all = this.#by(host);
    const bytes = all.reduce((sum, packet) => sum + packet.bytes, 0);
    return { bytes, packets: all.length, questions: all.filter(({ isQuestion }) => isQuestion).length };
  }

  async untilAsked(host: Host, mostMs: number): Promise<void> {
    const isAsked = (): boolean => this.#by(host).some(({ isQuestion }) => isQuestion);
    await new Promise<void>((resolve, reject) => {
      const limit = setTimeout(() => reject(new Error(`nothing was asked in ${mostMs} ms`)), mostMs);
      this.#wake = () => {
        if (!isAsked()) return;
        clearTimeout(limit);
        this.#wake = () => undefined;
        resolve();
      };
      this.#wake();
    });
  }

  #by(host: Host): readonly Packet[] {
    const own = [...host.ip('-o', 'addr', 'show', 'dev', 'eth0').matchAll(/ inet6? ([^/ ]+)/g)].map(([, each]) => each);
    return this.#packets.filter(({ from }) => own.includes(from.split('%')[0]));
  }
}
