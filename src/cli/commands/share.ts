// `ferry share`: a page from which any browser can download, for whoever has its link, until it is stopped or over.
import { resolve } from 'node:path';
import { errorInfo } from '../../contract/errors.ts';
import { Attendance } from '../attendance.ts';
import { OwnPage } from '../page.ts';
import type { Call, Opened } from '../with-ferry.ts';
import { waitWithFerry } from '../with-ferry.ts';

export async function share(call: Call): Promise<number> {
  const { invocation, output, world } = call;
  const { words } = invocation;
  if (words.length === 0) return output.fail(errorInfo('usage.missing_argument', { argument: 'PATH' }));
  // Where a script's variable was never set: it would be all of the folder that one stands in.
  if (words.includes('')) return output.fail(errorInfo('usage.invalid_value', { option: 'PATH', value: '' }));
  const paths = words.map((word) => resolve(world.cwd, word));
  return waitWithFerry(call, (opened) => stay(opened, paths));
}

async function stay(opened: Opened, paths: string[]): Promise<number> {
  const { output, invocation } = opened;
  const attendance = new Attendance(opened);
  const made = await OwnPage.open(opened, paths, invocation.interface);
  if (!made.ok) return output.fail(made.error);
  const page = made.value;
  opened.whenStopped(async () => {
    await page.stop();
    output.tell(output.t.cli.stopped, null);
  });
  return attendance.until((state) => page.look(state));
}
