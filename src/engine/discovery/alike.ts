// Which device names a person would take for the same: whoever wants to pass for a paired device needs no more than that.
// It decides about a mark beside a name, never about trust, so where it is in doubt two names are alike.

/** Takes no room in a line, or is one of the accents over and under letters, which are easily overlooked. */
const OVERLOOKED = /[\u0300-\u036f]|[\p{Default_Ignorable_Code_Point}\p{Cf}\p{Cc}]/gu;

/** "Studio PC", "Studio-PC" and "StudioPC." are one name to a person. The blank one is a Braille pattern. */
const BETWEEN = /[\p{P}\p{Z}\s\u2800]/gu;

/**
 * Letters that are drawn like others, and those others. Wide, small, bold and circled forms need no line here: they are
 * compatibility forms. Written in small letters, since case is folded before; a capital stands for its small letter,
 * whichever of the two looks like the Latin one.
 */
const DRAWN_ALIKE = tableOf([
  // Latin: letters of phonetics, small capitals, and strokes that are no accents.
  ['ɑɡıȷɩʋđðøłħŧ', 'agijivddolht'],
  ['ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢ', 'abcdefghijklmnoprstuvwyz'],
  // Cyrillic: its small letters mostly are small capitals, so that one line serves both cases.
  ['авгеєѕіјкмнопрстуүхһԁԛԝӏьзб', 'abreesijkmhonpctyyxhdqwlb36'],
  // Armenian.
  ['օոսհյցզ', 'onuhjgq'],
  // Cherokee: the capitals are meant, which people know better.
  ['ᎪᏴᏟᎠᎬᏀᎻᎥᎫᏦᏞᎷᏢᏒᏚᎢᏙᎳᎩᏃ'.toLowerCase(), 'abcdeghijklmprstvwyz'],
  // Hebrew, and the zero of Chinese.
  ['וןס〇', 'lloo'],
]);

/** Capitals and small letters of Greek are drawn like different Latin ones: it is read before case is folded. */
const GREEK = tableOf([
  ['ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ', 'ABEZHIKMNOPTYX'],
  ['αβεηικνορτυχ', 'abenikvoptux'],
]);
const GREEK_RUN = /\p{Script=Greek}+/gu;

/** The same stroke, the same ring. Last, since the letters above are read as one of these too. */
const SAME_STROKE = tableOf([['0i1|', 'olll']]);

/** Two names are alike where their keys are equal. For comparing only: nobody ever sees one. */
export function alikeKey(name: string): string {
  const visible = name.normalize('NFKD').replace(OVERLOOKED, '');
  // Up first: that is how ß, ς and a dotless i come to their other spellings.
  const folded = visible.replace(GREEK_RUN, asLatin).toUpperCase().toLowerCase();
  const latin = drawnBy(SAME_STROKE, drawnBy(DRAWN_ALIKE, folded)).replaceAll('rn', 'm').replaceAll('vv', 'w');
  // A name of nothing but punctuation is compared as it is.
  return latin.replace(BETWEEN, '') || latin;
}

/** A word with a letter that no Latin one looks like is Greek, and then its capitals are its small letters. */
function asLatin(word: string): string {
  return Array.from(word).every((letter) => GREEK.has(letter)) ? drawnBy(GREEK, word) : word;
}

function drawnBy(table: ReadonlyMap<string, string>, text: string): string {
  return Array.from(text, (letter) => table.get(letter) ?? letter).join('');
}

function tableOf(lines: readonly (readonly [letters: string, alike: string])[]): ReadonlyMap<string, string> {
  return new Map(
    lines.flatMap(([letters, alike]) => {
      const others = Array.from(alike);
      return Array.from(letters, (letter, at) => [letter, others[at] ?? letter] as const);
    }),
  );
}
