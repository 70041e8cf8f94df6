// What an offer consists of, to choose from: as many rows as are in sight, however many there are.
import type { ReactNode } from 'react';
import { useState } from 'react';
import { showHidden } from '../../base/text.ts';
import type { OfferedItem } from '../../contract/transfers.ts';
import { sizeOf } from '../incoming-view.ts';
import { useStrings } from '../strings-context.tsx';
import { FileName } from './file-name.tsx';
import { FolderIcon, WarningIcon } from './icons.tsx';

/** As tall as the style sheet makes a row, and as many of them as the box shows. */
const ROW_PX = 40;
const ROWS_IN_SIGHT = 6;
const ROWS_BEYOND = 4;

export function OfferedList({
  items,
  leftOut,
  onChange,
}: {
  readonly items: readonly OfferedItem[];
  /** By their first entries. */
  readonly leftOut: ReadonlySet<number>;
  readonly onChange: (leftOut: ReadonlySet<number>) => void;
}): ReactNode {
  const { incoming, transfer } = useStrings();
  const [top, setTop] = useState(0);
  const taken = items.filter(({ first }) => !leftOut.has(first));
  const from = Math.max(0, Math.floor(top / ROW_PX) - ROWS_BEYOND);
  const to = Math.min(items.length, from + ROWS_IN_SIGHT + 2 * ROWS_BEYOND);

  function take(item: OfferedItem, isTaken: boolean): void {
    const next = new Set(leftOut);
    if (isTaken) next.delete(item.first);
    else next.add(item.first);
    onChange(next);
  }

  return (
    <div className="offered">
      <div className="offered-head">
        <p className="quiet" role="status">
          {incoming.chosen(taken.length, items.length, transfer.size(sizeOf(taken)))}
        </p>
        <button type="button" className="link-button" onClick={() => onChange(new Set())}>
          {incoming.all}
        </button>
        <button
          type="button"
          className="link-button"
          onClick={() => onChange(new Set(items.map(({ first }) => first)))}
        >
          {incoming.none}
        </button>
      </div>
      <ul
        className="offered-list"
        style={{ blockSize: Math.min(items.length, ROWS_IN_SIGHT) * ROW_PX }}
        onScroll={(event) => setTop(event.currentTarget.scrollTop)}
      >
        {from > 0 && <li aria-hidden="true" style={{ blockSize: from * ROW_PX }} />}
        {items.slice(from, to).map((item, at) => (
          <li key={item.first} aria-setsize={items.length} aria-posinset={from + at + 1}>
            <label className="offered-item">
              <input
                type="checkbox"
                checked={!leftOut.has(item.first)}
                onChange={(event) => take(item, event.target.checked)}
              />
              {item.isFolder && <FolderIcon />}
              {item.isActiveType && <WarningIcon />}
              <FileName name={showHidden(item.name)} />
              <span className="quiet">
                {item.isFolder && (
                  <span className="visually-hidden">{incoming.folderOf(transfer.files(item.files))} </span>
                )}
                {transfer.size(item.bytes)}
              </span>
            </label>
          </li>
        ))}
        {to < items.length && <li aria-hidden="true" style={{ blockSize: (items.length - to) * ROW_PX }} />}
      </ul>
    </div>
  );
}
