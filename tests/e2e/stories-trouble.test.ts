// What goes wrong between two persons who are paired: much at once, second thoughts, power cuts, pauses, limits.
import { chmod, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inTime } from '../support/busy.ts';
import {
  accept,
  button,
  card,
  deviceRow,
  drop,
  namesIn,
  sumOf,
  transferRow,
  typeCode,
  writeDocument,
  writeDocuments,
} from '../support/desk-steps.ts';
import { harnessOf } from '../support/launch.ts';
import { canMakeSpaces, NetSpace } from '../support/net-space.ts';
import {
  atHome,
  everythingIn,
  limit,
  MEGABYTE,
  partOf,
  rowIn,
  says,
  setMoving,
  writeLarge,
} from '../support/trouble-steps.ts';
import { closeDesks, type Desk, deskOn, pair, twoDesks } from '../support/two-ferries.ts';

let space: NetSpace;
let mia: Desk;
let leo: Desk;

describe.skipIf(!canMakeSpaces())('two persons who are paired', () => {
  beforeAll(async () => {
    space = NetSpace.open({ outlastsTest: true });
    [mia, leo] = await twoDesks(space);
    await pair(mia, leo);
    await atHome(mia, leo);
  });
  afterAll(async () => {
    await closeDesks();
    space.close();
  });

  it('send a folder of 1,000 files, and all of it comes', async () => {
    const folder = await writeDocuments(mia, 'Harbour', 1000, 3000);
    await drop(mia, leo.name, folder);
    await card(leo)
      .getByText(/1,000 files/)
      .waitFor();
    await accept(leo);
    for (const desk of [mia, leo]) {
      await says(desk, 'Harbour', /Done/);
      const { done, total } = await rowIn(desk, 'Harbour', 'done');
      expect([done.files, total.files]).toEqual([1000, 1000]);
    }
    const names = await namesIn(folder);
    expect(await namesIn(join(leo.inbox, 'Harbour'))).toEqual(names);
    for (const name of names)
      expect(await sumOf(join(leo.inbox, 'Harbour', name))).toBe(await sumOf(join(folder, name)));
    expect(await everythingIn(leo.inbox)).toHaveLength(1001);
  });

  it('cancel at the sender or at the receiver, and nothing half is left', async () => {
    await limit(leo, 'receiveLimit', 3);
    const before = await everythingIn(leo.inbox);
    for (const [name, canceler, other] of [
      ['Sent.bin', mia, leo],
      ['Taken.bin', leo, mia],
    ] as const) {
      await setMoving(mia, leo, await writeLarge(mia, name, 30), name);
      await transferRow(canceler, name)
        .getByRole('button', { name: /^Cancel/ })
        .click();
      await says(canceler, name, /^Canceled by you$/);
      await says(other, name, new RegExp(`^Canceled by .?${canceler.name}.?$`));
      const ends = await Promise.all([mia, leo].map((desk) => rowIn(desk, name, 'canceled')));
      expect(ends.map(({ endedAt }) => endedAt)).not.toContain(null);
      await expect.poll(() => everythingIn(leo.inbox)).toEqual(before);
    }
  });

  it.each(['receives', 'sends'])('lose the one that %s to a power cut, and it goes on by itself', async (which) => {
    const [lost, other] = which === 'receives' ? [leo, mia] : [mia, leo];
    const name = `Lost while it ${which}.bin`;
    const path = await writeLarge(mia, name, 20);
    await setMoving(mia, leo, path, name);
    const before = await partOf(leo, name, 5 * MEGABYTE);
    await lost.kill();
    await says(other, name, new RegExp(`^Connection lost, continuing when .?${lost.name}.? is back$`));
    await lost.start();
    // It isn't begun anew; the last second may be lost with the computer.
    const going = await rowIn(leo, name, 'moving');
    expect(going.done.bytes).toBeGreaterThan(before.done.bytes / 2);
    await partOf(mia, name);
    await limit(leo, 'receiveLimit', null);
    for (const desk of [mia, leo]) await says(desk, name, /^Done/);
    await limit(leo, 'receiveLimit', 3);
    expect(await sumOf(join(leo.inbox, name))).toBe(await sumOf(path));
    expect((await everythingIn(leo.inbox)).filter((each) => each.startsWith('.'))).toEqual([]);
  });

  it('lose both to a power cut, and one of them comes back later', async () => {
    const path = await writeLarge(mia, 'Both.bin', 20);
    await setMoving(mia, leo, path, 'Both.bin');
    await Promise.all([mia, leo].map((desk) => desk.kill()));
    await leo.start();
    await says(leo, 'Both.bin', /^Connection lost, continuing when .?Studio PC.? is back$/);
    await mia.start();
    await limit(leo, 'receiveLimit', null);
    for (const desk of [mia, leo]) await says(desk, 'Both.bin', /^Done/);
    await limit(leo, 'receiveLimit', 3);
    expect(await sumOf(join(leo.inbox, 'Both.bin'))).toBe(await sumOf(path));
  });

  it('pause everything for an hour, and go on before', async () => {
    const path = await writeLarge(mia, 'Held.bin', 20);
    await setMoving(mia, leo, path, 'Held.bin');
    const menu = harnessOf(leo.app);
    await menu.answerNextDialog('message', { response: 1 });
    await menu.clickApplicationMenuItem(['quit']);
    const asked = { message: '1 transfer is unfinished; it goes on next time.', buttons: ['Quit', 'Keep running'] };
    await expect.poll(async () => (await menu.dialogs()).at(-1)?.options).toMatchObject(asked);
    await leo.page.keyboard.press('Control+Comma');
    await button(leo, 'For 1 hour').click();
    await leo.page.getByText(/^Paused until/).waitFor();
    await mia.until('its stop', ({ transfers }) => {
      const held = Object.values(transfers).find(({ names }) => names[0] === 'Held.bin');
      return held !== undefined && held.stage !== 'moving';
    });
    const held = await rowIn(leo, 'Held.bin', 'paused', 'stopped', 'away');
    await button(leo, 'Go on now').click();
    await button(leo, 'Back').click();
    const going = await partOf(leo, 'Held.bin', held.done.bytes);
    expect(going.done.bytes).toBeGreaterThanOrEqual(held.done.bytes);
    // The limit changes while it moves.
    await inTime('the rest', 3000, async () => {
      await limit(leo, 'receiveLimit', null);
      for (const desk of [mia, leo]) await says(desk, 'Held.bin', /^Done/);
    });
    expect(await sumOf(join(leo.inbox, 'Held.bin'))).toBe(await sumOf(path));
  });

  it('always accept from a device, but never a program', async () => {
    await drop(mia, leo.name, await writeDocument(mia, 'Asked.txt'));
    await card(leo).getByRole('checkbox', { name: 'Always accept from this device' }).check();
    await accept(leo);
    await says(mia, 'Asked.txt', /^Done/);
    const folder = join(leo.folder, 'From the studio');
    await mkdir(folder);
    await leo.app.evaluate(({ dialog }, chosen) => {
      dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [chosen] });
    }, folder);
    await button(leo, `About ${mia.name}`).click();
    await button(leo, 'Choose…').click();
    await leo.page.getByText('From the studio').waitFor();
    await button(leo, 'Back').click();
    await drop(mia, leo.name, await writeDocument(mia, 'Unasked.txt'));
    await says(mia, 'Unasked.txt', /^Done/);
    expect(await card(leo).count()).toBe(0);
    expect(await namesIn(folder)).toEqual(['Unasked.txt']);
    expect(await namesIn(leo.inbox)).not.toContain('Unasked.txt');
    const script = await writeDocument(mia, 'Install.sh');
    await chmod(script, 0o755);
    await drop(mia, leo.name, script);
    await card(leo).getByText('Install.sh').waitFor();
    await card(leo).getByRole('button', { name: 'Decline' }).click();
    await says(mia, 'Install.sh', /^Declined$/);
    expect(await namesIn(leo.inbox)).not.toContain('Install.sh');
  });

  it('go on after a restart with what a code was for once, and stay unpaired', async () => {
    const ann = await deskOn(space.addHost('ann'), 'Green Door', { settings: { sendLimit: 3_000_000 } });
    await ann.start();
    await Promise.all([ann.beVisible(), leo.beVisible()]);
    await deviceRow(ann, leo.name).waitFor();
    const path = await writeLarge(ann, 'Once.bin', 30);
    await drop(ann, leo.name, path);
    await button(leo, 'Show code').click();
    await typeCode(leo, ann);
    await Promise.all([ann, leo].map((desk) => button(desk, 'Only this once').click()));
    await accept(leo);
    await Promise.all([ann, leo].map((desk) => partOf(desk, 'Once.bin')));
    await leo.quit();
    await says(ann, 'Once.bin', /^Connection lost/);
    await leo.start();
    await partOf(leo, 'Once.bin');
    // By now neither shows itself to the other any more.
    await ann.kill();
    await says(leo, 'Once.bin', /^Connection lost/);
    await ann.start();
    await partOf(ann, 'Once.bin');
    await limit(ann, 'sendLimit', null);
    for (const desk of [ann, leo]) await says(desk, 'Once.bin', /^Done/);
    expect(await sumOf(join(leo.inbox, 'Once.bin'))).toBe(await sumOf(path));
    for (const [desk, other] of [
      [ann, leo],
      [leo, ann],
    ] as const)
      expect(Object.values((await desk.state()).devices).map(({ name }) => name)).not.toContain(other.name);
    await ann.quit();
  });
});
