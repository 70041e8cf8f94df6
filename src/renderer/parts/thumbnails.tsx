// Small pictures of what is offered, from paired devices alone. Their boxes are there before they are, and stay where one
// can't be decoded, so that nothing moves.
import type { ReactNode } from 'react';
import { useEffect, useState } from 'react';
import { sidesOf } from '../../base/picture-sides.ts';
import type { Thumbnail, TransferId } from '../../contract/transfers.ts';
import type { Bridge } from '../../contract/window.ts';
import { ask } from '../ask.ts';

const MOST_SHOWN = 5;
/** No picture of this size needs more. */
const MOST_CHARACTERS = 200_000;
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;
/** Ferry makes them of 128; what a few bytes unpack to beyond that would take the window with it. */
const LONGEST_SIDE = 1024;

/** Null for what isn't a picture that could be shown. */
export function sourceOf({ jpeg }: Thumbnail): string | null {
  if (jpeg.length > MOST_CHARACTERS || jpeg.length % 4 !== 0 || !BASE64.test(jpeg)) return null;
  const sides = sidesOf(Uint8Array.from(atob(jpeg), (byte) => byte.charCodeAt(0)));
  if (sides === null || Math.max(sides.width, sides.height) > LONGEST_SIDE) return null;
  return `data:image/jpeg;base64,${jpeg}`;
}

export function Thumbnails({
  bridge,
  id,
  count,
}: {
  readonly bridge: Bridge;
  readonly id: TransferId;
  readonly count: number;
}): ReactNode {
  const [sources, setSources] = useState<readonly (string | null)[]>([]);

  useEffect(() => {
    let isOver = false;
    void ask(bridge, 'transfer.thumbnails', { id }).then((answer) => {
      if (!isOver && answer.ok) setSources(answer.value.slice(0, MOST_SHOWN).map(sourceOf));
    });
    return () => {
      isOver = true;
    };
  }, [bridge, id]);

  return (
    // The names stand below.
    <div className="thumbnails" aria-hidden="true">
      {Array.from({ length: Math.min(count, MOST_SHOWN) }, (_, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: boxes never move.
        <span key={at} className="thumbnail">
          <Picture source={sources[at] ?? null} />
        </span>
      ))}
    </div>
  );
}

function Picture({ source }: { readonly source: string | null }): ReactNode {
  const [isBroken, setBroken] = useState(false);
  if (source === null || isBroken) return null;
  return <img src={source} alt="" decoding="async" draggable={false} onError={() => setBroken(true)} />;
}
