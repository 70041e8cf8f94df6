// Who is near, who is paired and away, and what to make of a name that somebody else has, too.
import type { ReactNode } from 'react';
import { useEffect, useMemo, useState } from 'react';
import { showHidden } from '../../base/text.ts';
import type { DeviceKind } from '../../contract/devices.ts';
import { formatFor, isolate } from '../../strings/format.ts';
import type { Strings } from '../../strings/index.ts';
import type { DeviceRow } from '../device-rows.ts';
import { useStrings } from '../strings-context.tsx';
import { DesktopIcon, DeviceIcon, PhoneIcon, ServerIcon, TabletIcon, WarningIcon } from './icons.tsx';

const KIND_ICONS: Readonly<Record<DeviceKind, () => ReactNode>> = {
  desktop: DesktopIcon,
  laptop: DeviceIcon,
  phone: PhoneIcon,
  tablet: TabletIcon,
  server: ServerIcon,
  unknown: DeviceIcon,
};

const standingWords = ({ nearby, cli }: Strings): Readonly<Record<DeviceRow['standing'], string>> => ({
  here: nearby.here,
  kept: cli.deviceKept,
  away: cli.deviceAway,
  new: cli.deviceNew,
});

export function DeviceList({ rows }: { readonly rows: readonly DeviceRow[] }): ReactNode {
  const strings = useStrings();
  const now = useMinute();
  const format = useMemo(() => formatFor(strings.locale), [strings.locale]);
  return (
    <ul className="device-list">
      {rows.map((row) => {
        const name = showHidden(row.name);
        const KindIcon = KIND_ICONS[row.kind];
        const warning = warningOf(strings, row, isolate(name));
        return (
          <li key={row.id} className="device" data-standing={row.standing}>
            <span className="device-mark">
              <KindIcon />
            </span>
            <div className="device-text">
              <bdi className="device-name" title={name}>
                {name}
              </bdi>
              <p className="device-standing">
                <span>{standingWords(strings)[row.standing]}</span>
                {row.standing === 'away' && row.lastHereAt !== null && (
                  <span>{strings.nearby.lastSeen(format.moment(row.lastHereAt, now))}</span>
                )}
              </p>
              {warning !== null && (
                <div className="device-warning">
                  <WarningIcon />
                  <p>{warning}</p>
                </div>
              )}
              {row.needsUpdate && (
                <div className="device-warning">
                  <WarningIcon />
                  <div>
                    <p>{strings.nearby.needsUpdate}</p>
                    <p className="quiet">{strings.nearby.needsUpdateMore}</p>
                  </div>
                </div>
              )}
            </div>
          </li>
        );
      })}
    </ul>
  );
}

function warningOf({ nearby, cli }: Strings, { mark, twins }: DeviceRow, name: string): string | null {
  if (mark === 'namedAsPaired') return cli.deviceMarks.namedAsPaired(name);
  return mark === 'twin' ? nearby.twins(name, twins) : null;
}

/** The time, new each minute: "today" doesn't stay true overnight. */
function useMinute(): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 60_000);
    return () => clearInterval(timer);
  }, []);
  return now;
}
