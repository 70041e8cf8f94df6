import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Makes a data folder whose first run is over. LocalSend is for tests that are about it: it makes a key for each device. */
export async function settle(dataDir: string, settings: object = {}): Promise<void> {
  await mkdir(dataDir, { mode: 0o700 });
  await writeFile(join(dataDir, 'ferry.json'), '{"format":1}');
  await writeFile(
    join(dataDir, 'settings.json'),
    JSON.stringify({ deviceName: 'Calm Pier', welcomed: true, localSend: false, ...settings }),
  );
}
