// Whom a person means: a device that this one knows, one that is near, or whatever answers at an address.
import { ok } from '../base/result.ts';
import { showHidden } from '../base/text.ts';
import type { DeviceId } from '../contract/devices.ts';
import type { Outcome } from '../contract/errors.ts';
import { failure } from '../contract/errors.ts';
import type { State } from '../contract/state.ts';
import type { Target } from '../contract/transfers.ts';
import { findNearby, findTarget } from './find.ts';
import type { Opened } from './with-ferry.ts';

/** What can be found is found sooner. */
const LOOK_MS = 4000;
const LINK = /^ferry:/i;

type Looking = Pick<Opened, 'invoke' | 'invocation' | 'ferry' | 'world'>;

/** `option` is what `typed` was the value of; `needsFerry`: nothing else there will do. */
export async function meet(
  opened: Looking & Pick<Opened, 'first'>,
  typed: string,
  option: string,
  needsFerry = false,
): Promise<Outcome<Target>> {
  if (isLink(typed)) return byLink(opened, typed, option);
  const target = findTarget(typed, opened.first, option);
  if (target.ok && target.value.kind === 'address') return target;
  const known = target.ok && target.value.kind === 'device' ? opened.first.devices[target.value.id] : undefined;
  if (needsFerry && known?.via !== undefined) return failure('device.without_ferry', { name: showHidden(known.name) });
  // Known or not, where it is now is only heard.
  const looking = await look(opened, { isForFerryAlone: known !== undefined && known.via === undefined });
  if (!looking.ok) return looking;
  // Nobody calls one without Ferry that isn't heard.
  if (known?.via !== undefined) await untilHere(opened, known.id);
  if (target.ok || target.error.code !== 'device.not_found') return target;
  return amongNearby(opened, typed, target, needsFerry ? nearbyFerry : findNearby);
}

export const isLink = (typed: string): boolean => LINK.test(typed);

/** The same for no more than to know who is meant: whoever is known needn't be heard. */
export async function meetUnheard(
  opened: Looking & Pick<Opened, 'first'>,
  typed: string,
  option: string,
): Promise<Outcome<Target>> {
  const target = findTarget(typed, opened.first, option);
  if (target.ok || target.error.code !== 'device.not_found') return target;
  const looking = await look(opened);
  return looking.ok ? amongNearby(opened, typed, target) : looking;
}

/** A guest, or nobody after a while: it can only be sent to while it is heard. */
export async function hearGuest(opened: Looking, id: DeviceId): Promise<Outcome<undefined>> {
  const looking = await look(opened);
  if (looking.ok) await untilHere(opened, id);
  return looking;
}

const untilHere = (opened: Looking, id: DeviceId): Promise<true | null> =>
  until(opened, ({ nearby }) => nearby[id]?.isHere || null);

async function amongNearby(
  opened: Looking,
  typed: string,
  target: Outcome<Target>,
  find: typeof findNearby = findNearby,
): Promise<Outcome<Target>> {
  let meant = target;
  const found = await until(opened, (state) => {
    const nearby = find(typed, state);
    if (nearby.ok || nearby.error.code !== 'device.not_found') return nearby;
    if (nearestIn(target) === '') meant = nearby;
    return null;
  });
  if (found === null) return meant;
  return found.ok ? ok({ kind: 'device', id: found.value.id }) : found;
}

/** What may have been meant by a name that nobody bears. */
const nearestIn = (outcome: Outcome<Target>): string =>
  !outcome.ok && outcome.error.code === 'device.not_found' ? outcome.error.details.nearest : '';

/** One that bears the name by another way is none, and whoever means it hears why. */
function nearbyFerry(typed: string, state: Pick<State, 'nearby'>): ReturnType<typeof findNearby> {
  const ferries = Object.entries(state.nearby).filter(([, { via }]) => via === undefined);
  const found = findNearby(typed, { nearby: Object.fromEntries(ferries) });
  const other = found.ok || found.error.code !== 'device.not_found' ? null : findNearby(typed, state);
  return other?.ok ? failure('device.without_ferry', { name: showHidden(other.value.name) }) : found;
}

async function byLink(opened: Looking, link: string, option: string): Promise<Outcome<Target>> {
  // What stands in arguments, other programs can read.
  if (link.includes('&s=')) return failure('usage.secret_given', { option });
  const looking = await look(opened, { isForFerryAlone: true });
  const added = looking.ok ? await opened.invoke('nearby.add', { text: link }) : looking;
  return added.ok ? ok({ kind: 'device', id: added.value.id }) : added;
}

export const look = (
  { invoke, invocation }: Pick<Looking, 'invoke' | 'invocation'>,
  more: { readonly isForFerryAlone?: boolean } = {},
): Promise<Outcome<undefined>> => invoke('network.look', { address: invocation.interface, ...more });

/** It is known who is meant: guests can call this device no longer than one of them is. */
export async function lookNoFurther({ invoke }: Pick<Looking, 'invoke'>, targets: Iterable<Target>): Promise<void> {
  const found = await invoke('state.snapshot');
  if (!found.ok) return;
  const { nearby, devices } = found.value.state;
  const isGuest = (target: Target): boolean =>
    target.kind === 'device' && (nearby[target.id] ?? devices[target.id])?.via !== undefined;
  if (![...targets].some(isGuest)) await invoke('network.ignoreGuests');
}

/** The state after that time; at once where there is no network to look on. */
export async function stateAfter(opened: Looking & Pick<Opened, 'first'>, ms: number): Promise<State> {
  let last = opened.first;
  await until(
    opened,
    (state) => {
      last = state;
      return null;
    },
    ms,
  );
  return last;
}

/** The first answer other than null; null after a while, or at once where there is no network to look on. */
async function until<T>({ ferry, world }: Looking, find: (state: State) => T | null, ms = LOOK_MS): Promise<T | null> {
  const found = Promise.withResolvers<T | null>();
  const cancel = world.clock.after(ms, () => found.resolve(null));
  const stop = ferry.watch((state) => {
    const isNowhere = Object.values(state.networks).every(({ isOn }) => !isOn);
    const answer = find(state);
    if (answer !== null || isNowhere) found.resolve(answer);
  });
  const answer = await found.promise;
  cancel();
  stop();
  return answer;
}
