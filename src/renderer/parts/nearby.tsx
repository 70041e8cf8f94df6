// The devices on Home: the list, or why there is none; and always a way to "Can't see a device?".
import type { ReactNode } from 'react';
import { useMemo } from 'react';
import type { DeviceId } from '../../contract/devices.ts';
import type { State } from '../../contract/state.ts';
import { connectingDevices, deviceRows } from '../device-rows.ts';
import { alarmedDevices } from '../device-view.ts';
import { useStrings } from '../strings-context.tsx';
import type { DeviceListProps } from './device-list.tsx';
import { DeviceList } from './device-list.tsx';
import { EmptyState } from './empty-state.tsx';
import { FerryMark } from './ferry-mark.tsx';
import { NoNetworkIcon } from './icons.tsx';

export type NearbyProps = Omit<DeviceListProps, 'rows'> & {
  readonly state: State;
  readonly onDoctor: () => void;
  readonly onReceive: () => void;
  readonly onSendSelected: (ids: readonly DeviceId[]) => void;
};

export function Nearby({ state, onDoctor, onReceive, onSendSelected, ...list }: NearbyProps): ReactNode {
  const { home, nearby, sending, locale } = useStrings();
  const { self, devices, nearby: near } = state;
  const connecting = connectingDevices(state.transfers).join(' ');
  const alarmed = alarmedDevices(state.transfers).join(' ');
  // Not with every patch of a transfer.
  const rows = useMemo(
    () =>
      deviceRows({ devices, nearby: near }, locale, { connecting: connecting.split(' '), alarmed: alarmed.split(' ') }),
    [devices, near, locale, connecting, alarmed],
  );
  const selected = rows.map(({ id }) => id).filter((id) => list.selected.includes(id));
  const isOffline = self.network === 'none';
  if (rows.length === 0 && isOffline) {
    return (
      <EmptyState size="large" art={<NoNetworkIcon />} title={home.noNetwork} more={home.noNetworkMore}>
        <DoctorButton onPress={onDoctor} />
      </EmptyState>
    );
  }
  if (rows.length === 0) {
    return (
      <EmptyState
        size="large"
        art={
          <div className="looking">
            <FerryMark />
          </div>
        }
        title={home.looking}
        more={self.visibility.mode === 'nobody' ? home.notVisibleMore : home.lookingMore}
      >
        {/* Not while it may still be found by itself. */}
        <div className="after-looking">
          <DoctorButton onPress={onDoctor} />
        </div>
      </EmptyState>
    );
  }
  const areAllAway = rows.every(({ standing }) => standing === 'away');
  return (
    <>
      {isOffline && <ListNote title={home.noNetwork} more={home.noNetworkMore} />}
      {!isOffline && areAllAway && <ListNote title={nearby.allAway} more={nearby.allAwayMore} />}
      <DeviceList rows={rows} {...list} />
      <div className="list-foot">
        {selected.length > 0 && (
          <button type="button" className="button primary" onClick={() => onSendSelected(selected)}>
            {sending.sendToSelected(selected.length)}
          </button>
        )}
        <button type="button" className="button" onClick={onReceive}>
          {sending.receiveNearby}
        </button>
        <DoctorButton onPress={onDoctor} />
      </div>
    </>
  );
}

function ListNote({ title, more }: { readonly title: string; readonly more: string }): ReactNode {
  return (
    <div className="list-note">
      <p>{title}</p>
      <p className="quiet">{more}</p>
    </div>
  );
}

function DoctorButton({ onPress }: { readonly onPress: () => void }): ReactNode {
  const { doctor } = useStrings();
  return (
    <button type="button" className="button" onClick={onPress}>
      {doctor.title}
    </button>
  );
}
