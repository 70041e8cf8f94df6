// `ferry receive --from`: calls a device that waits with a code, and takes what it offers.
import { errorInfo } from '../contract/errors.ts';
import type { ContentPipe } from '../engine/index.ts';
import { EXIT, exitOf, worst } from './exit-codes.ts';
import type { Following } from './following.ts';
import { follow } from './following.ts';
import { limitTransfer } from './limit.ts';
import { lookNoFurther, meet } from './meet.ts';
import { Offers } from './offers.ts';
import type { Pairings } from './pairings.ts';
import { isOthers } from './receiver.ts';
import type { Opened } from './with-ferry.ts';

/** How long after the code was right the offer may take to come; and once the connection has ended, to be heard of. */
const OFFER_WITHIN_MS = 30_000;
const HEARD_WITHIN_MS = 1000;

/** `pipe`: where the one file that is offered goes, in the place of a folder. */
export async function fetch(
  opened: Opened,
  from: string,
  into: string | null,
  pipe: ContentPipe | null = null,
): Promise<number> {
  const { output, invoke, person, world } = opened;
  const target = await meet(opened, from, '--from', true);
  if (!target.ok) return output.fail(target.error);
  await lookNoFurther(opened, [target.value]);
  const called = await invoke('transfer.fetch', {
    from: target.value,
    into,
    ...(pipe === null ? {} : { forOutput: true }),
  });
  if (!called.ok) return output.fail(called.error);
  const { resumed, pairing, receiver } = called.value;
  await Promise.all(resumed.map((id) => limitTransfer(opened, id)));

  const following = follow(opened, { isOurs: ({ id }) => id === pairing, keep: 'never' });
  const { attendance, transfers, pairings } = following;
  for (const id of resumed) transfers.watch(id, opened.first.transfers[id]);
  if (resumed.length === 0 && pairing === null) return output.fail(errorInfo('pairing.over', {}));

  // Whoever typed the code wants what it is for. Without a terminal, that was the consent.
  const offers = new Offers(opened, attendance, transfers, {
    answer: () => (person.isThere ? 'ask' : 'accept'),
    byEnter: true,
    isOurs: (row) =>
      opened.first.transfers[row.id] === undefined && !resumed.includes(row.id) && !isOthers(row, receiver),
    output: pipe?.place,
  });
  let isLate = false;
  const waits = new Map<number, () => void>();
  const waitFor = (mostMs: number): void => {
    if (waits.has(mostMs)) return;
    const late = (): void => {
      isLate = true;
      attendance.again();
    };
    waits.set(mostMs, world.clock.after(mostMs, late));
  };
  try {
    return await attendance.until((state) => {
      pairings.look(state);
      if (isCodeRight(pairings)) {
        offers.look(state);
        waitFor(pairings.ended.size > 0 ? HEARD_WITHIN_MS : OFFER_WITHIN_MS);
      }
      transfers.look(state);
      return exitOfFetch(opened, following, offers, isLate);
    });
  } finally {
    for (const cancel of waits.values()) cancel();
  }
}

/** Proven; or over without trouble, so that it has done what it was for. */
const isCodeRight = ({ proven, ended }: Pairings): boolean => proven.size > 0 || [...ended.values()].includes(null);

function exitOfFetch(
  { output, first }: Opened,
  { transfers, pairings, attendance }: Following,
  offers: Offers,
  isLate: boolean,
): number | null {
  if (transfers.unfinished.length > 0) return null;
  if (transfers.exits.length > 0 || offers.exits.length > 0) return worst([...transfers.exits, ...offers.exits]);
  if (offers.withdrawn > 0) return EXIT.failed;
  const [givenUp] = pairings.givenUp;
  if (givenUp !== undefined) return exitOf(givenUp.code);
  const ended = [...pairings.ended.values()].find((error) => error !== null);
  if (ended !== undefined) return output.fail(ended);
  const isAsked = Object.values(attendance.state.transfers).some(
    ({ id, stage }) => stage === 'asking' && first.transfers[id] === undefined,
  );
  return isLate && !isAsked ? output.fail(errorInfo('transfer.none_offered', { name: pairings.device ?? '' })) : null;
}
