// The devices on Home: the list, or why there is none; and always a way to "Can't see a device?".
import type { ReactNode } from 'react';
import type { State } from '../../contract/state.ts';
import { deviceRows } from '../device-rows.ts';
import { useStrings } from '../strings-context.tsx';
import { DeviceList } from './device-list.tsx';
import { EmptyState } from './empty-state.tsx';
import { FerryMark } from './ferry-mark.tsx';
import { NoNetworkIcon } from './icons.tsx';

export function Nearby({ state, onDoctor }: { readonly state: State; readonly onDoctor: () => void }): ReactNode {
  const { home, nearby, locale } = useStrings();
  const { self } = state;
  const rows = deviceRows(state, locale);
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
      <DeviceList rows={rows} />
      <div className="list-foot">
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
