// The code, and what else says the same, for as long as the engine shows it: nothing of it is kept here.
import type { ReactNode } from 'react';
import { useEffect, useRef } from 'react';
import type { ShownPairing } from '../../contract/transfers.ts';
import type { Bridge } from '../../contract/window.ts';
import { tell } from '../ask.ts';
import type { PairingView } from '../pairing-view.ts';
import { grouped, staysWaiting } from '../pairing-view.ts';
import { useStrings } from '../strings-context.tsx';
import { useAnnounce } from './announcer.tsx';
import { Problem } from './problem.tsx';
import { QrPicture } from './qr-picture.tsx';
import { useProblem } from './use-problem.ts';

export function ShowCode({
  bridge,
  row,
  view,
  onLeave,
}: {
  readonly bridge: Bridge;
  readonly row: ShownPairing;
  readonly view: Extract<PairingView, { kind: 'show' }>;
  readonly onLeave: () => void;
}): ReactNode {
  const { common, meeting: words } = useStrings();
  const announce = useAnnounce();
  const { problem, attempt } = useProblem();
  const code = useRef<HTMLParagraphElement>(null);

  // Whoever can't see it hears it first.
  useEffect(() => code.current?.focus(), []);

  async function renew(): Promise<void> {
    if (await attempt(() => tell(bridge, 'pairing.renew', { id: row.id }))) announce(words.isNew);
  }

  const how = row.purpose === 'send' ? words.showSend : words.showPair;
  return (
    <div className="meeting-body">
      {row.device === null && <p className="quiet">{how}</p>}
      <p ref={code} className="meeting-code" dir="ltr" tabIndex={-1}>
        <span className="visually-hidden">{words.code(Array.from(view.code).join(' '))}</span>
        {grouped(view.code)
          .split(' ')
          .map((group, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the first group and the second.
            <span key={at} aria-hidden="true">
              {group}
            </span>
          ))}
      </p>
      <Problem id={`${row.id}-problem`} of={problem ?? view.trouble} />
      {view.qr !== null && (
        <div className="meeting-qr">
          <QrPicture text={view.qr} label={words.qr} />
        </div>
      )}
      <div className="sheet-actions">
        <button type="button" className="button" onClick={() => void renew()}>
          {words.newCode}
        </button>
        <button type="button" className="button" onClick={onLeave}>
          {staysWaiting(row) ? words.close : common.cancel}
        </button>
      </div>
    </div>
  );
}
