// What waits for an answer, pinned above Home's lists: offers of other devices, and new devices that ask for a code.
import type { ReactNode } from 'react';
import { useEffect, useId, useRef, useState } from 'react';
import type { State } from '../../contract/state.ts';
import type { ShownTransfer } from '../../contract/transfers.ts';
import { isOver } from '../../contract/transfers.ts';
import type { Bridge, ShellFacts } from '../../contract/window.ts';
import { deviceToTrust, isFalselyNamed, offersOf, strangersOf } from '../incoming-view.ts';
import { focusPart } from '../keyboard.ts';
import { useStrings } from '../strings-context.tsx';
import { AlwaysQuestion } from './always-question.tsx';
import { useAnnounce } from './announcer.tsx';
import { OfferCard, saidOf } from './offer-card.tsx';
import { StrangerRow, strangerWords } from './stranger-row.tsx';

export interface IncomingCardsProps {
  readonly bridge: Bridge;
  readonly state: State;
  readonly platform: ShellFacts['platform'];
}

export function IncomingCards({ bridge, state, platform }: IncomingCardsProps): ReactNode {
  const strings = useStrings();
  const announce = useAnnounce();
  const id = useId();
  const offers = offersOf(state);
  const strangers = strangersOf(state);
  const said = useRef<ReadonlySet<string>>(new Set());
  const [underWay, setUnderWay] = useState<ReadonlySet<string>>(new Set());
  const [answered, setAnswered] = useState<ReadonlySet<string>>(new Set());
  const came = deviceToTrust(state, underWay);
  const trusted = came === null || came.device === null || answered.has(came.device.id) ? null : came.device;

  useEffect(() => {
    const fresh = (key: string): boolean => !said.current.has(key);
    for (const offer of offers) if (fresh(offer.id)) announce(saidOf(strings, offer), 'assertive');
    for (const row of strangers) if (fresh(row.id)) announce(strangerWords(strings, row));
    said.current = new Set([...offers, ...strangers].map((row) => row.id));
  }, [offers, strangers, strings, announce]);

  useEffect(() => {
    const fresh = Object.values(state.transfers).filter((row) => !isOver(row) && !underWay.has(row.id));
    if (fresh.length > 0) setUnderWay(new Set([...underWay, ...fresh.map((row) => row.id)]));
  }, [state.transfers, underWay]);

  useEffect(() => bridge.on('transferAsked', (event) => focusPart(`transfer-${event.id}`)), [bridge]);

  if (offers.length === 0 && strangers.length === 0 && trusted === null) return null;
  return (
    <section className="incoming-cards" aria-labelledby={id}>
      <h2 id={id} className="visually-hidden">
        {strings.incoming.region}
      </h2>
      {offers.map((offer) => (
        <OfferCard
          key={offer.id}
          bridge={bridge}
          offer={offer}
          usualFolder={state.self.receivesInto}
          isPaired={isPairedNow(state, offer)}
          isFalselyNamed={isFalselyNamed(state, offer)}
          isAlwaysAccepted={offer.device !== null && state.devices[offer.device.id]?.isAlwaysAccepted === true}
          platform={platform}
        />
      ))}
      {/* After the offers: nobody's question moves another's Accept. */}
      {strangers.map((row) => (
        <StrangerRow key={row.id} bridge={bridge} row={row} />
      ))}
      {trusted !== null && (
        <AlwaysQuestion
          bridge={bridge}
          device={trusted}
          onDone={() => setAnswered(new Set([...answered, trusted.id]))}
        />
      )}
    </section>
  );
}

function isPairedNow({ devices }: State, { device }: ShownTransfer): boolean {
  return device !== null && (devices[device.id]?.isPaired ?? device.isPaired);
}
