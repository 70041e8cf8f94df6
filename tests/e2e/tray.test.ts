// Offers that are answered from the tray, by the real main bundle, while the window is closed.
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it, onTestFinished } from 'vitest';
import type { EngineAnswer, EngineCommand, EngineInput } from '../../src/contract/commands.ts';
import type { Outcome } from '../../src/contract/errors.ts';
import { closeFerries, openFerry, settled } from '../support/ferry-app.ts';
import { FerryEngine } from '../support/ferry-engine.ts';
import { electronRuntime, harnessOf } from '../support/launch.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { startTrayHost } from '../support/tray-host.ts';

const onHarness = electronRuntime === null || process.env.FERRY_E2E === 'harness';
const SOON = { timeout: 15_000, interval: 50 };

afterEach(closeFerries);

describe.skipIf(!onHarness || process.platform !== 'linux')('the tray (on the harness: clicked in its record)', () => {
  it('accepts and declines what a paired device sends, and shows it in its folder afterwards', async () => {
    const desktop = await startTrayHost();
    onTestFinished(desktop.stop);
    const inbox = await tempFolder();
    const app = await openFerry(await settled({ receiveFolder: inbox, whenClosed: 'keep' }), {
      DBUS_SESSION_BUS_ADDRESS: desktop.address,
    });
    const page = await app.window();
    await page.waitForSelector('main[data-screen]', { timeout: 15_000 });
    const ask = async <C extends EngineCommand>(command: C, input?: EngineInput<C>): Promise<EngineAnswer<C>> => {
      const outcome = await page.evaluate(
        ([name, value]) =>
          (globalThis as unknown as { ferry: { invoke(...words: unknown[]): Promise<Outcome<unknown>> } }).ferry.invoke(
            name,
            value,
          ),
        [command, input] as const,
      );
      if (!outcome.ok) throw new Error(`${command}: ${outcome.error.code}`);
      return outcome.value as EngineAnswer<C>;
    };
    const tray = harnessOf(app);
    const labels = async () => (await tray.trays())[0]?.menu?.map(({ label }) => label) ?? [];

    const { id: shown } = await ask('pairing.show');
    const { addresses } = await ask('self.ways');
    const port = Number(/:(\d+)$/.exec(addresses[0] ?? '')?.[1]);
    const to = { kind: 'address', host: '127.0.0.1', port } as const;
    const leo = await FerryEngine.start('Leo & Mia\u202E');
    await leo.listen();
    const { id: dialed } = await leo.ask('pairing.dial', { to });
    await leo.untilPairing(({ stage }) => stage === 'typing');
    const pairing = async () => (await ask('state.snapshot')).state.pairings[shown];
    await expect.poll(async () => (await pairing())?.code, SOON).toBeTruthy();
    await leo.ask('pairing.type', { id: dialed, code: (await pairing())?.code ?? '' });
    await leo.untilPairing(({ stage }) => stage === 'proven');
    await ask('pairing.keep', { id: shown });
    await leo.ask('pairing.keep', { id: dialed });
    await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
    await expect.poll(() => app.windows()).toBe(0);

    const [photo, program] = [join(leo.folder, 'a.jpg'), join(leo.folder, 'a.exe')];
    await writeFile(photo, 'not a picture');
    await writeFile(program, 'not a program');
    const first = await leo.ask('transfer.send', { paths: [photo], to });
    await expect
      .poll(labels, SOON)
      .toEqual(expect.arrayContaining(['Accept 1 photo from Leo && Mia<U+202E>', 'Decline']));
    expect((await tray.trays())[0]?.image).toContain('tray-needs-you');
    await tray.clickTrayItem([`accept-${first.id}`]);
    await leo.untilStage(first.id, 'done');
    expect(await readdir(inbox)).toContain('a.jpg');

    await expect.poll(labels, SOON).toContain('Recent');
    await tray.clickTrayItem([`recent-${first.id}`]);
    await expect.poll(() => tray.revealedPaths(), SOON).toEqual([join(inbox, 'a.jpg')]);

    const second = await leo.ask('transfer.send', { paths: [program], to });
    await expect.poll(labels, SOON).toContain('See 1 program from Leo && Mia<U+202E>…');
    expect((await labels()).filter((label) => label.startsWith('Accept'))).toEqual([]);
    await tray.clickTrayItem([`decline-${second.id}`]);
    await leo.untilStage(second.id, 'declined');
    expect(await app.windows()).toBe(0);
  });
});
