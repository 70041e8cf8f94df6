import { describe, expect, it } from 'vitest';
import { notificationText } from '../../../src/main/notification-text.ts';
import type { Load, Note } from '../../../src/policy/notifying.ts';
import { stringsFor } from '../../../src/strings/index.ts';

const load: Load = { content: 'files', kind: 'picture', files: 12, folders: 0, bytes: 48_000_000 };
const offer: Note = { is: 'offer', device: 'Leo’s laptop', load, answers: 'both' };
/** As it looks: what only keeps words together isn't seen. */
const seen = (text: string) => text.replace(/[\u2066-\u2069]/g, '').replaceAll('\u00a0', ' ');
const say = (note: Note, language: 'en' | 'de' | 'he' = 'en') => {
  const { title, body, buttons } = notificationText(note, stringsFor(language, []));
  return [seen(title), seen(body), ...buttons.map(({ label }) => label)];
};

describe('a notification', () => {
  it.each<[Note, readonly string[]]>([
    [offer, ['Leo’s laptop wants to send 12 photos', '48 MB', 'Accept', 'Decline']],
    [
      { ...offer, answers: 'decline' },
      ['Leo’s laptop wants to send 12 photos', '48 MB · Open Ferry to answer', 'Decline'],
    ],
    [{ ...offer, answers: 'none' }, ['Leo’s laptop wants to send 12 photos', '48 MB · Open Ferry to answer']],
    [
      { ...offer, load: { ...load, files: 0, folders: 1 } },
      ['Leo’s laptop wants to send 1 folder', '48 MB', 'Accept', 'Decline'],
    ],
    [
      { ...offer, load: { ...load, content: 'text', bytes: 5 } },
      ['Leo’s laptop wants to send a text', '5 bytes', 'Accept', 'Decline'],
    ],
    [{ is: 'pin', device: 'X' }, ['X asks for its PIN', 'Open Ferry to type it.']],
    [{ is: 'wish', device: 'X' }, ['A new device calling itself X wants to send', 'Open Ferry to show it a code.']],
    [{ is: 'wish', device: null }, ['A new device without a name wants to send', 'Open Ferry to show it a code.']],
    [{ is: 'offers', count: 5 }, ['5 transfers wait for you', 'Open Ferry to answer.']],
    [{ is: 'strangers', count: 4 }, ['4 requests from new devices', 'Open Ferry to answer.']],
    [{ is: 'ends', count: 7 }, ['7 transfers have ended', 'Open Ferry to see them.']],
    [{ is: 'came', device: 'X', load }, ['Received 12 photos from X', '48 MB']],
    [{ is: 'sent', device: '', load }, ['Sent 12 photos to another device', '48 MB']],
    [{ is: 'untaken', device: 'X', load }, ['X took nothing of it', '12 photos']],
    [{ is: 'failed', device: 'X', load }, ['Transfer with X failed', '12 photos · 48 MB']],
    [{ is: 'declined', device: 'X', load }, ['Declined by X', '12 photos · 48 MB']],
    [{ is: 'resumed', device: 'X', load }, ['Continuing with X', '12 photos · 48 MB']],
    [
      { ...offer, answers: 'decline', safety: 'encrypted' },
      ['Leo’s laptop wants to send 12 photos', '48 MB · By LocalSend, not verified · Open Ferry to answer', 'Decline'],
    ],
    [
      { ...offer, safety: 'verified' },
      ['Leo’s laptop wants to send 12 photos', '48 MB · By LocalSend', 'Accept', 'Decline'],
    ],
    [
      { is: 'came', device: 'X', load, safety: 'plain' },
      ['Received 12 photos from X', '48 MB · By LocalSend, not encrypted'],
    ],
    [
      { is: 'failed', device: 'X', load, safety: 'encrypted' },
      ['Transfer with X failed', '12 photos · 48 MB · By LocalSend, not verified'],
    ],
  ])('says %j', (note, text) => {
    expect(say(note)).toEqual(text);
  });

  it('says the same in German and Hebrew', () => {
    expect(say(offer, 'de')).toEqual(['Leo’s laptop möchte etwas senden: 12 Fotos', '48 MB', 'Annehmen', 'Ablehnen']);
    expect(say({ is: 'pin', device: 'X' }, 'de')).toEqual([
      'X fragt nach seiner PIN',
      'Öffne Ferry, um sie einzugeben.',
    ]);
    expect(say({ is: 'pin', device: 'X' }, 'he')).toEqual([
      'המכשיר X מבקש את קוד ה־PIN שלו',
      'אפשר לפתוח את Ferry כדי להקליד אותו.',
    ]);
    expect(say({ is: 'offers', count: 2 }, 'he')).toEqual(['שתי העברות ממתינות לך', 'אפשר לפתוח את Ferry כדי לענות.']);
  });

  it('keeps a name in the other direction together', () => {
    expect(notificationText({ ...offer, device: 'שלום 1' }, stringsFor('en', [])).title).toContain(
      '\u2068שלום 1\u2069',
    );
  });
});
