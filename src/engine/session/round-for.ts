// What takes in the content of one round, by what was offered and where it goes.
import { NoRoomError } from '../disk/free-space.ts';
import type { Channel } from '../noise/channel.ts';
import { checkKey } from '../transfer/blocks.ts';
import { OutputRound } from '../transfer/output-round.ts';
import { ReceiveRound, type Round, type RoundNeeds } from '../transfer/receive-round.ts';
import { StreamRound } from '../transfer/stream-round.ts';
import type { ReceivingNeeds } from './receiving-needs.ts';

interface Into extends Omit<RoundNeeds, 'checkKey'> {
  /** What is safe of it is all that its sender waits for, where that can't read it again. */
  readonly onSafe: () => void;
}

export function roundFor(needs: ReceivingNeeds, { exporter }: Channel, into: Into): Round {
  const { id, offer, giveUp } = needs;
  const outlet = needs.outlet();
  if (outlet === null && !offer.isStream) return new ReceiveRound({ ...into, checkKey: checkKey(exporter, id) });
  const onBytes = (bytes: number): void => {
    into.onBytes(bytes);
    into.onSafe();
  };
  if (outlet !== null) return new OutputRound({ ...into, onBytes, outlet, giveUp });
  const mustHaveRoom = async (): Promise<void> => {
    if ((await needs.obstacle(into.incoming)) !== null) throw new NoRoomError();
  };
  return new StreamRound({ ...into, onBytes, mustHaveRoom });
}
