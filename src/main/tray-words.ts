// The state in one line, and what it is made of, for the tray's menu and tooltip.
import type { State } from '../contract/state.ts';
import type { ShownTransfer } from '../contract/transfers.ts';
import { waitingForPerson } from '../policy/attention.ts';
import { outsideName } from '../policy/outside-name.ts';
import type { Strings } from '../strings/index.ts';
import { deviceBy, thingsOf } from '../strings/things.ts';

/** Nothing is shown of a transfer here but its device's name, a count and a kind. */
export const loadOf = ({ content, total, kind }: ShownTransfer, t: Strings): string =>
  content === 'text' ? t.shell.text : thingsOf(t, kind, total);

const RIGHT_TO_LEFT = /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;

/** A name that runs the other way must not take our words along. */
export function deviceOf(transfer: ShownTransfer, t: Strings): string {
  const { device } = transfer;
  if (device === null) return t.shell.someDevice;
  const name = outsideName(device.name);
  return deviceBy(t, transfer, RIGHT_TO_LEFT.test(name) ? `\u2068${name}\u2069` : name);
}

/** Outside macOS an `&` in a menu underlines the next letter instead of being shown. */
export const inMenu = (text: string, platform: NodeJS.Platform): string =>
  platform === 'darwin' ? text : text.replaceAll('&', '&&');

export function stateLine(state: State, t: Strings): string {
  const { self } = state;
  const [asking] = Object.values(state.transfers).filter(
    ({ stage, direction }) => stage === 'asking' && direction === 'receive',
  );
  if (asking !== undefined) return t.shell.asks(loadOf(asking, t), deviceOf(asking, t));
  const count = waitingForPerson(state);
  if (count > 0) return t.tray.needsYou(count);
  const { visibility } = self;
  if (visibility.mode === 'nobody' && visibility.until !== null) return t.shell.pausedUntil(visibility.until);
  const moving = movingLine(state, t);
  if (moving !== null) return moving;
  if (self.network === 'none') return t.tray.noNetwork;
  if (visibility.mode === 'everyone') return t.tray.ready;
  return visibility.mode === 'paired' ? t.tray.onlyPaired : t.tray.hidden;
}

/** Null where nothing moves. */
function movingLine({ transfers }: State, t: Strings): string | null {
  const { shell } = t;
  const all = Object.values(transfers);
  const moving = all.filter(({ stage }) => stage === 'moving' || stage === 'checking');
  const [first] = moving;
  if (first !== undefined)
    return shell.progress(moving.length > 1 ? shell.several(moving.length) : sentence(first, t), percentOf(moving));
  const offered = all.find(({ stage, direction }) => stage === 'waitingForDevice' && direction === 'send');
  return offered === undefined ? null : shell.offering(loadOf(offered, t));
}

const sentence = (transfer: ShownTransfer, t: Strings): string => {
  const say = transfer.direction === 'send' ? t.shell.sending : t.shell.receiving;
  return say(loadOf(transfer, t), deviceOf(transfer, t));
};

/** Never 100 before it is over. */
function percentOf(moving: readonly ShownTransfer[]): number {
  const sum = (of: (transfer: ShownTransfer) => number): number => moving.reduce((all, each) => all + of(each), 0);
  const whole = sum(({ total }) => total.bytes);
  const part = sum(({ done }) => done.bytes);
  return whole === 0 ? 0 : Math.min(99, Math.max(0, Math.floor((part / whole) * 100)));
}
