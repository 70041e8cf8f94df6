// Opens this device to others, and says where they reach it.
import { ok } from '../base/result.ts';
import type { Outcome } from '../contract/errors.ts';
import { writeAddress } from '../engine/index.ts';
import { addressesToType } from './own-addresses.ts';
import type { Opened } from './with-ferry.ts';

export interface Reachable {
  /** As they can be typed on the other device, the likeliest first. */
  readonly addresses: readonly string[];
  readonly name: string;
  /** The same without their port. */
  readonly hosts: readonly string[];
  readonly port: number;
  /** What the next engine is to listen on, to be found where this one was. */
  readonly again: { readonly port: number | null; readonly address: string | null };
}

export async function openNetwork(
  { invocation, invoke, output, world, first }: Opened,
  asked: Reachable['again'] = { port: invocation.port, address: invocation.interface },
): Promise<Outcome<Reachable>> {
  const opened = await invoke('network.open', asked);
  if (!opened.ok) return opened;
  const { port, isAgreedPort, address } = opened.value;
  const typedPort = isAgreedPort ? null : port;
  const { id, name } = first.self;
  output.tell(null, { event: 'ready', port, id, name });
  // Where it runs already, its address may have been chosen by whoever started it.
  const addresses =
    address === null
      ? addressesToType(world.interfaces(), typedPort)
      : [writeAddress({ host: address, port: typedPort })];
  const hosts = address === null ? addressesToType(world.interfaces(), null) : [address];
  return ok({ addresses, name, hosts, port, again: { port: typedPort, address } });
}
