// From its start on Ferry receives, and goes on with what a former run left.
import type { Engine } from '../engine/index.ts';
import { startAutoAccept } from '../policy/auto-accept.ts';

export async function openToOthers(engine: Engine, address: string | null): Promise<void> {
  const opened = await engine.invoke('network.open', { port: null, address });
  // Where it can't be opened now, the doctor says why.
  if (!opened.ok) engine.note('network.not_open', { code: opened.error.code });
  startAutoAccept({
    invoke: engine.invoke,
    watch: (listener) => {
      listener(engine.snapshot().state);
      return engine.subscribe(() => listener(engine.snapshot().state));
    },
  });
  // Quietly: nobody asked for everyone to see this device.
  await engine.invoke('receive.offers', { into: null, isStanding: true });
  await engine.invoke('transfers.goOn');
}
