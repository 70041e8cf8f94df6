// `ferry pair`: shows a code and waits for who types it, or types the one that another device shows.
import { ok } from '../../base/result.ts';
import type { Outcome } from '../../contract/errors.ts';
import { errorInfo } from '../../contract/errors.ts';
import type { Target } from '../../contract/transfers.ts';
import { EXIT, exitOf } from '../exit-codes.ts';
import { follow } from '../following.ts';
import { lookNoFurther, meet } from '../meet.ts';
import { openNetwork } from '../network.ts';
import { guestAt, pairGuest } from '../pair-guest.ts';
import type { Call, Opened } from '../with-ferry.ts';
import { waitWithFerry } from '../with-ferry.ts';

export async function pair(call: Call): Promise<number> {
  const [whom, extra] = call.invocation.words;
  if (extra !== undefined) return call.output.fail(errorInfo('usage.unexpected_argument', { argument: extra }));
  return waitWithFerry(call, async (opened) => {
    const target = whom === undefined ? null : await meet(opened, whom, 'ferry pair');
    if (target?.ok === false) return opened.output.fail(target.error);
    const guest = target === null ? ok(null) : await guestAt(opened, target.value);
    if (!guest.ok) return opened.output.fail(guest.error);
    if (guest.value !== null) return pairGuest(opened, guest.value);
    if (target !== null) await lookNoFurther(opened, [target.value]);
    const begun = await (target === null ? show(opened) : dial(opened, target.value));
    return begun.ok ? stay(opened, begun.value) : opened.output.fail(begun.error);
  });
}

interface Begun {
  readonly id: string;
  readonly howToType: readonly string[];
}

async function show(opened: Opened): Promise<Outcome<Begun>> {
  const network = await openNetwork(opened);
  if (!network.ok) return network;
  const shown = await opened.invoke('pairing.show');
  const [address = ''] = network.value.addresses;
  const { cli } = opened.output.t;
  return shown.ok ? ok({ id: shown.value.id, howToType: [cli.onTheOther(`ferry pair ${address}`)] }) : shown;
}

async function dial(opened: Opened, to: Target): Promise<Outcome<Begun>> {
  const dialled = await opened.invoke('pairing.dial', { to });
  return dialled.ok ? ok({ id: dialled.value.id, howToType: [] }) : dialled;
}

/** Until both have chosen it. Whoever runs this command has. */
async function stay(opened: Opened, { id, howToType }: Begun): Promise<number> {
  const { attendance, pairings } = follow(opened, { isOurs: (row) => row.id === id, keep: 'always', howToType });
  return attendance.until((state) => {
    pairings.look(state);
    if (pairings.paired.has(id)) return EXIT.ok;
    const [givenUp] = pairings.givenUp;
    if (givenUp !== undefined) return exitOf(givenUp.code);
    const ended = pairings.ended.get(id);
    return ended === undefined ? null : opened.output.fail(ended ?? errorInfo('pairing.over', {}));
  });
}
