// How others get here where they don't hear this device: its addresses, and its link as a QR code.
import type { ReactNode } from 'react';
import { useEffect, useState } from 'react';
import type { ErrorInfo } from '../../contract/errors.ts';
import type { State } from '../../contract/state.ts';
import type { Bridge, WindowAnswer } from '../../contract/window.ts';
import { ask } from '../ask.ts';
import { useStrings } from '../strings-context.tsx';
import { CopyText } from './copy-text.tsx';
import { Problem } from './problem.tsx';
import { QrPicture } from './qr-picture.tsx';

export type Ways = WindowAnswer<'self.ways'>;

export function OwnAddress({ bridge, state }: { readonly bridge: Bridge; readonly state: State }): ReactNode {
  const [ways, setWays] = useState<Ways | null>(null);
  const [problem, setProblem] = useState<ErrorInfo | null>(null);
  const { networks } = state;
  const { network, visibility } = state.self;

  // biome-ignore lint/correctness/useExhaustiveDependencies: asked again when what the answer is made of has changed.
  useEffect(() => {
    let isOver = false;
    void ask(bridge, 'self.ways').then((answer) => {
      if (isOver) return;
      setProblem(answer.ok ? null : answer.error);
      if (answer.ok) setWays(answer.value);
    });
    return () => {
      isOver = true;
    };
  }, [bridge, networks, network, visibility]);

  return (
    <div className="row own-address">
      <Problem id="own-address-problem" of={problem} />
      {ways !== null && <OwnWays ways={ways} />}
    </div>
  );
}

export function OwnWays({ ways: { addresses, link } }: { readonly ways: Ways }): ReactNode {
  const { otherWays: words } = useStrings();
  if (addresses.length === 0 && link === null) return <p className="quiet">{words.ownNone}</p>;
  return (
    <>
      <p className="quiet">{words.ownHint}</p>
      <ul className="own-addresses">
        {addresses.map((address) => (
          <li key={address}>
            <CopyText text={address} button={words.copy} spoken={words.copyOf(address)} />
          </li>
        ))}
      </ul>
      {link !== null && (
        <div className="own-link">
          <QrPicture text={link} label={words.qr} />
          <CopyText text={link} button={words.copyLink} />
        </div>
      )}
    </>
  );
}
