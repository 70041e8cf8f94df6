// What this program keeps, without what it only hasn't thrown away yet: how much that is, is chance.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as NodeJS.GCFunction;

/** Gives back to the system all that isn't needed; a plain collection keeps most of it for what may come. */
export function collectAll(): void {
  collect({ type: 'major', execution: 'sync', flavor: 'last-resort' });
}
