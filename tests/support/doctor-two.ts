// Two computers of which one asks the doctor.
import { DoctorDevice } from './doctor-device.ts';
import { type Host, type HostOptions, NetSpace } from './net-space.ts';

export interface Two {
  readonly space: NetSpace;
  readonly hosts: readonly [Host, Host];
  readonly mia: DoctorDevice;
  readonly leo: DoctorDevice;
}

/** Two paired devices on one network that hear each other, and aren't connected. */
export async function two(options: HostOptions = {}): Promise<Two> {
  const space = NetSpace.open();
  const hosts = [space.addHost('mia', options), space.addHost('leo', options)] as const;
  const [mia, leo] = await Promise.all([
    DoctorDevice.start(hosts[0], 'mia', 'leo'),
    DoctorDevice.start(hosts[1], 'leo', 'mia'),
  ]);
  await Promise.all([mia.hears('leo'), leo.hears('mia')]);
  return { space, hosts, mia, leo };
}

/** A program that has a port before Ferry comes, and shares it with nobody. */
