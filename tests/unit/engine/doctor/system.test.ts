// The doctor's own hands: programs that are run for a while and no longer, who has a port, and a look around that ends
// whatever doesn't answer.
import { chmod, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { DeviceId } from '../../../../src/contract/devices.ts';
import { type HolderNeeds, holderOf, inodesOn } from '../../../../src/engine/doctor/port-holder.ts';
import { type DoctorDevice, type DoctorPorts, SYSTEM } from '../../../../src/engine/doctor/ports.ts';
import { runCommand } from '../../../../src/engine/doctor/run-command.ts';
import { gather, runDoctor } from '../../../../src/engine/doctor/run-doctor.ts';
import { reachOf, sourceFor } from '../../../../src/engine/net/reaching.ts';
import { SYSTEM_PORTS } from '../../../../src/engine/ports.ts';
import { FakeClock } from '../../../support/fake-clock.ts';
import { tempFolder } from '../../../support/temp-folder.ts';

const { clock } = SYSTEM_PORTS;

async function program(script: string): Promise<string> {
  const path = join(await tempFolder(), 'program');
  await writeFile(path, `#!/bin/sh\n${script}\n`);
  await chmod(path, 0o755);
  return path;
}

describe.skipIf(process.platform === 'win32')('a program of the system', () => {
  it('is asked in English, and its answer and code come back', async () => {
    const path = await program('echo "$LC_ALL $1"; exit 3');
    expect(await runCommand(path, ['a b; c'])).toEqual({ code: 3, text: 'C a b; c\n' });
  });

  it('isn’t there', async () => {
    expect(await runCommand('/nowhere/program', [])).toBeNull();
  });

  it('has nobody to ask for a password', async () => {
    expect(await runCommand(await program('read line; echo "got $line"'), [])).toEqual({ code: 0, text: 'got \n' });
  });

  it('that says far too much is ended', async () => {
    expect(await runCommand(await program('exec yes'), [])).toBeNull();
  });

  it('that takes too long is ended, with whatever it has started left behind', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const running = runCommand(await program('trap "" TERM; sleep 30 & wait'), []);
    vi.advanceTimersByTime(4000);
    expect(await running).toBeNull();
  });
  afterEach(() => vi.useRealTimers());
});

describe('who has a port', () => {
  const none: HolderNeeds = {
    platform: 'linux',
    run: async () => null,
    readFile: async () => null,
    namesIn: async () => [],
    linkOf: async () => null,
    pid: 1,
  };
  const TABLE = [
    '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode',
    '   0: 00000000:68BA 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4711 1 0 100 0 0 10 0',
    '   1: 0100007F:68BA 0100007F:D431 01 00000000:00000000 00:00000000 00000000     0        0 4712 1 0 20 4 30 10 -1',
    '   2: 00000000:0016 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4713 1 0 100 0 0 10 0',
  ].join('\n');

  it('is found among the sockets that listen', () => {
    expect(inodesOn(TABLE, 26_810, 'tcp')).toEqual(['4711']);
    expect(inodesOn(TABLE, 26_810, 'udp')).toEqual(['4711', '4712']);
    expect(inodesOn('', 26_810, 'tcp')).toEqual([]);
  });

  it('is found by its open files on Linux, and is never ourselves', async () => {
    const files: Record<string, string> = {
      '/proc/net/tcp': TABLE,
      '/proc/77/comm': 'nc\n',
      '/proc/1/comm': 'ferry\n',
    };
    let exe: string | null = '/usr/bin/nc.openbsd (deleted)';
    const needs: HolderNeeds = {
      ...none,
      readFile: async (path) => files[path] ?? null,
      namesIn: async (path) => (path === '/proc' ? ['1', '77', 'self'] : ['0', '3']),
      linkOf: async (path) => (path.endsWith('/exe') ? exe : path.endsWith('/fd/3') ? 'socket:[4711]' : '/dev/null'),
    };
    expect(await holderOf({ protocol: 'tcp', port: 26_810 }, needs)).toBe('nc.openbsd');
    exe = null;
    expect(await holderOf({ protocol: 'tcp', port: 26_810 }, needs)).toBe('nc');
    expect(await holderOf({ protocol: 'tcp', port: 26_810 }, { ...needs, pid: 77 })).toBe('ferry');
    expect(await holderOf({ protocol: 'tcp', port: 22 }, needs)).toBe('');
  });

  it('is said by the systems’ own programs elsewhere', async () => {
    const said = (text: string): HolderNeeds => ({ ...none, run: async () => ({ code: 0, text }) });
    const held = { protocol: 'udp', port: 5353 } as const;
    const lsof = 'p1\ncFerry\np52\ncmDNSResponder\np80\ncSpotify\n';
    expect(await holderOf(held, { ...said(lsof), platform: 'darwin' })).toBe('Spotify');
    expect(await holderOf(held, { ...said('svchost\r\nchrome\r\n'), platform: 'win32' })).toBe('chrome');
    expect(await holderOf(held, { ...none, platform: 'darwin' })).toBe('');
    expect(await holderOf(held, { ...none, platform: 'freebsd' })).toBe('');
  });

  it.runIf(process.platform === 'linux')('is seen for real', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
    // As somebody else would see it.
    const name = await holderOf({ protocol: 'tcp', port }, { ...SYSTEM, pid: 0 });
    server.close();
    expect(name).not.toBe('');
  });
});

