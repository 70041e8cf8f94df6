// The way to a device that has nothing but a browser: a page is made, and its card shows the link.
import type { ReactNode } from 'react';
import { useState } from 'react';
import { useStrings } from '../strings-context.tsx';

export function PageLink({
  label,
  isBusy,
  onShow,
}: {
  readonly label: string;
  readonly isBusy: boolean;
  readonly onShow: (hasPin: boolean) => Promise<void>;
}): ReactNode {
  const { pages: words } = useStrings();
  const [hasPin, setPin] = useState(false);
  return (
    <div className="page-link">
      <button type="button" className="button" aria-disabled={isBusy} onClick={() => void onShow(hasPin)}>
        {label}
      </button>
      <label className="check">
        <input type="checkbox" checked={hasPin} onChange={(event) => setPin(event.target.checked)} />
        {words.askPin}
      </label>
    </div>
  );
}
