// How much power this computer has left, asked in each system's own way: Electron knows no level.
import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

interface Power {
  readonly isOnBattery: boolean;
  /** Null where it can't be told. */
  readonly percent: number | null;
}

const run = promisify(execFile);
const ASK_LIMIT_MS = 5000;
/** Below that, sleep saves what is left for the person. */
const ENOUGH_PERCENT = 20;

/** What can't be told doesn't keep a transfer from ending. */
export const isEnoughPower = ({ isOnBattery, percent }: Power): boolean =>
  !isOnBattery || percent === null || percent > ENOUGH_PERCENT;

/** `isOnBattery`: what Electron knows of it, which on Linux is nothing. */
export async function readPower(platform: NodeJS.Platform, isOnBattery: boolean): Promise<Power> {
  if (platform === 'linux') return readSupplies('/sys/class/power_supply');
  if (!isOnBattery) return { isOnBattery, percent: null };
  return { isOnBattery, percent: await askPercent(platform).catch(() => null) };
}

async function askPercent(platform: NodeJS.Platform): Promise<number | null> {
  const options = { timeout: ASK_LIMIT_MS, windowsHide: true };
  if (platform === 'darwin') return percentOfMac((await run('/usr/bin/pmset', ['-g', 'batt'], options)).stdout);
  if (platform !== 'win32') return null;
  const shell = join(
    process.env.SystemRoot ?? 'C:\\Windows',
    'System32',
    'WindowsPowerShell',
    'v1.0',
    'powershell.exe',
  );
  const question = '(Get-CimInstance Win32_Battery).EstimatedChargeRemaining';
  return fullest(
    (await run(shell, ['-NoProfile', '-NonInteractive', '-Command', question], options)).stdout.split(/\s+/),
  );
}

/** Of " -InternalBattery-0 (id=1234)	85%; discharging; 3:12 remaining present: true". */
export const percentOfMac = (text: string): number | null =>
  fullest([...text.matchAll(/\b(\d{1,3})%/g)].map(([, percent]) => percent ?? ''));

/** One folder for each supply; those of a mouse or a pen are none of this computer. */
export async function readSupplies(folder: string): Promise<Power> {
  const names = await readdir(folder).catch(() => []);
  const supplies = await Promise.all(
    names.map(async (name) => {
      const read = (fact: string) =>
        readFile(join(folder, name, fact), 'utf8').then(
          (text) => text.trim(),
          () => '',
        );
      const [type, scope, status, capacity] = await Promise.all(['type', 'scope', 'status', 'capacity'].map(read));
      return { isBattery: type === 'Battery' && scope !== 'Device', status, capacity: capacity ?? '' };
    }),
  );
  const batteries = supplies.filter(({ isBattery }) => isBattery);
  return {
    isOnBattery: batteries.some(({ status }) => status === 'Discharging'),
    percent: fullest(batteries.map(({ capacity }) => capacity)),
  };
}

/** A computer with two of them empties one after the other. */
function fullest(texts: readonly string[]): number | null {
  const percents = texts.filter((text) => /^\d{1,3}$/.test(text)).map(Number);
  const known = percents.filter((percent) => percent <= 100);
  return known.length === 0 ? null : Math.max(...known);
}
