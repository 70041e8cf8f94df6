// Run as a program of its own: announces a device that it isn't, at a port that it doesn't have.
//     node mdns-lie.ts ID NAME PORT
import { networkInterfaces } from 'node:os';
import * as v from 'valibot';
import { DeviceId } from '../../src/contract/devices.ts';
import { openMdns } from '../../src/engine/discovery/bonjour.ts';
import { SYSTEM_PORTS } from '../../src/engine/index.ts';

const [id = '', name = '', port = ''] = process.argv.slice(2);
const { lo: _alone, ...interfaces } = networkInterfaces();
const mdns = openMdns({
  clock: SYSTEM_PORTS.clock,
  random: SYSTEM_PORTS.random,
  log: () => undefined,
  onHeard: () => undefined,
  onGone: () => undefined,
});
mdns.use(interfaces);
const said = { versions: [1], kind: 'unknown' as const, id: v.parse(DeviceId, id), name, tag: null };
mdns.announce(() => ({ said, port: Number(port) }));
// Until it is ended.
setInterval(() => undefined, 60_000);
