// `ferry devices`, what this person says of one of them, and `ferry forget`.
import * as v from 'valibot';
import { showHidden } from '../../base/text.ts';
import type { ShownDevice } from '../../contract/devices.ts';
import { errorInfo } from '../../contract/errors.ts';
import type { NearbyDevice } from '../../contract/nearby.ts';
import { DeviceName } from '../../contract/settings.ts';
import type { State } from '../../contract/state.ts';
import { safetyOf, wayOf } from '../../contract/vias.ts';
import type { Strings } from '../../strings/index.ts';
import { EXIT } from '../exit-codes.ts';
import { findDevice, nameToType } from '../find.ts';
import { readFolder } from '../folder.ts';
import { look, stateAfter } from '../meet.ts';
import { readAction } from '../sub-commands.ts';
import { padToWidth, textWidth } from '../text-width.ts';
import type { Call } from '../with-ferry.ts';
import { withFerry } from '../with-ferry.ts';
import { compare } from './compare.ts';

/** What is near shows itself within that time. */
const LOOK_MS = 2500;

interface Row {
  readonly known: ShownDevice | null;
  readonly near: NearbyDevice | null;
}

const ACTIONS = { accept: ['NAME'], ask: ['NAME'], rename: ['NAME', 'NEW'], compare: ['NAME'] } as const;

export async function devices(call: Call): Promise<number> {
  const { output, invocation } = call;
  const read = readAction('devices', invocation, ACTIONS, {
    accept: ['into'],
    '': ['interface'],
    compare: ['interface'],
  });
  if (!read.ok) return output.fail(read.error);
  const { action, words } = read.value;
  const [typed = '', name = ''] = words;
  if (action === null) return list(call);
  if (action === 'compare') return compare(call, typed);
  return action === 'rename' ? rename(call, typed, name) : accept(call, typed, action === 'accept');
}

function list(call: Call): Promise<number> {
  const { output } = call;
  const { cli } = output.t;
  return withFerry(call, async (opened) => {
    const looking = await look(opened);
    if (!looking.ok) return output.fail(looking.error);
    const state = await stateAfter(opened, LOOK_MS);
    const rows = rowsOf(state).sort((a, b) => nameOf(a).localeCompare(nameOf(b), output.t.locale));
    if (rows.length === 0) output.tell(cli.noDevices, null);
    const texts = rows.map((row) => [
      showHidden(nameOf(row)),
      standingOf(row, output.t),
      row.near?.isHere ? cli.deviceHere : cli.deviceAway,
      // Enough to tell two devices of one name apart; to be sure of a key, the whole one is compared.
      row.known?.fingerprint.split(' ')[0] ?? '',
    ]);
    const widths = [0, 1, 2, 3].map((column) => Math.max(0, ...texts.map((row) => textWidth(row[column] ?? ''))));
    for (const [at, row] of rows.entries()) {
      const columns = (texts[at] ?? []).map((text, column) => padToWidth(text, widths[column] ?? 0));
      const facts = factsOf(row);
      output.say([...columns, facts.id].join('  '), { event: 'device', ...facts });
      if (facts.mark !== 'none') output.tell(`  ${markText(facts, facts.mark, output.t)}`, null);
      const safety = safetyOf(facts, facts.isPaired);
      if (safety !== null) output.tell(`  ${output.t.localSend.meaning[safety]}`, null);
      if (facts.isAlwaysAccepted) output.tell(`  ${acceptedText(row, cli)}`, null);
      if (facts.waitsWithCode) output.tell(`  ${cli.waitsWithCode(fetchCommand(facts))}`, null);
      if (facts.needsUpdate) output.tell(`  ${cli.deviceNeedsUpdate(showHidden(facts.name))}`, null);
    }
    const unknown = rows.some(({ near }) => near?.via !== undefined) ? null : networkToTrust(state);
    if (unknown !== null) output.tell(cli.trustForPhones(`ferry networks trust ${typedName(unknown)}`), null);
    return EXIT.ok;
  });
}

/** Where its person has said nothing yet of the networks here, which keeps guests from showing themselves. */
function networkToTrust({ networks, settings, self }: State): string | null {
  const used = Object.values(networks).filter(({ isOn }) => isOn);
  const isWished = settings.localSend && settings.visibility === 'whileOpen' && self.visibility.mode !== 'everyone';
  if (!isWished || used.some(({ trust }) => trust === 'trusted')) return null;
  return used.find(({ trust }) => trust === null)?.via ?? null;
}

