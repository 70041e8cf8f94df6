// `ferry devices` and `ferry forget`.
import { showHidden } from '../../base/text.ts';
import { errorInfo } from '../../contract/errors.ts';
import { EXIT } from '../exit-codes.ts';
import { findDevice } from '../find.ts';
import { padToWidth, textWidth } from '../text-width.ts';
import type { Call } from '../with-ferry.ts';
import { withFerry } from '../with-ferry.ts';

export async function devices(call: Call): Promise<number> {
  const { output, invocation } = call;
  const { cli } = output.t;
  const [extra] = invocation.words;
  if (extra !== undefined) return output.fail(errorInfo('usage.unexpected_argument', { argument: extra }));
  return withFerry(call, async ({ first }) => {
    const all = Object.values(first.devices).sort((a, b) => a.name.localeCompare(b.name, output.t.locale));
    if (all.length === 0) output.tell(cli.noDevices, null);
    const rows = all.map((device) => ({
      device,
      name: showHidden(device.name),
      state: device.isPaired ? cli.devicePaired : cli.deviceKept,
      // Enough to tell two devices of one name apart; to be sure of a key, the whole one is compared.
      fingerprint: device.fingerprint.split(' ')[0] ?? '',
    }));
    const widest = (texts: readonly string[]): number => Math.max(...texts.map(textWidth));
    const widths = { name: widest(rows.map(({ name }) => name)), state: widest(rows.map(({ state }) => state)) };
    for (const { device, name, state, fingerprint } of rows) {
      const columns = [padToWidth(name, widths.name), padToWidth(state, widths.state), fingerprint, device.id];
      const { id, isPaired, kind, pairedAt } = device;
      const facts = { id, name: device.name, isPaired, kind, fingerprint: device.fingerprint, pairedAt };
      output.say(columns.join('  '), { event: 'device', ...facts });
    }
    return EXIT.ok;
  });
}

export async function forget(call: Call): Promise<number> {
  const { output, invocation } = call;
  const [typed, extra] = invocation.words;
  if (typed === undefined) return output.fail(errorInfo('usage.missing_argument', { argument: 'NAME' }));
  if (extra !== undefined) return output.fail(errorInfo('usage.unexpected_argument', { argument: extra }));
  return withFerry(call, async ({ first, invoke }) => {
    const device = findDevice(typed, first);
    if (!device.ok) return output.fail(device.error);
    const { id, name } = device.value;
    const forgotten = await invoke('device.forget', { id });
    if (!forgotten.ok) return output.fail(forgotten.error);
    output.tell(output.t.cli.forgotten(showHidden(name)), { event: 'forgotten', id, name });
    return EXIT.ok;
  });
}
