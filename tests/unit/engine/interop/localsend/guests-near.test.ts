import { describe, expect, it } from 'vitest';
import { type GuestPlace, GuestsNear, type Meeting } from '../../../../../src/engine/interop/localsend/guests-near.ts';
import type { InfoAnswer } from '../../../../../src/engine/interop/localsend/messages.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const START = Date.UTC(2026, 0, 1);

const infoOf = (alias: string, more: Partial<InfoAnswer> = {}): InfoAnswer => ({
  alias,
  version: '2.2',
  deviceModel: null,
  deviceType: null,
  fingerprint: null,
  hasDownloads: false,
  ...more,
});

const placeAt = (host: string, protocol: GuestPlace['protocol'] = 'https'): GuestPlace => ({
  host,
  port: 53_317,
  protocol,
});

function meeting(fingerprint: string, host: string, more: Partial<Meeting> = {}): Meeting {
  const isEncrypted = more.isEncrypted ?? true;
  const place = placeAt(host, isEncrypted ? 'https' : 'http');
  return { fingerprint, isEncrypted, info: infoOf(fingerprint), place, hasAnswered: true, ...more };
}

const near = (kept: readonly string[] = []): GuestsNear => new GuestsNear((fingerprint) => kept.includes(fingerprint));
const names = (guests: GuestsNear, now: number): readonly string[] => guests.rows(now).map(({ alias }) => alias);

describe('the devices near', () => {
  it('are listed as they say they are, with a picture for what they are', () => {
    const guests = near();
    const kinds = ['mobile', 'desktop', 'server', 'headless', 'web', null] as const;
    for (const [index, deviceType] of kinds.entries()) {
      const info = infoOf(`n${index}`, { deviceType, deviceModel: 'Pixel' });
      guests.met(meeting(`F${index}`, `10.0.0.${index}`, { info }), START);
    }
    const rows = guests.rows(START);
    expect(rows.map(({ kind }) => kind)).toEqual(['phone', 'desktop', 'server', 'server', 'unknown', 'unknown']);
    expect(rows[0]).toEqual({
      fingerprint: 'F0',
      isEncrypted: true,
      alias: 'n0',
      kind: 'phone',
      model: 'Pixel',
      version: '2.2',
      places: [placeAt('10.0.0.0')],
      heardAt: START,
    });
  });

  it('are gone two minutes after they were met last', () => {
    const guests = near();
    guests.met(meeting('A', '10.0.0.1'), START);
    expect(names(guests, START + 2 * MINUTE - 1)).toEqual(['A']);
    expect(names(guests, START + 2 * MINUTE)).toEqual([]);
    expect(guests.size).toBe(0);
  });

  it('are gone for a clock that was set back, instead of staying for years', () => {
    const guests = near();
    guests.met(meeting('A', '10.0.0.1'), START);
    expect(names(guests, START - 3 * MINUTE)).toEqual([]);
  });

  it('are asked every thirty seconds, again soon when one didn’t answer, and are gone after three misses', () => {
    const guests = near();
    guests.met(meeting('A', '10.0.0.1'), START);
    expect(guests.asksDue(START + 29 * SECOND, false)).toEqual([]);
    const asks = [30, 35, 40].map((second) => {
      const due = guests.asksDue(START + second * SECOND, false);
      for (const { fingerprint, place } of due) guests.missed(fingerprint, place);
      return due.length;
    });
    expect(asks).toEqual([1, 1, 1]);
    expect(names(guests, START + 40 * SECOND)).toEqual([]);
  });

  it('are asked once until that is over, and stay when they answer', () => {
    const guests = near();
    guests.met(meeting('A', '10.0.0.1'), START);
    expect(guests.asksDue(START + 30 * SECOND, false)).toHaveLength(1);
    expect(guests.asksDue(START + 35 * SECOND, false)).toEqual([]);
    guests.met(meeting('A', '10.0.0.1'), START + 36 * SECOND);
    expect(guests.asksDue(START + 65 * SECOND, false)).toEqual([]);
    expect(guests.asksDue(START + 66 * SECOND, false)).toHaveLength(1);
  });

  it('are asked at once where somebody begins to look, unless they were just met', () => {
    const guests = near();
    guests.met(meeting('A', '10.0.0.1'), START);
    guests.met(meeting('B', '10.0.0.2'), START + 8 * SECOND);
    expect(guests.asksDue(START + 10 * SECOND, true).map(({ fingerprint }) => fingerprint)).toEqual(['A']);
  });

  it('are asked sixteen at a time', () => {
    const guests = near();
    for (let index = 0; index < 40; index += 1) guests.met(meeting(`F${index}`, `10.0.0.${index}`), START);
    const counts = [30, 35, 40].map((second) => guests.asksDue(START + second * SECOND, false).length);
    expect(counts).toEqual([16, 16, 8]);
  });

  it('have all their places tried before they are gone', () => {
    const guests = near();
    for (const host of ['10.0.0.1', '10.0.0.2', '10.0.0.3', '10.0.0.4']) guests.met(meeting('A', host), START);
    const asked: string[] = [];
    for (let second = 30; second < 60; second += 5) {
      for (const { fingerprint, place } of guests.asksDue(START + second * SECOND, false)) {
        asked.push(place.host);
        guests.missed(fingerprint, place);
      }
    }
    expect(asked).toEqual(['10.0.0.1', '10.0.0.2', '10.0.0.3', '10.0.0.4']);
    expect(guests.size).toBe(0);
  });

  it('have places of which those that answered come first, and which don’t change with every word', () => {
    const guests = near();
    guests.met(meeting('A', '10.0.0.1', { hasAnswered: false }), START);
    guests.met(meeting('A', 'fe80::1%eth0'), START);
    const hosts = (): readonly string[] => guests.rows(START)[0]?.places.map(({ host }) => host) ?? [];
    expect(hosts()).toEqual(['fe80::1%eth0', '10.0.0.1']);
    guests.met(meeting('A', '10.0.0.1', { hasAnswered: false }), START + 1);
    guests.met(meeting('A', 'fe80::1%eth0', { hasAnswered: false }), START + 2);
    expect(hosts()).toEqual(['fe80::1%eth0', '10.0.0.1']);
    guests.missed('A', placeAt('fe80::1%eth0'));
    expect(hosts()).toEqual(['10.0.0.1', 'fe80::1%eth0']);
  });

  it('have six places at most, of which the one that was met longest ago goes', () => {
    const guests = near();
    for (let index = 0; index < 8; index += 1) guests.met(meeting('A', `10.0.0.${index}`), START + index);
    const [row] = guests.rows(START);
    expect(row?.places.map(({ host }) => host)).toEqual([2, 3, 4, 5, 6, 7].map((last) => `10.0.0.${last}`));
  });

  it('lose the places of a network that was left, and are gone with the last', () => {
    const guests = near();
    guests.met(meeting('A', '10.0.0.1'), START);
    guests.met(meeting('A', '10.9.0.1'), START);
    guests.met(meeting('B', '10.9.0.2'), START);
    guests.keepOnly(
      () => true,
      ({ host }) => host.startsWith('10.0.'),
    );
    expect(guests.rows(START).map(({ places }) => places.map(({ host }) => host))).toEqual([['10.0.0.1']]);
  });
});

