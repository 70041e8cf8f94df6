// The sender's command for Syncthing: shares the folder, and ends when the other end has all of it.
//     node syncthing-send.ts ERRAND      an `Errand` as JSON
import { rmSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { ask, type Errand } from './syncthing.ts';

const LOOK_EVERY_MS = 20;

interface Status {
  readonly state: string;
  readonly needTotalItems: number;
  readonly inSyncFiles: number;
}

const { sender, receiver, folder, files, marker }: Errand = JSON.parse(process.argv[2] ?? '');
await ask(sender, 'POST', 'config/folders', folder);
for (;;) {
  const status = (await ask(receiver, 'GET', `db/status?folder=${folder.id}`)) as Status;
  if (status.state === 'idle' && status.needTotalItems === 0 && status.inSyncFiles >= files) break;
  await delay(LOOK_EVERY_MS);
}
// It would look for what it is told of no more.
await ask(receiver, 'DELETE', `config/folders/${folder.id}`);
rmSync(marker, { recursive: true, force: true });
