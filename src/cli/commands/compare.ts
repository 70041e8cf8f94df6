// `ferry devices compare`: the same pictures on both screens, or somebody is in between.
import { showHidden } from '../../base/text.ts';
import { errorInfo } from '../../contract/errors.ts';
import { EXIT } from '../exit-codes.ts';
import { findDevice } from '../find.ts';
import { follow } from '../following.ts';
import { look } from '../meet.ts';
import type { Call } from '../with-ferry.ts';
import { waitWithFerry } from '../with-ferry.ts';

export async function compare(call: Call, typed: string): Promise<number> {
  const { output, person } = call;
  if (!person.isThere) return output.fail(errorInfo('usage.needs_terminal', { command: 'ferry devices compare' }));
  return waitWithFerry(call, async (opened) => {
    const device = findDevice(typed, opened.first);
    if (!device.ok) return output.fail(device.error);
    const { name, via } = device.value;
    if (via !== undefined) return output.fail(errorInfo('device.without_ferry', { name: showHidden(name) }));
    const looking = await look(opened, { isForFerryAlone: true });
    const begun = looking.ok ? await opened.invoke('device.compare', { id: device.value.id }) : looking;
    if (!begun.ok) return output.fail(begun.error);
    const { id } = begun.value;
    const { attendance, pairings } = follow(opened, { isOurs: (row) => row.id === id, keep: 'never' });
    return attendance.until((state) => {
      pairings.look(state);
      if (pairings.compared.has(id)) return EXIT.ok;
      const ended = pairings.ended.get(id);
      return ended === undefined ? null : output.fail(ended ?? errorInfo('pairing.over', {}));
    });
  });
}
