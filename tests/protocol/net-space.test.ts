import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { canMakeSpaces, type Host, NetSpace } from '../support/net-space.ts';

const PORT = 4000;

async function listen(host: Host): Promise<void> {
  const script = `require('node:net').createServer((socket) => socket.end()).listen(${PORT}, '::', () => console.log('ready'));`;
  const child = host.spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  if (child.stdout !== null) await once(child.stdout, 'data');
}

/** By IPv4, then by IPv6. */
async function reaches(from: Host, to: Host): Promise<readonly string[]> {
  const script = `
    const socket = require('node:net').connect({ host: process.argv[1], port: ${PORT} });
    const timer = setTimeout(() => { console.log('silence'); process.exit(); }, 1000);
    socket.on('connect', () => { console.log('yes'); process.exit(); });
    socket.on('error', ({ code }) => { console.log(code); process.exit(); });`;
  const addresses = [to.addressOf('eth0'), to.addressOf('eth0', 'ipv6')];
  const ran = await Promise.all(addresses.map((address) => from.run(process.execPath, ['-e', script, address])));
  return ran.map(({ stdout }) => stdout.trim());
}

describe.skipIf(!canMakeSpaces())('hosts for tests (need network namespaces)', () => {
  it('reach each other unless something is in the way, which is felt as it would be', async () => {
    const space = NetSpace.open();
    const [a, b] = [space.addHost('a'), space.addHost('b')];
    await listen(b);
    const [yes, silence] = [
      ['yes', 'yes'],
      ['silence', 'silence'],
    ];
    expect(await reaches(a, b)).toEqual(yes);

    b.dropIncoming('tcp', PORT);
    expect(await reaches(a, b)).toEqual(silence);
    expect(await reaches(b, b)).toEqual(yes);
    b.letIn('tcp', PORT);
    expect(await reaches(a, b)).toEqual(yes);

    for (const host of [a, b]) host.isolate();
    expect(await reaches(a, b)).toEqual(silence);
    b.isolate(false);
    expect(await reaches(a, b)).toEqual(yes);
    a.isolate(false);

    b.unplug();
    expect(await reaches(a, b)).toEqual(silence);
    b.plug();
    expect(await reaches(a, b)).toEqual(yes);

    b.removeInterface();
    b.addInterface('eth0', space.lan);
    expect(await reaches(a, b)).toEqual(yes);
  });

  it('take everything with them, and what a run left behind that was killed', () => {
    const namespaces = () => execFileSync('ip', ['netns'], { encoding: 'utf8' });
    // No process has a number as high as that.
    const left = 'ferrytest-9999999-left';
    execFileSync('ip', ['netns', 'add', left]);
    const space = NetSpace.open();
    expect(namespaces()).not.toContain(left);
    const host = space.addHost('a');
    const { pid } = host.spawn('sleep', ['600'], { stdio: 'ignore' });
    expect(() => process.kill(pid ?? 0, 0)).not.toThrow();
    space.close();
    expect(namespaces()).not.toContain(host.namespace);
  });
});
