// Answers offers that nobody need be asked about, each once and one after the other: what was taken a moment ago counts
// for the next.
import type { Invoke } from '../contract/commands.ts';
import type { DeviceId } from '../contract/devices.ts';
import type { State } from '../contract/state.ts';
import type { OfferedItems, ShownTransfer, TransferId } from '../contract/transfers.ts';
import { isOver } from '../contract/transfers.ts';
import { type Accepting, judgeOffer, type ReasonToAsk, type Verdict } from './accepting.ts';

export interface AutoAcceptParts {
  readonly invoke: Invoke;
  /** Calls with the whole state at once and at every change, until it is told to stop. */
  readonly watch: (listener: (state: State) => void) => () => void;
  /** What is to be done before one is taken. */
  readonly onTaking?: (id: TransferId) => Promise<void>;
  /** Once for each offer: it is being received, or it is a person's turn. */
  readonly onJudged?: (id: TransferId, verdict: Verdict) => void;
}

export interface AutoAccept {
  /** Why a person is to be asked about an offer; null where that isn't known yet, or nobody need be asked. */
  reasonToAsk(id: TransferId): ReasonToAsk | null;
  stop(): void;
}

export function startAutoAccept({ invoke, watch, onTaking, onJudged }: AutoAcceptParts): AutoAccept {
  const verdicts = new Map<TransferId, Verdict | 'waiting'>();
  let state: State | null = null;
  let isStopped = false;
  let turn: Promise<void> = Promise.resolve();

  const offerOf = (id: TransferId): ShownTransfer | null => {
    const row = state?.transfers[id];
    return row?.stage === 'asking' ? row : null;
  };

  async function judge(id: TransferId): Promise<Verdict | null> {
    const before = verdictNow(id, null);
    // Only where all that is left to know is the space.
    if (before !== 'spaceUnknown') return before;
    const offered = await invoke('transfer.offered', { id });
    return verdictNow(id, offered.ok ? offered.value.disk : null);
  }

  function verdictNow(id: TransferId, disk: OfferedItems['disk']): Verdict | null {
    const offer = offerOf(id);
    return state === null || offer === null ? null : judgeOffer({ ...factsOf(offer, state), disk });
  }

  async function answer(id: TransferId): Promise<void> {
    if (isStopped) return;
    const found = await judge(id);
    if (found === null || isStopped) return;
    if (found === 'take') await onTaking?.(id);
    const taken = found === 'take' ? await invoke('transfer.answer', { id, accept: true, isUnasked: true }) : null;
    // Taken back meanwhile, or answered by a person: then there is nothing to say of it.
    if (taken?.ok === false && offerOf(id) === null) return;
    const verdict = taken?.ok === false ? 'notTaken' : found;
    verdicts.set(id, verdict);
    onJudged?.(id, verdict);
  }

  const stopWatching = watch((now) => {
    state = now;
    for (const id of verdicts.keys()) if (now.transfers[id]?.stage !== 'asking') verdicts.delete(id);
    for (const { id, stage } of Object.values(now.transfers)) {
      if (stage !== 'asking' || verdicts.has(id)) continue;
      verdicts.set(id, 'waiting');
      turn = turn.then(() => answer(id)).catch(() => undefined);
    }
  });

  return {
    reasonToAsk(id) {
      const verdict = verdicts.get(id) ?? 'waiting';
      return verdict === 'take' || verdict === 'waiting' ? null : verdict;
    },
    stop() {
      isStopped = true;
      stopWatching();
    },
  };
}

function factsOf(offer: ShownTransfer, state: State): Omit<Accepting, 'disk'> {
  const id: DeviceId | null = offer.device?.id ?? null;
  const coming = Object.values(state.transfers).filter(
    (each) => each.direction === 'receive' && each.stage !== 'asking' && !isOver(each),
  );
  return {
    offer,
    device: id === null ? null : (state.devices[id] ?? null),
    settings: state.settings,
    promisedBytes: coming.reduce((sum, { total, done }) => sum + Math.max(0, total.bytes - done.bytes), 0),
  };
}
