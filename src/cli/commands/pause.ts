// `ferry pause` and `ferry resume`: everything is held for a while, and goes on.
import { errorInfo } from '../../contract/errors.ts';
import { EXIT } from '../exit-codes.ts';
import type { Call } from '../with-ferry.ts';
import { withFerry } from '../with-ferry.ts';

const USUAL_MINUTES = 60;
const MOST_MINUTES = 24 * 60;

export async function pause(call: Call): Promise<number> {
  const { output, invocation } = call;
  const [typed = String(USUAL_MINUTES), extra] = invocation.words;
  if (extra !== undefined) return output.fail(errorInfo('usage.unexpected_argument', { argument: extra }));
  const minutes = /^\d{1,4}$/.test(typed) ? Number(typed) : 0;
  if (minutes < 1 || minutes > MOST_MINUTES)
    return output.fail(errorInfo('usage.invalid_value', { option: 'MINUTES', value: typed }));
  return hold(call, 'ferry pause', minutes);
}

export async function resume(call: Call): Promise<number> {
  const { output, invocation } = call;
  const [extra] = invocation.words;
  // A transfer's id was most likely meant for another command.
  if (extra !== undefined) return output.fail(errorInfo('usage.unexpected_argument', { argument: extra }));
  return hold(call, 'ferry resume', null);
}

function hold(call: Call, command: string, minutes: number | null): Promise<number> {
  const { output, world } = call;
  return withFerry(call, async ({ ferry, invoke }) => {
    if (ferry.isOwn) return output.fail(errorInfo('usage.needs_running', { command }));
    const held = await invoke('visibility.pause', { minutes });
    if (!held.ok) return output.fail(held.error);
    const until = minutes === null ? null : world.clock.now() + minutes * 60_000;
    const { cli, moreSettings } = output.t;
    output.tell(until === null ? cli.goesOn : moreSettings.pausedUntil(until), { event: 'held', until });
    return EXIT.ok;
  });
}
