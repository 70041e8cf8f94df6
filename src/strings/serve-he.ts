// What `ferry serve` says of itself and of what comes, in Hebrew.
import { formatFor, isolate, isolateLtr } from './format.ts';
import type { serving as EnglishServing } from './serve-en.ts';

const fmt = formatFor('he');

const byHand = (command: string): string => `כדי לענות בעצמך יש להריץ ${isolateLtr(command)} ולבקש שיישלח שוב`;

export const serving: typeof EnglishServing = {
  ready: (name, folder) => `המכשיר ${isolate(name)} מקבל אל ${isolateLtr(folder)}`,
  reachedAt: (addresses, port) => `מגיעים אליו בכתובת ${fmt.either(addresses.map(isolateLtr))}, פורט ${port}`,
  takesAllPaired: 'כל מה שמכשירים מצומדים שולחים מתקבל',
  takesFrom: (devices) =>
    `מתקבל בלי שאלה, מלבד תוכניות, סקריפטים וצינורות: מה שמגיע מ־${devices.map(isolate).join(', ')}`,
  takesNothing: (command) => `עדיין לא מתקבל דבר מלבד טקסטים. כדי לקבל את מה שמכשיר מצומד שולח: ${isolateLtr(command)}`,
  nobodyPaired: (command) => `עדיין אין מכשיר מצומד. כדי לצמד מכשיר: ${isolateLtr(command)}`,
  received: (what, device, folder, took) => `התקבלו מ־${isolate(device)} אל ${isolate(folder)} תוך ${took}: ${what}`,
  receivedText: (what, device, command) => `התקבל מ־${isolate(device)}: ${what}. כדי לקרוא: ${isolateLtr(command)}`,
  sent: (what, device, took) => `נשלחו אל ${isolate(device)} תוך ${took}: ${what}`,
  took: (seconds) => `${fmt.number(Math.round(10 * seconds) / 10)}\u00a0שנ׳`,
  skipped: (count) =>
    fmt.plural(count, { one: 'קובץ אחד דולג', two: 'שני קבצים דולגו', other: `${fmt.number(count)} קבצים דולגו` }),
  refused: (what, device, why) => `נדחתה הצעה מ־${isolate(device)} (${what}): ${why}`,
  why: {
    notPaired: (command) => `הוא אינו מצומד למכשיר הזה. כדי לצמד: ${isolateLtr(command)}`,
    notAlwaysAccepted: (command) => `אין כאן את מי לשאול. כדי לקבל את מה שהוא שולח: ${isolateLtr(command)}`,
    activeTypes: (command) => `יש שם תוכניות או סקריפטים. ${byHand(command)}`,
    dailyLimit: (command) => `כבר התקבל היום די בלי שאלה. כדי לשנות כמה: ${isolateLtr(command)}`,
    littleSpace: (command) => `יישאר מעט מקום. ${byHand(command)}`,
    sizeUnknown: (command) => `זה בא מצינור, ולא ידוע כמה זה. ${byHand(command)}`,
    spaceUnknown: (command) => `לא ידוע כמה מקום פנוי. ${byHand(command)}`,
    notTaken: (command) => `לא ניתן היה לקבל. ${byHand(command)}`,
  },
  codeRefused: (device, command) =>
    `מכשיר חדש שקורא לעצמו ${isolate(device)} ביקש קוד; לא הוצג קוד. כדי להציג קוד: ${isolateLtr(command)}`,
  more: (count, device) =>
    fmt.plural(count, {
      one: `פעם נוספת אחת נדחה משהו מ־${isolate(device)}, או שלא יצא מזה דבר`,
      two: `פעמיים נוספות נדחה משהו מ־${isolate(device)}, או שלא יצא מזה דבר`,
      other: `${fmt.number(count)} פעמים נוספות נדחה משהו מ־${isolate(device)}, או שלא יצא מזה דבר`,
    }),
  moreOfNew: (count) =>
    fmt.plural(count, {
      one: 'פעם נוספת אחת נדחה משהו ממכשירים חדשים, או שלא יצא מזה דבר',
      two: 'פעמיים נוספות נדחה משהו ממכשירים חדשים, או שלא יצא מזה דבר',
      other: `${fmt.number(count)} פעמים נוספות נדחה משהו ממכשירים חדשים, או שלא יצא מזה דבר`,
    }),
  reloaded: 'ההגדרות, המכשירים המצומדים והרשתות נקראו מחדש',
  stopping: (count) =>
    count === 0
      ? 'נעצר'
      : fmt.plural(count, {
          one: 'נעצר; העברה אחת תמשיך כש־Ferry יפעל שוב',
          two: 'נעצר; שתי העברות ימשיכו כש־Ferry יפעל שוב',
          other: `נעצר; ${fmt.number(count)} העברות ימשיכו כש־Ferry יפעל שוב`,
        }),
  stopped: 'נעצר לגמרי',
};
