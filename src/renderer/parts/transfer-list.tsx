// Transfers as a list that arrows move in.
import type { ReactNode } from 'react';
import type { ShownTransfer } from '../../contract/transfers.ts';
import type { TransferRowProps } from './transfer-row.tsx';
import { TransferRow } from './transfer-row.tsx';
import { useRoving } from './use-roving.ts';

export type TransferListProps = Omit<TransferRowProps, 'row' | 'isActive'> & {
  readonly rows: readonly ShownTransfer[];
  /** The id of its heading. */
  readonly labelledBy?: string;
};

export function TransferList({ rows, labelledBy, ...props }: TransferListProps): ReactNode {
  const { activeId, onFocus, onKeyDown } = useRoving(rows.map(({ id }) => id));
  return (
    <ul className="transfer-list" aria-labelledby={labelledBy} onFocus={onFocus} onKeyDown={onKeyDown}>
      {rows.map((row) => (
        <TransferRow key={row.id} {...props} row={row} isActive={row.id === activeId} />
      ))}
    </ul>
  );
}
