// Two devices that know each other by both protocols: they are paired, and each has a certificate for LocalSend. Each
// transfer has copies of their data folders, so that none finds what another left.
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { openDataFolder } from '../../src/engine/data-folder.ts';
import type { OwnCertificate } from '../../src/engine/interop/localsend/certificate.ts';
import { openCertificate } from '../../tests/support/own-certificate.ts';
import { pairData } from '../../tests/support/paired-data.ts';
import { settle } from '../../tests/support/settled-folder.ts';

export interface Devices {
  readonly data: { readonly sender: string; readonly receiver: string };
  close(): void;
}

/** What LocalSend apps know the device of this data folder by. */
export async function certificateOf(data: string): Promise<OwnCertificate> {
  const { localSendFile } = await openDataFolder(data);
  return openCertificate(localSendFile).certificate();
}

/** As many copies as are wanted. */
export async function makeDevices(folder: string): Promise<() => Devices> {
  const paired = dataIn(mkdtempSync(join(folder, 'paired-')));
  for (const data of Object.values(paired)) {
    await settle(data, { localSend: true });
    // Or an engine would make one while the other is measured.
    await certificateOf(data);
  }
  await pairData({ data: paired.sender, name: 'sender' }, { data: paired.receiver, name: 'receiver' });
  return () => {
    const own = mkdtempSync(join(folder, 'devices-'));
    const data = dataIn(own);
    cpSync(paired.sender, data.sender, { recursive: true });
    cpSync(paired.receiver, data.receiver, { recursive: true });
    return { data, close: () => rmSync(own, { recursive: true, force: true }) };
  };
}

function dataIn(folder: string): Devices['data'] {
  return { sender: join(folder, 'sender'), receiver: join(folder, 'receiver') };
}