describe('who proves nothing', () => {
  it('changes nothing of a device that proved to be the one of that name', () => {
    const guests = near();
    guests.met(meeting('A', '10.0.0.1'), START);
    guests.met(meeting('A', '10.0.0.9', { isEncrypted: false, info: infoOf('Mum’s phone') }), START);
    const [row, ...others] = guests.rows(START);
    expect(others).toEqual([]);
    expect(row).toMatchObject({ alias: 'A', isEncrypted: true, places: [placeAt('10.0.0.1')] });
  });

  it('gives way to who proves it', () => {
    const guests = near();
    guests.met(meeting('A', '10.0.0.9', { isEncrypted: false, info: infoOf('false') }), START);
    guests.met(meeting('A', '10.0.0.1', { info: infoOf('true') }), START);
    expect(guests.rows(START)).toMatchObject([{ alias: 'true', isEncrypted: true, places: [placeAt('10.0.0.1')] }]);
  });

  it('takes no other’s place from another address', () => {
    const guests = near();
    guests.met(meeting('A', '10.0.0.1', { isEncrypted: false, info: infoOf('first') }), START);
    guests.met(meeting('A', '10.0.0.9', { isEncrypted: false, info: infoOf('second') }), START);
    expect(guests.rows(START)).toMatchObject([{ alias: 'first', places: [placeAt('10.0.0.1', 'http')] }]);
  });
});

describe('a thousand certificates', () => {
  it('of one host are eight rows, and nobody else goes for them', () => {
    const guests = near();
    guests.met(meeting('honest', '10.0.0.1'), START);
    for (let index = 0; index < 1000; index += 1) guests.met(meeting(`F${index}`, '10.0.0.9'), START + index);
    expect(guests.size).toBe(9);
    expect(names(guests, START + 1000)).toContain('honest');
  });

  it('of hundreds of addresses of one network crowd out each other, not who is on another', () => {
    const guests = near();
    guests.met(meeting('honest', '10.0.0.1'), START);
    for (let index = 0; index < 1000; index += 1) {
      guests.met(meeting(`F${index}`, `fd00::${index.toString(16)}`), START + index);
    }
    expect(guests.size).toBe(200);
    expect(names(guests, START + 1000)).toContain('honest');
  });

  it('crowd out no device that is pinned, though it was silent for longest', () => {
    const guests = near(['pinned']);
    guests.met(meeting('pinned', '10.0.0.9'), START);
    for (let index = 0; index < 1000; index += 1) guests.met(meeting(`F${index}`, '10.0.0.9'), START + index);
    expect(names(guests, START + 1000)).toContain('pinned');
    expect(guests.size).toBe(8);
  });
});