describe('how far a call gets', () => {
  it('is told by a yes or a no', async () => {
    const server = createServer((socket) => socket.destroy());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
    expect(await reachOf({ address: '127.0.0.1', port }, clock)).toBe('answers');
    await new Promise((resolve) => server.close(resolve));
    expect(await reachOf({ address: '127.0.0.1', port }, clock)).toBe('answers');
  });

  it('leaves this computer by its own address', async () => {
    expect(await sourceFor('127.0.0.1')).toBe('127.0.0.1');
  });
});

describe('a look around', () => {
  const DEVICE: DoctorDevice = {
    id: '1'.repeat(32) as DeviceId,
    name: 'Studio PC',
    isPaired: true,
    isConnected: true,
    isHeard: true,
    places: [{ address: '192.0.2.7', port: 26_810 }],
  };
  const never = <T>(): Promise<T> => new Promise<T>(() => undefined);
  const ports = (changed: Partial<DoctorPorts>): DoctorPorts => ({
    ...SYSTEM,
    platform: 'linux',
    clock: new FakeClock(),
    log: () => undefined,
    interfaces: () => ({
      eth0: [{ address: '192.0.2.1', netmask: '', family: 'IPv4', mac: '', internal: false, cidr: '192.0.2.1/24' }],
    }),
    untrusted: () => [],
    chosen: () => ['eth0'],
    listener: () => ({ port: 5000, isAgreedPort: false, isChosen: false, isHidden: false }),
    localSend: () => ({ state: 'open', port: 51_000, agreedPort: 53_317, reason: '' }),
    lookingForMs: () => 0,
    query: () => undefined,
    multicast: () => [{ via: 'eth0', state: 'portTaken', reason: '', isEchoed: false }],
    devices: () => [DEVICE, { ...DEVICE, name: 'Leo', isConnected: false }],
    askBack: never,
    run: never,
    readFile: never,
    namesIn: never,
    linkOf: never,
    reachOf: never,
    sourceFor: never,
    ...changed,
  });

  it('ends within seconds though nothing answers', async () => {
    const fake = new FakeClock();
    const looking = runDoctor(ports({ clock: fake }));
    let isOver = false;
    void looking.then(() => {
      isOver = true;
    });
    for (let seconds = 0; seconds < 13 && !isOver; seconds++) {
      fake.pass(1000);
      await new Promise(setImmediate);
    }
    expect(isOver).toBe(true);
    expect((await looking).findings.map(({ code }) => code)).toContain('firewall.unknown');
    expect(fake.waiting).toBe(0);
  });

  it('goes on where a part of it fails', async () => {
    const failing = () => Promise.reject(new Error('broken'));
    const logged: string[] = [];
    const after = (_ms: number, call: () => void) => {
      setImmediate(call);
      return () => undefined;
    };
    const facts = await gather(
      ports({
        clock: { now: Date.now, after },
        readFile: failing,
        sourceFor: failing,
        askBack: failing,
        reachOf: failing,
        log: (_level, event) => void logged.push(event),
      }),
    );
    expect(facts.firewall).toEqual({ firewall: null, state: 'unknown', place: '' });
    expect(facts.devices.map(({ back, reach }) => [back, reach])).toEqual([
      [null, null],
      [null, 'silent'],
    ]);
    expect(new Set(logged)).toEqual(new Set(['doctor.look_failed']));
  });

  it('asks connected devices to call, tries the others, and stops at sixteen', async () => {
    const asked: unknown[] = [];
    const tried: unknown[] = [];
    const many = Array.from({ length: 40 }, (_, n) => ({ ...DEVICE, name: `${n}`, isConnected: n % 10 === 0 }));
    const quick = new FakeClock();
    const gathering = gather(
      ports({
        clock: quick,
        run: async () => null,
        readFile: async () => null,
        namesIn: async () => [],
        sourceFor: async () => null,
        devices: () => many,
        askBack: async (id) => {
          asked.push(id);
          return { canReach: true, canHear: true };
        },
        reachOf: async (place) => {
          tried.push(place);
          return 'answers';
        },
      }),
    );
    await new Promise(setImmediate);
    quick.pass(2500);
    const { devices } = await gathering;
    expect([asked.length, tried.length, devices.length]).toEqual([4, 12, 16]);
  });

  /** With a firewall that lets in what Ferry's own devices come by, and LocalSend's port in somebody else's hands. */
  const withUfw = (run: DoctorPorts['run'], localSend: DoctorPorts['localSend']): Partial<DoctorPorts> => ({
    localSend,
    run,
    readFile: async (path) => {
      if (path === '/etc/ufw/ufw.conf') return 'ENABLED=yes\n';
      return path === '/proc/net/tcp' ? `\n 0: 0:${(53_317).toString(16)} 0:0 0A 0 0 0 0 0 4711` : null;
    },
    namesIn: async (path) => (path === '/proc' ? ['77'] : ['3']),
    linkOf: async (path) => (path.endsWith('/exe') ? '/opt/localsend_app' : 'socket:[4711]'),
    sourceFor: async () => null,
    devices: () => [],
    multicast: () => [],
    listener: () => ({ port: 26_810, isAgreedPort: true, isChosen: false, isHidden: false }),
  });

  async function lookedAt(localSend: DoctorPorts['localSend']) {
    const asked: string[] = [];
    const run: DoctorPorts['run'] = async (program, args) => {
      asked.push([program, ...args].join(' '));
      return { code: 0, text: 'Status: active\n26810/tcp   ALLOW   Anywhere\n' };
    };
    const quick = new FakeClock();
    const gathering = gather(ports({ ...withUfw(run, localSend), clock: quick }));
    await new Promise(setImmediate);
    quick.pass(2500);
    return { facts: await gathering, asked };
  }

  it('learns what the firewall does with LocalSend by the one question it asks it anyway', async () => {
    const { facts, asked } = await lookedAt(() => ({
      state: 'open',
      port: 51_000,
      agreedPort: 53_317,
      reason: '',
    }));
    expect(asked).toEqual(['ufw status']);
    expect(facts.firewall).toMatchObject({ state: 'allows' });
    expect(facts.localSendFirewall).toMatchObject({ firewall: 'ufw', state: 'blocks' });
    expect(facts.holders).toEqual({ agreedPort: '', mdnsPort: '', localSendPort: 'localsend_app' });
  });

  it('looks after nothing of LocalSend where that is off', async () => {
    const { facts } = await lookedAt(() => ({ state: 'off', port: 53_317, agreedPort: 53_317, reason: '' }));
    expect(facts.localSendFirewall).toMatchObject({ state: 'unknown' });
    expect(facts.holders.localSendPort).toBe('');
  });
});
