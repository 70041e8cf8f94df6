// Who is who between two windows, and who sees whom: devices that are off, namesakes, a wrong key, visibility, the doctor.
import { join } from 'node:path';
import type { Locator } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accept, button, card, deviceRow, namesIn, sumOf, typeCode, writeDocument } from '../support/desk-steps.ts';
import { dropFiles } from '../support/launch.ts';
import { canMakeSpaces, NetSpace } from '../support/net-space.ts';
import { atHome, says } from '../support/trouble-steps.ts';
import { closeDesks, type Desk, deskOn, pair, twoDesks } from '../support/two-ferries.ts';

let space: NetSpace;
let mia: Desk;
let leo: Desk;
/** Calls itself what Leo's is called. */
let ann: Desk;

/** `FERRY_LONG=1` waits for what takes its time, too. */
const LONG = Boolean(process.env.FERRY_LONG);
const IN_TIME = { timeout: 20_000 };
const standing = (desk: Desk, name: string, how: 'here' | 'away' | 'new'): Locator =>
  deviceRow(desk, name).and(desk.page.locator(`[data-standing="${how}"]`));
const transfersOf = async (desk: Desk): Promise<readonly unknown[]> => Object.values((await desk.state()).transfers);

describe.skipIf(!canMakeSpaces())('two persons who are paired, and others', () => {
  beforeAll(async () => {
    space = NetSpace.open({ outlastsTest: true });
    [mia, leo] = await twoDesks(space);
    ann = await deskOn(space.addHost('ann'), leo.name);
    await pair(mia, leo);
    await atHome(mia, leo);
  });
  afterAll(async () => {
    await closeDesks();
    space.close();
  });
  it('tell a stranger of the same name from the one that is paired', async () => {
    await ann.start();
    await ann.beVisible();
    await standing(mia, leo.name, 'new')
      .getByText(/^Calls itself .?Calm Pier.?, but isn’t the one you paired$/)
      .waitFor(IN_TIME);
    await standing(mia, leo.name, 'here').getByText('Paired · here').waitFor();
    expect(
      await standing(mia, leo.name, 'here')
        .getByText(/Calls itself/)
        .count(),
    ).toBe(0);
    await leo.quit();
    await standing(mia, leo.name, 'away').getByText('Offline').waitFor(IN_TIME);
    await standing(mia, leo.name, 'new')
      .getByText(/^Calls itself/)
      .waitFor();
  });

  it('send to one that is off as soon as it appears, whatever was started anew meanwhile, and to no other', async () => {
    const path = await writeDocument(mia, 'Later.txt');
    await dropFiles(mia.page, standing(mia, leo.name, 'away'), [path]);
    await says(mia, 'Later.txt', /^Will send when .?Calm Pier.? appears$/);
    await mia.quit();
    await mia.start();
    await says(mia, 'Later.txt', /^Will send when .?Calm Pier.? appears$/);
    await leo.start();
    await card(leo).getByText('Later.txt').waitFor(IN_TIME);
    await accept(leo);
    for (const desk of [mia, leo]) await says(desk, 'Later.txt', /^Done/);
    expect(await sumOf(join(leo.inbox, 'Later.txt'))).toBe(await sumOf(path));
    expect(await transfersOf(ann)).toEqual([]);
    expect((await ann.state()).pairings).toEqual({});
  });

  it(`are seen by whom they choose${LONG ? ', and gone for others 18 seconds after' : ''}`, async () => {
    await leo.ask('settings.set', { visibility: 'nobody' });
    await standing(mia, leo.name, 'away').waitFor(IN_TIME);
    await leo.ask('settings.set', { visibility: 'paired' });
    await standing(mia, leo.name, 'here').waitFor(IN_TIME);
    expect(await deviceRow(ann, leo.name).count()).toBe(0);
    await leo.beVisible();
    await deviceRow(ann, leo.name).waitFor(IN_TIME);
    await leo.ask('settings.set', { visibility: 'paired' });
    // What answers still may be somebody else's word for it: a row takes its time to go.
    if (LONG) await deviceRow(ann, leo.name).waitFor({ state: 'detached', timeout: 40_000 });
    await standing(mia, leo.name, 'here').waitFor();
    await ann.quit();
  });

  it('are told on the right computer that its firewall keeps the other one out', async () => {
    await leo.quit();
    leo.host.dropIncoming('tcp', 26_810);
    await leo.start();
    await standing(mia, leo.name, 'here').waitFor(IN_TIME);
    await button(leo, 'Can’t see a device?').click();
    await leo.page.getByText(/^.?Studio PC.? sees you but can’t connect back$/).waitFor({ timeout: 30_000 });
    await button(mia, 'Can’t see a device?').click();
    await mia.page.getByText('Other devices can connect to this computer').waitFor({ timeout: 30_000 });
    expect(await mia.page.getByText('can’t connect back').count()).toBe(0);
    leo.host.letIn('tcp', 26_810);
    await leo.page.getByText('Other devices can connect to this computer').waitFor({ timeout: 30_000 });
    await button(mia, 'Back').click();
  });

  it('send nothing to another key in the place of a paired one', async () => {
    await leo.quit();
    const anew = await deskOn(leo.host, leo.name);
    await anew.start();
    await anew.beVisible();
    await standing(mia, leo.name, 'away').waitFor(IN_TIME);
    await standing(mia, leo.name, 'new').waitFor(IN_TIME);
    await dropFiles(mia.page, standing(mia, leo.name, 'away'), [await writeDocument(mia, 'Trusted.txt')]);
    await says(mia, 'Trusted.txt', /This isn’t the .?Calm Pier.? you paired/);
    await standing(mia, leo.name, 'away').click();
    await mia.page
      .getByText(/^This isn’t the .?Calm Pier.? you paired$/)
      .first()
      .waitFor();
    expect(await transfersOf(anew)).toEqual([]);
    expect(await namesIn(anew.inbox)).toEqual([]);
    await button(mia, 'Pair again').click();
    await button(anew, 'Show code').click();
    await typeCode(anew, mia);
    await Promise.all([mia, anew].map((desk) => button(desk, 'Pair').click()));
    await atHome(mia, anew);
    await button(mia, 'Back').click();
    await dropFiles(mia.page, standing(mia, leo.name, 'here'), [join(mia.documents, 'Trusted.txt')]);
    await accept(anew);
    await says(mia, 'Trusted.txt', /^Done/);
    // What was for the other key isn't sent to this one.
    expect(await namesIn(anew.inbox)).toEqual(['Trusted.txt']);
    await standing(mia, leo.name, 'away').waitFor();
  });
});
