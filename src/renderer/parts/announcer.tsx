// What a screen reader is told without the focus moving: one polite voice and one that interrupts, for the whole window.
import type { ReactNode } from 'react';
import { createContext, useCallback, useContext, useState } from 'react';

export type Announce = (text: string, urgency?: 'polite' | 'assertive') => void;

const AnnounceContext = createContext<Announce>(() => undefined);

export const useAnnounce = (): Announce => useContext(AnnounceContext);

interface Said {
  readonly text: string;
  /** Makes the same sentence news when it is said twice. */
  readonly count: number;
}

const NOTHING: Said = { text: '', count: 0 };

export function Announcer({ children }: { readonly children: ReactNode }): ReactNode {
  const [polite, setPolite] = useState(NOTHING);
  const [assertive, setAssertive] = useState(NOTHING);
  const announce = useCallback<Announce>((text, urgency = 'polite') => {
    const set = urgency === 'polite' ? setPolite : setAssertive;
    set((before) => ({ text, count: before.count + 1 }));
  }, []);
  return (
    <AnnounceContext value={announce}>
      {children}
      <div className="visually-hidden" role="status" aria-live="polite">
        <span key={polite.count}>{polite.text}</span>
      </div>
      <div className="visually-hidden" role="alert" aria-live="assertive">
        <span key={assertive.count}>{assertive.text}</span>
      </div>
    </AnnounceContext>
  );
}
