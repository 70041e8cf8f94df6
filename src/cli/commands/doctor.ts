// `ferry doctor`: the checks of "Can't see a device?", one after the other.
import { showHidden } from '../../base/text.ts';
import type { Finding } from '../../contract/doctor.ts';
import { errorInfo } from '../../contract/errors.ts';
import { findingText } from '../../strings/index.ts';
import { EXIT } from '../exit-codes.ts';
import type { Call } from '../with-ferry.ts';
import { waitWithFerry } from '../with-ferry.ts';

const MARKS = { good: '✓', bad: '!', unknown: '?' } as const;

export async function doctor(call: Call): Promise<number> {
  const { output, invocation } = call;
  const { t } = output;
  const [extra] = invocation.words;
  if (extra !== undefined) return output.fail(errorInfo('usage.unexpected_argument', { argument: extra }));
  return waitWithFerry(call, async ({ invoke }) => {
    output.tell(t.doctor.looking, null);
    // Whether it could be opened is one of the findings.
    const opened = await invoke('network.open', { port: null, address: null });
    if (!opened.ok) await invoke('network.look', { address: null });
    const ran = await invoke('doctor.run');
    if (!ran.ok) return output.fail(ran.error);
    const { findings } = ran.value;
    for (const found of findings) {
      const { check, state, code, action, facts } = found;
      const say = state === 'bad' ? output.say : output.tell;
      say(lines(shown(found), call), { event: 'check', check, state, code, action, facts: { ...facts } });
    }
    const bad = findings.filter(({ state }) => state === 'bad');
    if (bad.length === 0) output.tell(t.doctor.allFine, null);
    // Devices with Ferry don't need it, and whoever has no other never hears of it but here.
    return bad.every(({ check }) => check === 'localsend') ? EXIT.ok : EXIT.failed;
  });
}

function lines(found: Finding, { output }: Call): string {
  const { title, next, step } = findingText(output.t.doctor.findings, found);
  return [
    `${MARKS[found.state]} ${title}`,
    ...[next, step].filter((line) => line !== '').map((line) => `  ${line}`),
  ].join('\n');
}

/** Names of devices, programs and interfaces come from outside. */
function shown(found: Finding): Finding {
  const facts = Object.entries(found.facts).map(([key, value]: [string, unknown]) => {
    if (typeof value === 'string') return [key, showHidden(value)];
    return [key, Array.isArray(value) ? value.map(showHidden) : value];
  });
  // The same keys, and text where there was text.
  return { ...found, facts: Object.fromEntries(facts) } as Finding;
}
