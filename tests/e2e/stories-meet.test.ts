// Two persons whose devices meet in other ways than by a drop: one adds the other's, one leaves the sheet with the code.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accept, button, deviceRow, transferRow, typeCode, writeDocument } from '../support/desk-steps.ts';
import { dropFiles } from '../support/launch.ts';
import { canMakeSpaces, NetSpace } from '../support/net-space.ts';
import { closeDesks, type Desk, twoDesks } from '../support/two-ferries.ts';

let space: NetSpace;
let mia: Desk;
let leo: Desk;

describe.skipIf(!canMakeSpaces())('two devices that meet', () => {
  beforeAll(async () => {
    space = NetSpace.open({ outlastsTest: true });
    [mia, leo] = await twoDesks(space);
  });
  afterAll(async () => {
    await closeDesks();
    space.close();
  });

  it('show the code once more after its sheet was left', async () => {
    const path = await writeDocument(mia, 'For anybody.txt');
    await dropFiles(mia.page, mia.page.getByRole('heading', { name: 'Activity' }), [path]);
    await button(mia, 'Show a code instead').click();
    await mia.page.locator('.meeting-code').waitFor();
    await mia.page.keyboard.press('Escape');
    await transferRow(mia, 'For anybody.txt').getByRole('button', { name: 'Show code' }).click();
    await button(leo, 'Receive from nearby').click();
    await leo.page
      .getByRole('dialog')
      .getByRole('button', { name: /Studio PC/ })
      .click();
    await typeCode(mia, leo);
    await button(leo, 'Pair').click();
    await button(mia, 'Only this once').click();
    await leo.page.getByRole('heading', { name: 'Studio PC wants it only this once' }).waitFor();
    await leo.page.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
    await accept(leo);
    await transferRow(mia, 'For anybody.txt').getByText('Done').waitFor();
  });

  it('pair where one adds a device and the other chooses it in the list', async () => {
    await button(mia, 'Add device').click();
    await deviceRow(leo, 'Studio PC').click();
    await button(leo, 'Pair').click();
    await typeCode(mia, leo);
    // At the other one it was chosen before.
    await mia.page.getByRole('dialog').getByRole('button', { name: 'Pair' }).click();
    await Promise.all([mia, leo].map((desk) => desk.page.getByRole('heading', { name: /^Paired with/ }).waitFor()));
    expect(Object.values((await mia.state()).devices)).toMatchObject([{ name: 'Calm Pier', isPaired: true }]);
  });
});
