// Tells a screen reader of transfers, wherever in the window its person is.
import { useEffect, useState } from 'react';
import type { State } from '../../contract/state.ts';
import { useStrings } from '../strings-context.tsx';
import { createTransferNews } from '../transfer-news.ts';
import type { Paces } from '../transfer-view.ts';
import { useAnnounce } from './announcer.tsx';

export function TransferAnnouncer({
  transfers,
  paces,
}: {
  readonly transfers: State['transfers'];
  readonly paces: Paces;
}): null {
  const strings = useStrings();
  const announce = useAnnounce();
  const [news] = useState(createTransferNews);
  useEffect(() => {
    const said = news.take(transfers, strings, paces, Date.now());
    // One voice: what comes at once is said as one.
    if (said.length > 0) announce(said.join('\n'));
  }, [transfers, strings, paces, news, announce]);
  return null;
}
