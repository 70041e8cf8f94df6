// Home's list of devices as HTML, with nothing behind its buttons.
import type { State } from '../../../src/contract/state.ts';
import type { NearbyProps } from '../../../src/renderer/parts/nearby.tsx';
import { Nearby } from '../../../src/renderer/parts/nearby.tsx';
import { inLanguage } from './shown-words.tsx';

const nothing = () => undefined;

export const shownNearby = (state: State, languages: readonly string[] = ['en'], changes: Partial<NearbyProps> = {}) =>
  inLanguage(
    languages,
    <Nearby
      state={state}
      selected={[]}
      over={null}
      troubles={{}}
      onSend={nothing}
      onSelect={nothing}
      onOpen={nothing}
      onPairAgain={async () => null}
      onSendSelected={nothing}
      onReceive={nothing}
      onDoctor={nothing}
      {...changes}
    />,
  );
