// What sort of device this is, as far as the system says so: others see it beside its name. Only Linux says it in a file.
import { readFileSync } from 'node:fs';
import type { DeviceKind } from '../contract/devices.ts';

const CHASSIS = '/sys/class/dmi/id/chassis_type';

/** The numbers of the SMBIOS specification; the others are nothing that anybody pictures. */
const CHASSIS_TYPES: readonly (readonly [DeviceKind, readonly number[]])[] = [
  ['desktop', [3, 4, 5, 6, 7, 13, 35]],
  ['laptop', [8, 9, 10, 14, 31, 32]],
  ['server', [17, 23]],
  ['tablet', [30]],
];

export interface KindNeeds {
  readonly platform: string;
  /** Throws where it can't be read. */
  readonly readFile: (path: string) => Promise<string>;
}

const SYSTEM: KindNeeds = { platform: process.platform, readFile: async (path) => readFileSync(path, 'utf8') };

export async function deviceKind({ platform, readFile: read }: KindNeeds = SYSTEM): Promise<DeviceKind> {
  if (platform !== 'linux') return 'unknown';
  const type = Number(await read(CHASSIS).catch(() => ''));
  return CHASSIS_TYPES.find(([, types]) => types.includes(type))?.[0] ?? 'unknown';
}
