// The way to a device that has nothing but a browser: a page is made, and its card shows the link.
import type { ReactNode } from 'react';
import { useId, useState } from 'react';
import { useStrings } from '../strings-context.tsx';

/** What is chosen of a link before it is there. */
export interface LinkHow {
  readonly hasPin: boolean;
  readonly isEncrypted: boolean;
}

export function PageLink({
  label,
  isBusy,
  onShow,
}: {
  readonly label: string;
  readonly isBusy: boolean;
  readonly onShow: (how: LinkHow) => Promise<void>;
}): ReactNode {
  const { pages: words } = useStrings();
  const id = useId();
  const [hasPin, setPin] = useState(false);
  const [isEncrypted, setEncrypted] = useState(false);
  return (
    <div className="page-link">
      <button
        type="button"
        className="button"
        aria-disabled={isBusy}
        onClick={() => void onShow({ hasPin, isEncrypted })}
      >
        {label}
      </button>
      <label className="check">
        <input type="checkbox" checked={hasPin} onChange={(event) => setPin(event.target.checked)} />
        {words.askPin}
      </label>
      <label className="check">
        <input
          type="checkbox"
          checked={isEncrypted}
          aria-describedby={id}
          onChange={(event) => setEncrypted(event.target.checked)}
        />
        {words.encrypt}
      </label>
      <p id={id} className="quiet">
        {words.encryptMeans}
      </p>
    </div>
  );
}
