// The socket of one multicast instance. What its guard turns away nobody sees; and whatever a stranger's bytes make a
// decoder do, the process lives on.
import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';

export type { RemoteInfo, Socket as MdnsSocket } from 'node:dgram';

export interface MdnsSocketNeeds {
  readonly family: 'ipv4' | 'ipv6';
  readonly admits: (datagram: Buffer, from: RemoteInfo) => boolean;
  /** A listener threw. */
  readonly onFault: (error: unknown) => void;
}

/** Shares its port with the other responders of this computer, as long as they let it. */
export function createMdnsSocket({ family, admits, onFault }: MdnsSocketNeeds): Socket {
  const socket =
    family === 'ipv4'
      ? createSocket({ type: 'udp4', reuseAddr: true })
      : createSocket({ type: 'udp6', reuseAddr: true, ipv6Only: true });
  const emit = socket.emit.bind(socket) as (...args: unknown[]) => boolean;
  socket.emit = (...args: unknown[]): boolean => {
    const [name, datagram, from] = args;
    if (name === 'message' && !admits(datagram as Buffer, from as RemoteInfo)) return false;
    try {
      return emit(...args);
    } catch (error) {
      onFault(error);
      return false;
    }
  };
  return socket;
}
