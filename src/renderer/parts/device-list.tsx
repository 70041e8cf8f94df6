// Who is near, who is paired and away, and what to make of a name that somebody else has, too. Each row takes what is
// dropped on it, and a list of several can be chosen.
import type { KeyboardEvent, ReactNode } from 'react';
import { memo, useId, useMemo } from 'react';
import { showHidden } from '../../base/text.ts';
import type { DeviceId } from '../../contract/devices.ts';
import type { ErrorInfo } from '../../contract/errors.ts';
import { errorInfo } from '../../contract/errors.ts';
import { formatFor, isolate } from '../../strings/format.ts';
import type { Strings } from '../../strings/index.ts';
import { errorText } from '../../strings/index.ts';
import type { DeviceRow } from '../device-rows.ts';
import { canSendTo } from '../device-rows.ts';
import { useStrings } from '../strings-context.tsx';
import type { PairAgain } from '../use-pair-again.ts';
import { CheckIcon, ForwardIcon, WarningIcon } from './icons.tsx';
import { DeviceKindIcon } from './kind-icon.tsx';
import { PairAgainButton } from './pair-again.tsx';
import { Problem } from './problem.tsx';
import { useMinute } from './use-minute.ts';
import { isForRow, isOnRow, useRoving } from './use-roving.ts';
import { ViaMark } from './via-mark.tsx';

export const standingWords = (
  { nearby, cli, transfer, localSend }: Strings,
  { standing, isConnecting, safety }: Pick<DeviceRow, 'standing' | 'isConnecting' | 'safety'>,
): string => {
  if (isConnecting) return transfer.connecting;
  if (safety !== null && safety !== 'verified') return localSend.standing[safety];
  return { here: nearby.here, kept: cli.deviceKept, away: cli.deviceAway, new: cli.deviceNew }[standing];
};

export function deviceWarning(
  { nearby, cli, localSend }: Strings,
  { mark, twins, name, safety }: DeviceRow,
): string | null {
  const shown = isolate(showHidden(name));
  if (mark === 'namedAsPaired') return cli.deviceMarks.namedAsPaired(shown);
  return mark === 'twin' ? (safety === null ? nearby : localSend).twins(shown, twins) : null;
}

export interface DeviceActions {
  readonly onSend: (id: DeviceId) => void;
  readonly onSelect: (id: DeviceId) => void;
  readonly onOpen: (id: DeviceId) => void;
  readonly onPairAgain: PairAgain;
}

export interface DeviceListProps extends DeviceActions {
  readonly rows: readonly DeviceRow[];
  readonly selected: readonly DeviceId[];
  /** What is dragged is over this one. */
  readonly over: DeviceId | null;
  readonly troubles: Readonly<Record<string, ErrorInfo>>;
}

export function DeviceList({ rows, selected, over, troubles, ...actions }: DeviceListProps): ReactNode {
  const now = useMinute();
  const { activeId, onFocus, onKeyDown } = useRoving(rows.map(({ id }) => id));
  return (
    <ul className="device-list" onFocus={onFocus} onKeyDown={onKeyDown}>
      {rows.map((row) => (
        <Device
          key={row.id}
          row={row}
          now={now}
          isActive={row.id === activeId}
          isSelected={selected.includes(row.id)}
          isOver={row.id === over}
          trouble={troubles[row.id] ?? null}
          {...actions}
        />
      ))}
    </ul>
  );
}

interface DeviceProps extends DeviceActions {
  readonly row: DeviceRow;
  readonly now: number;
  readonly isActive: boolean;
  readonly isSelected: boolean;
  readonly isOver: boolean;
  readonly trouble: ErrorInfo | null;
}

