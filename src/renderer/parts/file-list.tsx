// The files of a transfer, however many: only those on screen are in the page.
import type { ReactNode } from 'react';
import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import { showHidden } from '../../base/text.ts';
import type { ShownTransfer, TransferFile } from '../../contract/transfers.ts';
import { isOver } from '../../contract/transfers.ts';
import type { Bridge } from '../../contract/window.ts';
import type { FileLoader, FilePages } from '../file-pages.ts';
import { fileAt, loadFiles, visibleRows } from '../file-pages.ts';
import { useStrings } from '../strings-context.tsx';
import { CheckIcon, ClockIcon, EndedIcon, TransferIcon, WarningIcon } from './icons.tsx';

/** In the style sheet, too. */
const ROW_PX = 44;
/** How often files that are moving are looked at again. */
const AGAIN_MS = 1000;

const ICONS: Readonly<Record<TransferFile['state'], () => ReactNode>> = {
  waiting: ClockIcon,
  moving: TransferIcon,
  done: CheckIcon,
  alreadyThere: CheckIcon,
  skipped: WarningIcon,
  renamed: WarningIcon,
  notWanted: EndedIcon,
};

export function FileList({
  bridge,
  row,
  labelledBy,
}: {
  readonly bridge: Bridge;
  readonly row: ShownTransfer;
  readonly labelledBy: string;
}): ReactNode {
  const { transferDetails } = useStrings();
  const [loaded, setLoaded] = useState<FilePages | null>({ total: 0, pages: new Map() });
  const [shown, setShown] = useState({ first: 0, count: 0 });
  const list = useRef<HTMLDivElement>(null);
  const loader = useRef<FileLoader | null>(null);
  const { id } = row;
  const total = loaded?.total ?? 0;
  const moves = !isOver(row);

  useEffect(() => {
    const started = loadFiles(bridge, id, setLoaded);
    loader.current = started;
    started.look(0, 1);
    return () => started.stop();
  }, [bridge, id]);

  // What moves has other states a second later, and what was being counted has more files.
  const looked = useRef(shown);
  useEffect(() => {
    looked.current = shown;
  });
  useEffect(() => {
    const again = () => loader.current?.look(looked.current.first, Math.max(1, looked.current.count), true);
    if (!moves) {
      again();
      return;
    }
    const timer = setInterval(again, AGAIN_MS);
    return () => clearInterval(timer);
  }, [moves]);

  useLayoutEffect(() => {
    const at = list.current;
    if (at === null) return;
    const look = () => {
      const next = visibleRows(at.scrollTop, at.clientHeight, ROW_PX, total);
      setShown((before) => (before.first === next.first && before.count === next.count ? before : next));
      if (next.count > 0) loader.current?.look(next.first, next.count);
    };
    look();
    at.addEventListener('scroll', look, { passive: true });
    const sizes = new ResizeObserver(look);
    sizes.observe(at);
    return () => {
      at.removeEventListener('scroll', look);
      sizes.disconnect();
    };
  }, [total]);

  // The page's policy drops styles in markup, and lets scripts set them.
  const above = useRef<HTMLDivElement>(null);
  const below = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    above.current?.style.setProperty('block-size', `${shown.first * ROW_PX}px`);
    below.current?.style.setProperty('block-size', `${Math.max(0, total - shown.first - shown.count) * ROW_PX}px`);
  }, [shown, total]);

  if (loaded === null) return <p className="row quiet">{transferDetails.noFiles}</p>;
  if (loaded.pages.size === 0) return <p className="row quiet">{transferDetails.listing}</p>;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by the keyboard.
    <div ref={list} className="file-list" tabIndex={0}>
      <div ref={above} />
      <ul aria-labelledby={labelledBy}>
        {Array.from({ length: shown.count }, (_, index) => {
          const at = shown.first + index;
          return <File key={at} file={fileAt(loaded, at)} position={at + 1} total={total} />;
        })}
      </ul>
      <div ref={below} />
    </div>
  );
}

function File({
  file,
  position,
  total,
}: {
  readonly file: TransferFile | null;
  readonly position: number;
  readonly total: number;
}): ReactNode {
  const { transfer, transferDetails } = useStrings();
  // Not read yet: its place is kept.
  if (file === null) return <li className="file" aria-setsize={total} aria-posinset={position} />;
  const Icon = ICONS[file.state];
  const state = transferDetails.states[file.state];
  const words = file.reason === null ? state : transferDetails.fileState(state, transfer.reason[file.reason]);
  const path = showHidden(file.path);
  return (
    <li className="file" data-state={file.state} aria-setsize={total} aria-posinset={position}>
      <Icon />
      <bdi title={path}>{path}</bdi>
      <span className="file-state" title={words}>
        {words}
      </span>
      <span className="file-size">{transfer.size(file.bytes)}</span>
    </li>
  );
}
