// `--limit` for one transfer that this command hasn't begun itself: before it moves, where that can be.
import type { TransferId } from '../contract/transfers.ts';
import type { Opened } from './with-ferry.ts';

export async function limitTransfer(
  { invoke, limit }: Pick<Opened, 'invoke' | 'limit'>,
  id: TransferId,
): Promise<void> {
  // What has ended meanwhile needs none.
  if (limit !== null) await invoke('transfer.limit', { id, limit });
}
