import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { alikeKey } from '../../../../src/engine/discovery/alike.ts';

const areAlike = (one: string, other: string): boolean => alikeKey(one) === alikeKey(other);

describe('names that a person would take for the same', () => {
  it.each([
    ['in capitals', 'Studio PC', 'STUDIO pc'],
    ['with other spaces', 'Studio PC', '  Studio\u00a0\u2003PC '],
    ['with none', 'Studio PC', 'StudioPC'],
    ['with a hyphen, an underscore, a full stop', 'Studio PC', 'Studio-_PC.'],
    ['with another apostrophe', 'Leo’s laptop', "Leo's laptop"],
    ['with a zero-width joiner', 'Studio PC', 'Stu\u200ddio PC'],
    ['with a soft hyphen and a word joiner', 'Studio PC', 'Stu\u00addio\u2060 PC'],
    ['with a variation selector', 'Studio PC', 'Studio\ufe0f PC'],
    ['with letters that fill a place and draw nothing', 'Studio PC', 'Studio\u3164PC\uffa0\u2800'],
    ['in wide letters', 'Studio PC', 'Ｓｔｕｄｉｏ ＰＣ'],
    ['in letters of mathematics', 'Studio PC', '𝕊𝓽𝐮𝖉𝙞𝚘 𝑷𝘾'],
    ['in circled letters', 'Studio PC', 'Ⓢⓣⓤⓓⓘⓞ ⓅⒸ'],
    ['with accents', 'Cafe', 'Çafé'],
    ['with an accent of its own', 'Cafe', 'Cafe\u0301'],
    ['with a stroke through a letter', 'Solo', 'Søło'],
    ['with Cyrillic letters', 'Macbook Pro', 'Масbооk Рrо'],
    ['with Cyrillic capitals', 'CHROME BOX', 'СНRОМЕ ВОХ'],
    ['with Greek letters', 'Station', 'Stατιοn'],
    ['with Greek capitals', 'HOME', 'ΗΟΜΕ'],
    ['with Greek small letters', 'nova', 'ηονα'],
    ['with Armenian letters', 'phone', 'pհօոe'],
    ['with Cherokee letters', 'MacBook', 'ᎷacᏴook'],
    ['with Hebrew letters', 'Lolo', 'וסןס'],
    ['in small capitals', 'studio pc', 'ꜱᴛᴜᴅɪᴏ ᴘᴄ'],
    ['with a dotless i', 'Studio', 'Studıo'],
    ['with a dotted capital', 'Studio', 'STUDİO'],
    ['with a zero for an O', 'Studio 10', 'Studi0 1O'],
    ['with a one, an l, a bar for an I', 'Iill', 'l1|I'],
    ['with rn for m', 'Modem', 'Modern'],
    ['with vv for w', 'Windows', 'VVindovvs'],
    ['with a ligature', 'Office', 'Oﬃce'],
    ['with ss for ß', 'Straße', 'STRASSE'],
    ['with a sigma at its end', 'Γιάννης', 'ΓΙΑΝΝΗΣ'],
  ])('are alike %s', (_how, one, other) => {
    expect(areAlike(one, other)).toBe(true);
  });

  it.each([
    ['Studio PC', 'Studio PC 2'],
    ['Studio PC', 'Studio'],
    ['Leo', 'Lea'],
    ['Laptop A', 'Laptop B'],
    ['Büro', 'Bär'],
    ['Νίκος', 'Νίκη'],
    ['Кухня', 'Спальня'],
    ['מטבח', 'סלון'],
    ['居間', '寝室'],
    ['が', 'か'],
    ['कु', 'कि'],
    ['🍎', '🍊'],
    ['!!!', '???'],
  ])('are not alike where they are %s and %s', (one, other) => {
    expect(areAlike(one, other)).toBe(false);
  });

  it('have keys that say something, also where a name is punctuation only', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (name) => {
        fc.pre(
          /[\p{L}\p{N}\p{P}\p{S}]/u.test(name.normalize('NFKD').replace(/\p{Default_Ignorable_Code_Point}/gu, '')),
        );
        expect(alikeKey(name)).not.toBe('');
      }),
    );
  });

  it('stay alike whatever invisible is strewn in', () => {
    const invisible = fc.constantFrom('\u200b', '\u200c', '\u200d', '\u2060', '\u00ad', '\ufe0f', '\ufeff', '\u034f');
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), invisible, fc.nat(), (name, mark, at) => {
        const letters = Array.from(name);
        const strewn = letters.toSpliced(at % (letters.length + 1), 0, mark).join('');
        expect(alikeKey(strewn)).toBe(alikeKey(name));
      }),
    );
  });

  it('stay alike in capitals and in every normal form', () => {
    const latin = fc.string({ unit: fc.constantFrom(...'abcdefghijklmnopqrstuvwxyzßäöüéåŁøñçABCXYZ0123456789 -') });
    fc.assert(
      fc.property(latin, fc.constantFrom('NFC', 'NFD', 'NFKC', 'NFKD'), (name, form) => {
        expect(alikeKey(name.toUpperCase().normalize(form))).toBe(alikeKey(name));
        expect(alikeKey(name.toLowerCase().normalize(form))).toBe(alikeKey(name));
      }),
    );
  });

  it('stay alike with any letter of theirs drawn like another', () => {
    const drawn: Readonly<Record<string, readonly string[]>> = {
      a: [...'аɑ'],
      e: [...'еᴇ'],
      o: [...'о0օ'],
      c: [...'сᴄ'],
      p: [...'рᴘ'],
      x: ['х'],
      y: [...'уʏ'],
    };
    const letter = fc.constantFrom(...Object.keys(drawn));
    fc.assert(
      fc.property(fc.array(fc.tuple(letter, fc.nat()), { minLength: 1 }), (letters) => {
        const plain = letters.map(([each]) => each).join('');
        const other = letters.map(([each, lot]) => drawn[each]?.[lot % (drawn[each]?.length ?? 1)]).join('');
        expect(alikeKey(other)).toBe(alikeKey(plain));
      }),
    );
  });
});
