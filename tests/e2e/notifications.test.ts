// What the desktop is told while Ferry runs, and what is pressed there, from the real main bundle on.
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { State } from '../../src/contract/state.ts';
import type { Bridge } from '../../src/contract/window.ts';
import { closeFerries, openFerry, screen, settled } from '../support/ferry-app.ts';
import { FerryEngine } from '../support/ferry-engine.ts';
import { electronRuntime, harnessOf } from '../support/launch.ts';
import { tempFolder } from '../support/temp-folder.ts';

const onHarness = electronRuntime === null || process.env.FERRY_E2E === 'harness';
const SOON = { timeout: 15_000, interval: 50 };
type InPage = { readonly ferry: Bridge };

afterEach(closeFerries);

describe.skipIf(!onHarness)('what the desktop is told (on the harness: clicked in its record)', () => {
  it('of a stranger, with nothing to press; of a paired device, with Accept, which brings the files', async () => {
    const inbox = await tempFolder();
    const app = await openFerry(await settled({ receiveFolder: inbox }));
    const desktop = harnessOf(app);
    const page = await app.window();
    await screen(page, 'home');
    const ask = <T>(command: string, input?: unknown): Promise<T> =>
      page.evaluate(
        async ([name, value]) => {
          const outcome = await (globalThis as unknown as InPage).ferry.invoke(name as never, value as never);
          if (!(outcome as { ok: boolean }).ok) throw new Error(JSON.stringify(outcome));
          return (outcome as unknown as { value: unknown }).value;
        },
        [command, input] as const,
      ) as Promise<T>;
    const state = async () => (await ask<{ state: State }>('state.snapshot')).state;
    await ask('visibility.everyone');
    const { addresses } = await ask<{ addresses: readonly string[] }>('self.ways');
    const port = Number(/:(\d+)$/.exec(addresses[0] ?? '')?.[1]);
    const to = { kind: 'address', host: '127.0.0.1', port } as const;

    const leo = await FerryEngine.start('Leo <b>');
    await leo.listen();
    const { id: dialed } = await leo.ask('pairing.dial', { to });
    const shown = async () => (await desktop.notifications()).filter(({ isShown }) => isShown);
    await expect
      .poll(async () => (await shown()).map(({ title }) => title), SOON)
      .toEqual(['A new device calling itself \u2068Leo <b>\u2069 wants to send']);
    expect((await shown())[0]?.actions).toEqual([]);
    await expect.poll(() => desktop.badgeCount(), SOON).toBe(1);

    const [wish] = Object.values((await state()).pairings);
    await ask('pairing.allow', { id: wish?.id });
    await expect.poll(async () => (await state()).pairings[wish?.id ?? '']?.code, SOON).toBeTruthy();
    await leo.untilPairing(({ stage }) => stage === 'typing');
    await leo.ask('pairing.type', { id: dialed, code: (await state()).pairings[wish?.id ?? '']?.code ?? '' });
    await leo.untilPairing(({ stage }) => stage === 'proven');
    await ask('pairing.keep', { id: wish?.id });
    await leo.ask('pairing.keep', { id: dialed });
    await expect
      .poll(async () => Object.values((await state()).devices).some(({ isPaired }) => isPaired), SOON)
      .toBe(true);
    await expect.poll(shown, SOON).toEqual([]);
    await expect.poll(() => desktop.badgeCount(), SOON).toBe(0);

    const folder = join(leo.folder, 'pictures');
    await mkdir(folder);
    for (const name of ['secret one.jpg', 'secret two.jpg']) await writeFile(join(folder, name), 'not much');
    const transfer = await leo.ask('transfer.send', { paths: [folder], to });
    await expect.poll(shown, SOON).toMatchObject([{ actions: ['Accept', 'Decline'], isSilent: false }]);
    const [asking] = await shown();
    expect(`${asking?.title} ${asking?.body}`).toMatch(/Leo <b>.* wants to send 2 photos 16 bytes$/);
    await desktop.power('lock-screen');
    await expect.poll(shown, SOON).toMatchObject([{ actions: [], isSilent: true }]);
    await desktop.power('unlock-screen');
    await expect.poll(shown, SOON).toMatchObject([{ actions: ['Accept', 'Decline'], isSilent: true }]);
    const all = await desktop.notifications();
    await expect
      .poll(async () => {
        await desktop.clickNotificationAction(all.length - 1, 0);
        return readdir(inbox);
      }, SOON)
      .toContain('pictures');
    await leo.untilStage(transfer.id, 'done');
    await expect.poll(shown, SOON).not.toMatchObject([{ actions: ['Accept', 'Decline'] }]);
    expect(JSON.stringify(await desktop.notifications())).not.toContain('secret');
    await expect.poll(() => desktop.powerSaveBlockers(), SOON).toEqual([]);
    await expect.poll(() => desktop.windows(), SOON).toMatchObject([{ progress: -1, progressMode: 'none' }]);
  });
});
