// What one caller has begun that is for nobody once it is gone: codes that it shows, and what waits for whoever types them.
import * as v from 'valibot';
import type { Outcome } from '../../contract/errors.ts';
import type { Snapshot } from '../../contract/state.ts';
import type { PairingStage, TransferStage } from '../../contract/transfers.ts';
import type { Door } from './local-caller.ts';

const SENDS: ReadonlySet<string> = new Set(['transfer.send', 'text.send', 'stream.send']);
const COMMANDS: ReadonlySet<string> = new Set([
  ...['pairing.show', 'pairing.dial', 'device.compare', 'transfer.again'],
  ...SENDS,
]);
/** Whom a person has named gets it without us. */
const NamesNobody = v.object({ to: v.optional(v.null()) });
const OVER: ReadonlySet<PairingStage> = new Set(['paired', 'ended']);
const FOR_NOBODY: ReadonlySet<TransferStage> = new Set(['preparing', 'waitingForDevice']);
const Begun = v.object({ ok: v.literal(true), value: v.object({ id: v.string() }) });

export class LocalBegun {
  readonly #ids = new Set<string>();
  /** For whoever types a code, and not shown before they are listed. */
  readonly #sends = new Set<string>();

  note(command: string, input: unknown, outcome: Outcome<unknown>): void {
    if (!COMMANDS.has(command) || (SENDS.has(command) && !v.is(NamesNobody, input))) return;
    const begun = v.safeParse(Begun, outcome);
    if (!begun.success) return;
    const { id } = begun.output.value;
    this.#ids.add(id);
    if (SENDS.has(command)) this.#sends.add(id);
  }

  /** What has become something of two devices meanwhile goes on. */
  async takeBack(door: Door): Promise<void> {
    if (this.#ids.size === 0) return;
    const found = await door('state.snapshot', undefined);
    if (!found.ok) return;
    // Of this command's own answer.
    const { pairings, transfers } = (found.value as Snapshot).state;
    for (const id of this.#ids) {
      const [pairing, transfer] = [pairings[id], Object.values(transfers).find((row) => row.id === id)];
      if (pairing !== undefined && !OVER.has(pairing.stage)) await door('pairing.end', { id });
      const isForNobody =
        transfer === undefined ? this.#sends.has(id) : transfer.device === null && FOR_NOBODY.has(transfer.stage);
      // One that is over, and has gone from the list, is known no more.
      if (isForNobody) await door('transfer.discard', { id });
    }
  }
}
