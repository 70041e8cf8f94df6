// What sending something would come to. No engine is asked for that: a large tree takes its time, and nobody else should
// wait for it.
import { ok } from '../base/result.ts';
import type { Outcome } from '../contract/errors.ts';
import type { SendTrial } from '../contract/transfers.ts';
import { FerryError, internalError } from './errors.ts';
import { OwnData } from './transfer/own-data.ts';
import { rootsOf, tryPlan } from './transfer/plan.ts';

/** Nothing is written, and nobody is called. Of the data folder nothing would be sent. */
export async function trySend(paths: readonly string[], dataDir: string | null): Promise<Outcome<SendTrial>> {
  try {
    return ok(await tryPlan(rootsOf(paths), dataDir === null ? null : new OwnData(dataDir)));
  } catch (error) {
    const { info } = error instanceof FerryError ? error : internalError(error);
    return { ok: false, error: info };
  }
}
