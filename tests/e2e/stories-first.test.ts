// The first hour of two persons who have never read anything: two windows on two computers, from the first start on.
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  accept,
  button,
  card,
  countClicks,
  deviceRow,
  drop,
  namesIn,
  sumOf,
  transferRow,
  typeCode,
  writeDocument,
  wrong,
} from '../support/desk-steps.ts';
import { dropFiles, harnessOf } from '../support/launch.ts';
import { canMakeSpaces, NetSpace } from '../support/net-space.ts';
import { closeDesks, type Desk, deskOn } from '../support/two-ferries.ts';

let space: NetSpace;
let mia: Desk;
let leo: Desk;

describe.skipIf(!canMakeSpaces())('two persons in their first hour', () => {
  beforeAll(async () => {
    space = NetSpace.open({ outlastsTest: true });
    mia = await deskOn(space.addHost('mia'), 'Studio PC', { isNew: true });
    leo = await deskOn(space.addHost('leo'), 'Calm Pier', { isNew: true });
  });
  afterAll(async () => {
    await closeDesks();
    space.close();
  });

  const nameOf = async (desk: Desk): Promise<string> => (await desk.state()).self.name;

  it('send the first file within a minute, with four clicks each at most', async () => {
    const began = performance.now();
    await Promise.all([mia.start(), leo.start()]);
    const clicks = await Promise.all([countClicks(mia), countClicks(leo)]);
    await Promise.all([mia, leo].map((desk) => button(desk, 'Start').click()));
    const photo = await writeDocument(mia, 'Harbour.jpg', 2_000_000);
    await deviceRow(mia, await nameOf(leo)).waitFor();
    await drop(mia, await nameOf(leo), photo);
    await button(leo, 'Show code').click();
    await typeCode(leo, mia);
    await Promise.all([mia, leo].map((desk) => button(desk, 'Pair').click()));
    await card(leo).locator('[data-paired="true"]').waitFor();
    await accept(leo);
    await transferRow(mia, 'Harbour.jpg').getByText('Done').waitFor();
    const seconds = (performance.now() - began) / 1000;
    const counted = await Promise.all(clicks.map((count) => count()));
    console.log(`first file after ${seconds.toFixed(1)} s; clicks: ${counted.join(' and ')}`);
    expect(seconds).toBeLessThan(60);
    for (const count of counted) expect(count).toBeLessThanOrEqual(4);
    expect(await sumOf(join(leo.inbox, 'Harbour.jpg'))).toBe(await sumOf(photo));
  });

  it('send the next one with one drag, without a code', async () => {
    const clicks = await countClicks(mia);
    await drop(mia, await nameOf(leo), await writeDocument(mia, 'Second.txt'));
    await accept(leo);
    await transferRow(mia, 'Second.txt').getByText('Done').waitFor();
    expect(await clicks()).toBe(0);
    expect(await namesIn(leo.inbox)).toEqual(['Harbour.jpg', 'Second.txt']);
  });

  it('hear that the other one declined', async () => {
    await drop(mia, await nameOf(leo), await writeDocument(mia, 'Unwanted.txt'));
    await card(leo).getByRole('button', { name: 'Decline' }).click();
    await transferRow(mia, 'Unwanted.txt').getByText('Declined').waitFor();
    await transferRow(leo, 'Unwanted.txt').getByText('Declined').waitFor();
    expect(await namesIn(leo.inbox)).not.toContain('Unwanted.txt');
  });

  it('take a part of what is offered', async () => {
    const paths = await Promise.all(['One.txt', 'Two.txt', 'Three.txt'].map((name) => writeDocument(mia, name)));
    await drop(mia, await nameOf(leo), ...paths);
    await card(leo).getByText('Choose what to take').click();
    await card(leo)
      .getByRole('checkbox', { name: /Two\.txt/ })
      .uncheck();
    await accept(leo);
    await mia.until('its end', ({ transfers }) =>
      Object.values(transfers).find(({ stage, done }) => stage === 'done' && done.notWanted === 1),
    );
    const names = await namesIn(leo.inbox);
    expect(names).toEqual(expect.arrayContaining(['One.txt', 'Three.txt']));
    expect(names).not.toContain('Two.txt');
    await mia.page.getByText('1 file left out').first().waitFor();
  });

  it('send a text, whitespace and all', async () => {
    const text = '  https://example.org/a?b=1\n\tand a second line  ';
    await mia.page.keyboard.press('Escape');
    await button(mia, 'Send text…').click();
    await mia.page.getByRole('textbox', { name: 'Text or link' }).fill(text);
    await mia.page.getByRole('checkbox', { name: new RegExp(await nameOf(leo)) }).check();
    await mia.page.getByRole('dialog').getByRole('button', { name: 'Send', exact: true }).click();
    const row = await leo.until('the text', ({ transfers }) =>
      Object.values(transfers).find(({ content, stage }) => content === 'text' && stage === 'done'),
    );
    expect(await leo.ask('text.read', { id: row.id })).toEqual({ text });
    await expect(leo.ask('text.open', { id: row.id })).rejects.toThrow('transfer.not_now');
    await transferRow(leo, 'https://example.org/a?b=1').waitFor();
    expect(await namesIn(leo.inbox)).toHaveLength(4);
  });

  it('send a link, which opens on the other computer', async () => {
    const to = await mia.until('Leo', ({ devices }) => Object.values(devices)[0]?.id);
    await mia.ask('text.send', { text: 'https://example.org/where', isPrivate: false, to: [to] });
    await transferRow(leo, 'https://example.org/where')
      .getByRole('button', { name: /^Open link/ })
      .click();
    await expect.poll(() => harnessOf(leo.app).openedExternals()).toEqual(['https://example.org/where']);
  });

  it('are told that a code is wrong, and that nothing was sent', async () => {
    const stranger = await deskOn(space.addHost('ann'), 'Green Door');
    await stranger.start();
    await stranger.beVisible();
    await deviceRow(stranger, await nameOf(leo)).waitFor();
    await drop(stranger, await nameOf(leo), await writeDocument(stranger, 'Secret.txt'));
    await button(leo, 'Show code').click();
    await typeCode(leo, stranger, wrong);
    await stranger.page.getByText('That isn’t the code, or this isn’t the').first().waitFor();
    expect(await namesIn(leo.inbox)).not.toContain('Secret.txt');
    await typeCode(leo, stranger);
    await Promise.all([stranger, leo].map((desk) => button(desk, 'Only this once').click()));
    await accept(leo);
    await transferRow(stranger, 'Secret.txt').getByText('Done').waitFor();
    expect(Object.values((await leo.state()).devices).map(({ name }) => name)).not.toContain('Green Door');
    await stranger.quit();
  });

  it('send to whoever types the code', async () => {
    const path = await writeDocument(mia, 'For anybody.txt');
    await dropFiles(mia.page, mia.page.getByRole('heading', { name: 'Activity' }), [path]);
    await button(mia, 'Show a code instead').click();
    await button(leo, 'Receive from nearby').click();
    await leo.page
      .getByRole('dialog')
      .getByRole('button', { name: new RegExp(await nameOf(mia)) })
      .click();
    await typeCode(mia, leo);
    await accept(leo);
    await transferRow(mia, 'For anybody.txt').getByText('Done').waitFor();
    expect(await sumOf(join(leo.inbox, 'For anybody.txt'))).toBe(await sumOf(path));
  });
});