/** Windows has them with spaces. */
const typedName = (via: string): string => (via.includes(' ') ? `"${via}"` : via);

function rowsOf({ devices: known, nearby }: State): Row[] {
  const strangers = Object.values(nearby).filter(({ id, isHere }) => known[id] === undefined && isHere);
  return [
    ...Object.values(known).map((device) => ({ known: device, near: nearby[device.id] ?? null })),
    ...strangers.map((near) => ({ known: null, near })),
  ];
}

const standingOf = ({ known, near }: Row, { cli, localSend }: Strings): string => {
  if (known !== null) return known.isPaired ? cli.devicePaired : cli.deviceKept;
  return near?.via === undefined ? cli.deviceNew : localSend.mark;
};

/** Of those that are alike, LocalSend has no code to tell them apart. */
const markText = (
  { name, via }: Pick<NearbyDevice, 'name' | 'via'>,
  mark: Exclude<NearbyDevice['mark'], 'none'>,
  { cli, localSend }: Strings,
): string =>
  mark === 'twin' && via !== undefined ? localSend.twin(showHidden(name)) : cli.deviceMarks[mark](showHidden(name));

const nameOf = ({ known, near }: Row): string => known?.name ?? near?.name ?? '';

function factsOf({ known, near }: Row) {
  const both = known ?? near;
  if (both === null) throw new Error('a row of nothing');
  return {
    id: both.id,
    name: both.name,
    isPaired: known?.isPaired ?? false,
    kind: both.kind,
    fingerprint: known?.fingerprint ?? null,
    pairedAt: known?.pairedAt ?? null,
    isHere: near?.isHere ?? false,
    lastHereAt: near?.lastHereAt ?? null,
    mark: near?.mark ?? ('none' as const),
    needsUpdate: near?.needsUpdate ?? false,
    isAlwaysAccepted: known?.isAlwaysAccepted ?? false,
    waitsWithCode: near?.waitsWithCode ?? false,
    comparedAt: known?.comparedAt ?? null,
    ...wayOf({ ...known, ...near }),
  };
}

const acceptedText = ({ known }: Row, { alwaysAccepted, alwaysAcceptedInto }: Strings['cli']): string =>
  known?.receivesInto ? alwaysAcceptedInto(showHidden(known.receivesInto)) : alwaysAccepted;

const fetchCommand = (device: { readonly id: string; readonly name: string }): string =>
  `ferry receive --from ${nameToType(device)}`;

async function accept(call: Call, typed: string, isAlways: boolean): Promise<number> {
  const { output, invocation, world } = call;
  const into = await readFolder(invocation.into, world.cwd);
  if (!into.ok) return output.fail(into.error);
  return withFerry(call, async ({ first, invoke }) => {
    const device = findDevice(typed, first);
    if (!device.ok) return output.fail(device.error);
    const { id, name } = device.value;
    // Without --into, where it went before.
    const folder = into.value === null ? {} : { into: into.value };
    const accepted = await invoke('device.accept', { id, isAlways, ...folder });
    if (!accepted.ok) return output.fail(accepted.error);
    const { takenAlways, askedAgain } = output.t.cli;
    const say = isAlways ? takenAlways : askedAgain;
    output.tell(say(showHidden(name)), { event: 'changed', id, name, isAlwaysAccepted: isAlways });
    return EXIT.ok;
  });
}

async function rename(call: Call, typed: string, typedName: string): Promise<number> {
  const { output } = call;
  const name = v.safeParse(DeviceName, typedName);
  if (!name.success) return output.fail(errorInfo('usage.invalid_value', { option: 'NEW', value: typedName }));
  return withFerry(call, async ({ first, invoke }) => {
    const device = findDevice(typed, first);
    if (!device.ok) return output.fail(device.error);
    const { id, name: before, isAlwaysAccepted } = device.value;
    const renamed = await invoke('device.rename', { id, name: name.output });
    if (!renamed.ok) return output.fail(renamed.error);
    const sentence = output.t.cli.calledNow(showHidden(before), name.output);
    output.tell(sentence, { event: 'changed', id, name: name.output, isAlwaysAccepted });
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