const Device = memo(function Device({
  row,
  now,
  isActive,
  isSelected,
  isOver,
  trouble,
  onSend,
  onSelect,
  onOpen,
  onPairAgain,
}: DeviceProps): ReactNode {
  const strings = useStrings();
  const format = useMemo(() => formatFor(strings.locale), [strings.locale]);
  const id = useId();
  const name = showHidden(row.name);
  const warning = deviceWarning(strings, row);
  const standing = standingWords(strings, row);
  const alarm = errorText(strings.errors, errorInfo('device.identity_changed', { name }));
  const lastSeen =
    row.standing === 'away' && row.lastHereAt !== null
      ? strings.nearby.lastSeen(format.moment(row.lastHereAt, now))
      : null;
  const canSend = canSendTo(row);
  const described = [
    ...(warning === null ? [] : [`${id}-warning`]),
    ...(row.safety === 'plain' ? [`${id}-plain`] : []),
    ...(row.needsUpdate ? [`${id}-update`] : []),
    ...(row.hasAlarm ? [`${id}-alarm`] : []),
    ...(trouble === null ? [] : [`${id}-trouble`]),
  ];

  function onKeyDown(event: KeyboardEvent<HTMLElement>): void {
    if (!isOnRow(event)) return;
    if (event.key === 'Enter' && canSend) {
      event.preventDefault();
      onSend(row.id);
    } else if (event.key === ' ' && canSend) {
      event.preventDefault();
      onSelect(row.id);
    }
  }

  const via = row.safety === null ? null : strings.localSend.mark;
  const said = [via, standing, lastSeen, isSelected ? strings.sending.selected : null].filter((part) => part !== null);
  return (
    <li
      className="device"
      data-row={row.id}
      data-device={canSend ? row.id : undefined}
      data-standing={row.standing}
      data-over={isOver}
      data-selected={isSelected}
      tabIndex={isActive ? 0 : -1}
      aria-label={strings.sending.rowName(name, said.join(', '))}
      aria-describedby={described.length === 0 ? undefined : described.join(' ')}
      onKeyDown={onKeyDown}
      onClick={(event) => {
        if (isForRow(event.target)) onOpen(row.id);
      }}
    >
      <span className="device-mark">{isSelected ? <CheckIcon /> : <DeviceKindIcon kind={row.kind} />}</span>
      <div className="device-text">
        <bdi className="device-name" title={name}>
          {name}
        </bdi>
        <p className="device-standing">
          <ViaMark safety={row.safety} />
          <span>{standing}</span>
          {lastSeen !== null && <span>{lastSeen}</span>}
        </p>
        {warning !== null && (
          <div className="device-warning">
            <WarningIcon />
            <p id={`${id}-warning`}>{warning}</p>
          </div>
        )}
        {row.safety === 'plain' && (
          <div className="device-warning">
            <WarningIcon />
            <p id={`${id}-plain`}>{strings.localSend.meaning.plain}</p>
          </div>
        )}
        {row.needsUpdate && (
          <div className="device-warning">
            <WarningIcon />
            <div id={`${id}-update`}>
              <p>{strings.nearby.needsUpdate}</p>
              <p className="quiet">{strings.nearby.needsUpdateMore}</p>
            </div>
          </div>
        )}
        {row.hasAlarm && (
          <div className="device-hard-stop">
            <div className="device-warning">
              <WarningIcon />
              <div id={`${id}-alarm`}>
                <p>{alarm.title}</p>
                <p className="quiet">{alarm.next}</p>
              </div>
            </div>
            {row.safety === null && (
              <PairAgainButton
                replaced={row}
                describedBy={`${id}-alarm`}
                isActive={isActive}
                onPairAgain={onPairAgain}
              />
            )}
          </div>
        )}
        <Problem id={`${id}-trouble`} of={trouble} />
      </div>
      <div className="device-buttons">
        {canSend && (
          <button
            type="button"
            className="button"
            tabIndex={isActive ? 0 : -1}
            aria-label={strings.sending.sendTo(name)}
            onClick={() => onSend(row.id)}
          >
            {strings.sending.send}
          </button>
        )}
        <button
          type="button"
          className="icon-button"
          tabIndex={isActive ? 0 : -1}
          aria-label={strings.sending.about(name)}
          title={strings.sending.about(name)}
          onClick={() => onOpen(row.id)}
        >
          <ForwardIcon />
        </button>
      </div>
    </li>
  );
});
