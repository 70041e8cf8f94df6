// What desktop notifications say beside the words of tray and window, in English. The first line says what happened; a
// device's name comes as it can stand there: short, hidden characters shown.
import { formatFor } from './format.ts';

const fmt = formatFor('en');

export const notify = {
  wish: (device: string) => `A new device calling itself ${device} wants to send`,
  wishUnnamed: 'A new device without a name wants to send',
  wishMore: 'Open Ferry to show it a code.',
  /** Below “… asks for its PIN”. */
  pinMore: 'Open Ferry to type it.',
  /** Below an offer that can’t be accepted here; `size` as "48 MB". */
  openToAnswer: (size: string) => `${size} · Open Ferry to answer`,
  accept: 'Accept',
  decline: 'Decline',
  /** Many at once; the count falls while they are answered. */
  offers: (count: number) =>
    fmt.plural(count, { one: '1 transfer waits for you', other: `${fmt.number(count)} transfers wait for you` }),
  strangers: (count: number) =>
    fmt.plural(count, { one: '1 request from a new device', other: `${fmt.number(count)} requests from new devices` }),
  open: 'Open Ferry to answer.',
  /** `what` as "12 photos". */
  came: (what: string, device: string) => `Received ${what} from ${device}`,
  sent: (what: string, device: string) => `Sent ${what} to ${device}`,
  failed: (device: string) => `Transfer with ${device} failed`,
  declined: (device: string) => `Declined by ${device}`,
  resumed: (device: string) => `Continuing with ${device}`,
  /** Below each of these: what, and how much. */
  load: (what: string, size: string) => `${what} · ${size}`,
  ends: (count: number) =>
    fmt.plural(count, { one: '1 transfer has ended', other: `${fmt.number(count)} transfers have ended` }),
  endsMore: 'Open Ferry to see them.',
};
