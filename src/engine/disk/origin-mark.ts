// Tells the system that a file came from elsewhere, so that it asks before it runs it. Linux has no such mark.
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { type Platform, platformOf } from './safe-path.ts';

/** "The Internet", as a browser marks what it has loaded. */
const ZONE = '[ZoneTransfer]\r\nZoneId=3\r\n';
const XATTR = '/usr/bin/xattr';
const XATTR_MS = 5000;

export interface MarkTools {
  readonly write: (path: string, text: string) => Promise<unknown>;
  readonly run: (program: string, args: readonly string[]) => Promise<unknown>;
}

const run = promisify(execFile);
const SYSTEM: MarkTools = {
  write: (path, text) => writeFile(path, text),
  run: (program, args) => run(program, args, { timeout: XATTR_MS }),
};

/** Before the file has its name, so that there is no moment without. Whether it is marked: a volume may have no place for it. */
export async function markOrigin(
  path: string,
  platform: Platform = platformOf(process.platform),
  tools: MarkTools = SYSTEM,
): Promise<boolean> {
  try {
    switch (platform) {
      case 'win32':
        await tools.write(`${path}:Zone.Identifier`, ZONE);
        return true;
      case 'darwin': {
        const seconds = Math.floor(Date.now() / 1000).toString(16);
        await tools.run(XATTR, ['-w', 'com.apple.quarantine', `0081;${seconds};Ferry;`, path]);
        return true;
      }
      case 'linux':
        return false;
    }
  } catch {
    return false;
  }
}
