// Two persons without a pointer, in two windows: from a file to a new device until it is there, and once more.
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { card, deviceRow, sumOf, transferRow, writeDocument } from '../support/desk-steps.ts';
import { focused, tabTo } from '../support/keys.ts';
import { electronRuntime, harnessOf } from '../support/launch.ts';
import { canMakeSpaces, NetSpace } from '../support/net-space.ts';
import { closeDesks, type Desk, twoDesks } from '../support/two-ferries.ts';

const onHarness = electronRuntime === null || process.env.FERRY_E2E === 'harness';
const BYTES_A_SECOND = 1_500_000;
const LARGE = 6_000_000;

interface Heard {
  readonly polite: string[];
  readonly assertive: string[];
  /** When nothing had the focus any more, though something had. */
  readonly lost: string[];
}

/** From now on: what a screen reader says, and where the focus goes. A minute of the window's clock passes in three seconds. */
async function listen({ page }: Desk): Promise<() => Promise<Heard>> {
  await page.evaluate(() => {
    const heard: Heard = { polite: [], assertive: [], lost: [] };
    Object.assign(window, { heard });
    for (const [role, said] of [
      ['status', heard.polite],
      ['alert', heard.assertive],
    ] as const) {
      const voice = document.querySelector(`.visually-hidden[role="${role}"]`);
      if (voice === null) throw new Error(`no voice for ${role}`);
      new MutationObserver(() => said.push(voice.textContent)).observe(voice, { childList: true, subtree: true });
    }
    document.addEventListener('focusout', ({ target }) => {
      const check = (): void => {
        const of = target instanceof Element ? target.outerHTML.slice(0, 120) : '';
        if (document.activeElement === document.body) heard.lost.push(of);
      };
      // What takes the place of what had the focus comes with the next frames.
      requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(check, 50)));
    });
    // A quarter is said at most every ten seconds.
    const { now } = Date;
    const began = now();
    Date.now = () => began + (now() - began) * 20;
  });
  return () => page.evaluate(() => (window as unknown as { heard: Heard }).heard);
}

/** It has the focus, and everybody sees that. */
async function press(desk: Desk, name: RegExp, key = 'Enter'): Promise<void> {
  await tabTo(desk.page, name);
  const ring = await desk.page.evaluate(() => {
    const at = document.activeElement;
    // A box may have its ring on the whole of its label.
    const ringed = [at, at?.closest('label')]
      .filter((one) => one instanceof Element)
      .map((one) => getComputedStyle(one));
    return Math.max(0, ...ringed.map((of) => (of.outlineStyle === 'none' ? 0 : Number.parseFloat(of.outlineWidth))));
  });
  expect(ring, `the ring of ${name}`).toBeGreaterThanOrEqual(2);
  await desk.page.keyboard.press(key);
}

describe.skipIf(!canMakeSpaces() || !onHarness)('by keyboard alone, on both sides', () => {
  let space: NetSpace;
  let mia: Desk;
  let leo: Desk;
  let heardBy: readonly (() => Promise<Heard>)[];

  beforeAll(async () => {
    space = NetSpace.open({ outlastsTest: true });
    [mia, leo] = await twoDesks(space, { settings: { sendLimit: BYTES_A_SECOND } });
    heardBy = await Promise.all([listen(mia), listen(leo)]);
  });
  afterAll(async () => {
    await closeDesks();
    space.close();
  });

  const choose = (path: string) => harnessOf(mia.app).answerNextDialog('open', { canceled: false, filePaths: [path] });

  it('a file goes to a new device with a code, and each side is told how far it is', async () => {
    const path = await writeDocument(mia, 'Harbour.jpg', LARGE);
    await deviceRow(mia, leo.name).waitFor();
    await choose(path);
    await mia.page.keyboard.press('Control+o');
    await mia.page.locator('dialog .handed').waitFor();
    await press(mia, new RegExp(`^${leo.name}`), 'Space');
    await press(mia, /^Send$/);
    await leo.page.locator('.stranger').waitFor();
    await press(leo, /^Show code$/);
    const digits = leo.page.locator('.meeting-code [aria-hidden]');
    await digits.first().waitFor();
    await expect.poll(() => focused(mia.page)).toBe('Code');
    await mia.page.keyboard.type((await digits.allTextContents()).join('').replace(/\D/g, ''));
    await Promise.all(
      [mia, leo].map(async (desk) => {
        await desk.page.getByRole('button', { name: 'Pair', exact: true }).waitFor();
        await press(desk, /^Pair$/);
      }),
    );
    await leo.page.locator('dialog[open]').waitFor({ state: 'hidden' });
    await press(leo, /^Decline$/, 'Shift+Tab');
    await card(leo).locator('[data-armed="true"]').waitFor();
    await tabTo(leo.page, /^Decline$/);
    await leo.page.keyboard.press('Control+a');
    await transferRow(mia, 'Harbour.jpg').getByText('Done').waitFor();
    await transferRow(leo, 'Harbour.jpg').getByText('Done').waitFor();
    expect(await sumOf(join(leo.inbox, 'Harbour.jpg'))).toBe(await sumOf(path));
    const [sender, receiver] = await Promise.all(heardBy.map((heard) => heard()));
    expect(receiver?.assertive).toContainEqual(expect.stringContaining('wants to send: 1 photo'));
    for (const { polite = [], lost = [] } of [sender ?? {}, receiver ?? {}] as Partial<Heard>[]) {
      const said = polite.filter((text) => text.includes('Harbour.jpg'));
      expect(said[0]).toMatch(/Harbour\.jpg/);
      for (const percent of [25, 50, 75]) expect(said.join('\n')).toContain(`: ${percent}%`);
      expect(said.at(-1)).toMatch(/: Done/);
      expect(lost).toEqual([]);
    }
  });

  it('the next one goes to its row, is accepted by the button, and is looked at', async () => {
    const path = await writeDocument(mia, 'Second.txt');
    await tabTo(mia.page, new RegExp(`^${leo.name}`));
    await choose(path);
    await mia.page.keyboard.press('Control+o');
    await card(leo).waitFor();
    await tabTo(leo.page, /^Accept$/);
    await card(leo).locator('[data-armed="true"]').waitFor();
    await press(leo, /^Accept$/, 'Space');
    await transferRow(leo, 'Second.txt').getByText('Done').waitFor();
    await tabTo(leo.page, /^Second\.txt/);
    await leo.page.keyboard.press('Enter');
    await leo.page.locator('main[data-screen="transfer"]').waitFor();
    await leo.page.keyboard.press('Escape');
    await expect.poll(() => focused(leo.page)).toMatch(/^Second\.txt/);
    await leo.page.keyboard.press('ArrowDown');
    await expect.poll(() => focused(leo.page)).toMatch(/^Harbour\.jpg/);
    const [sender, receiver] = await Promise.all(heardBy.map((heard) => heard()));
    expect([sender?.lost, receiver?.lost]).toEqual([[], []]);
    expect(receiver?.polite.join('\n')).toMatch(/Second\.txt.*: Done/);
  });
});
