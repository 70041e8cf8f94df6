// Pages for browsers that are there now: each with its link, in every form in which it gets to another device.
import type { ReactNode } from 'react';
import { useEffect, useId, useRef } from 'react';
import type { ShownPage } from '../../contract/pages.ts';
import type { State } from '../../contract/state.ts';
import type { Bridge } from '../../contract/window.ts';
import { tell } from '../ask.ts';
import { focusHeading } from '../keyboard.ts';
import { useStrings } from '../strings-context.tsx';
import { useAnnounce } from './announcer.tsx';
import { CopyText } from './copy-text.tsx';
import { WarningIcon } from './icons.tsx';
import { Problem } from './problem.tsx';
import { QrPicture } from './qr-picture.tsx';
import { useProblem } from './use-problem.ts';

export function PageCards({ bridge, pages }: { readonly bridge: Bridge; readonly pages: State['pages'] }): ReactNode {
  const { pages: words, cli, transfer } = useStrings();
  const announce = useAnnounce();
  const id = useId();
  const rows = Object.values(pages);
  const said = useRef<ReadonlySet<string>>(new Set());
  const titleOf = ({ kind, total }: ShownPage): string =>
    kind === 'receive'
      ? words.receiveTitle
      : words.shareTitle(cli.amount(transfer.files(total.files), transfer.size(total.bytes)));

  useEffect(() => {
    for (const row of rows) if (!said.current.has(row.id)) announce(titleOf(row));
    said.current = new Set(rows.map((row) => row.id));
  });

  if (rows.length === 0) return null;
  return (
    <section className="page-cards" aria-labelledby={id} data-region tabIndex={-1}>
      <h2 id={id} className="visually-hidden">
        {words.region}
      </h2>
      {rows.map((row) => (
        <PageCard key={row.id} bridge={bridge} row={row} title={titleOf(row)} />
      ))}
    </section>
  );
}

function PageCard({
  bridge,
  row,
  title,
}: {
  readonly bridge: Bridge;
  readonly row: ShownPage;
  readonly title: string;
}): ReactNode {
  const { pages: words, otherWays } = useStrings();
  const { problem, attempt } = useProblem();
  const id = useId();
  const { links, pin, isPlain, until, skipped, downloads, lastDownload, trouble } = row;
  const [link, ...others] = links;

  async function stop(): Promise<void> {
    if (await attempt(() => tell(bridge, 'page.stop', { id: row.id }))) focusHeading();
  }

  return (
    <article className="card page-card" aria-labelledby={id}>
      <div className="page-card-text">
        <h3 id={id}>{title}</h3>
        <Problem id={`${id}-problem`} of={problem ?? trouble} />
        {link !== undefined && (
          <>
            <p className="quiet">{words.how}</p>
            <CopyText text={link} button={otherWays.copyLink} />
            {others.length > 0 && (
              <details>
                <summary>{words.otherLinks}</summary>
                {others.map((other) => (
                  <CopyText key={other} text={other} button={otherWays.copyLink} spoken={otherWays.copyOf(other)} />
                ))}
              </details>
            )}
            {pin !== null && <p className="page-pin">{words.pin(pin)}</p>}
            <p className="page-safety">
              <WarningIcon />
              <span>{isPlain ? words.plain : words.encrypted}</span>
            </p>
            <p className="quiet">
              {[
                words.until(until),
                ...(skipped > 0 ? [words.leftOut(skipped)] : []),
                ...(downloads > 0 ? [`${words.downloaded(downloads)}.`] : []),
                ...(lastDownload === null ? [] : [words.lastDownload(lastDownload.at, lastDownload.to)]),
              ].join(' ')}
            </p>
          </>
        )}
        <button type="button" className="button" onClick={() => void stop()}>
          {words.stop}
        </button>
      </div>
      {link !== undefined && <QrPicture text={link} label={words.qr} />}
    </article>
  );
}
