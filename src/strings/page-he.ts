// אותו הדבר בעברית.
import type { Strings } from './en.ts';
import { formatFor, isolate, isolateLtr } from './format.ts';

const fmt = formatFor('he');

const pin = `קוד ${isolateLtr('PIN')}`;
const ferry = isolateLtr('Ferry');
const zip = isolateLtr('ZIP');
const ctrlC = isolateLtr('Ctrl-C');

const files = (count: number): string =>
  fmt.plural(count, { one: 'קובץ אחד', two: 'שני קבצים', other: `${fmt.number(count)} קבצים` });

export const page: Strings['page'] = {
  shareTitle: (device) => `קבצים מ־${isolate(device)}`,
  receiveTitle: (device) => `שליחת קבצים אל ${isolate(device)}`,
  plain: 'הדף הזה לא מוצפן. מי שיכול לשנות את התעבורה ברשת הזו יכול לקרוא ולהחליף את מה שעובר דרכו.',
  encrypted: 'הדף הזה מוצפן, אבל שום דבר לא מוכיח לדפדפן מאיזה מחשב הוא מגיע.',
  amount: (count, bytes) => `${files(count)}, ${fmt.bytes(bytes)}`,
  size: (bytes) => fmt.bytes(bytes),
  all: `הורדת הכול כקובץ ${zip}`,
  changed: 'משהו מזה השתנה מאז שהקישור נוצר, או שאינו קיים עוד. כדאי לבקש קישור חדש.',
  back: 'חזרה לקבצים',
  onlyInAll: (count) =>
    fmt.plural(count, {
      one: `ועוד קובץ אחד, בקובץ ה־${zip}`,
      two: `ועוד שני קבצים, בקובץ ה־${zip}`,
      other: `ועוד ${fmt.number(count)} קבצים, בקובץ ה־${zip}`,
    }),
  listWithoutScript: 'הצגת רשימת הקבצים',
  sendingNeedsScript: `כדי לשלוח קבצים מהדף הזה צריך להפעיל ${isolateLtr('JavaScript')}.`,
  pin,
  pinIsOn: (device) => `הוא מוצג ב־${isolate(device)}.`,
  pinWrong: (left) =>
    left === 0
      ? 'היו יותר מדי ניסיונות שגויים. הקישור הזה כבר לא פעיל.'
      : fmt.plural(left, {
          one: 'זה לא הקוד. נשאר ניסיון אחד.',
          two: 'זה לא הקוד. נשארו שני ניסיונות.',
          other: `זה לא הקוד. נשארו ${fmt.number(left)} ניסיונות.`,
        }),
  goOn: 'המשך',
  chooseFiles: 'בחירת קבצים…',
  chooseFolder: 'בחירת תיקייה…',
  asking: (device) => `ממתין לאישור ב־${isolate(device)}`,
  sending: 'השליחה מתבצעת. כדאי להשאיר את הדף פתוח.',
  cancel: 'ביטול',
  done: 'הסתיים. הכול הגיע.',
  partlyDone: 'הסתיים, אבל חלק מהקבצים לא התקבל.',
  declined: 'ההצעה נדחתה. שום דבר לא נשלח.',
  canceled: 'ההעברה בוטלה.',
  failed: 'אי אפשר היה לקבל את זה. שום דבר לא נשלח.',
  notNow: 'כרגע אי אפשר לקבל שם דבר. אפשר לנסות שוב מאוחר יותר.',
  tooMuch: 'זה יותר מדי בבת אחת. כדאי לבחור פחות.',
  over: 'הקישור הזה כבר לא פעיל.',
};

export const pages: Strings['pages'] = {
  mark: 'דף בדפדפן',
  note: {
    verified: (what) => `${what} · דרך דף`,
    encrypted: (what) => `${what} · דרך דף, לא מאומת`,
    plain: (what) => `${what} · דרך דף, לא מוצפן`,
  },
  notAsked: (command) => `זה מגיע מדפדפן. כדי לענות בעצמך: ${isolateLtr(command)}`,
  visitor: (address) => `דפדפן בכתובת ${isolate(address)}`,
  shareIsThere: (what, until) => `עד ${until} כל מי שמחזיק בקישור הזה יכול להוריד ${what}:`,
  receiveIsThere: (until) => `עד ${until} כל מי שמחזיק בקישור הזה יכול להציע קבצים:`,
  pin: (digits) => `${pin}: ${isolate(digits)}`,
  plain: 'הוא לא מוצפן: מי שיכול לשנות את התעבורה ברשת הזו יכול לקרוא ולהחליף את מה שעובר דרכו.',
  encrypted: 'הוא מוצפן. דפדפנים יזהירו בכל זאת, כי שום דבר לא מוכיח להם לאיזה מחשב הם הגיעו.',
  renews: `כל שימוש מאריך אותו. ${ctrlC} מסיים אותו.`,
  downloaded: (count) =>
    fmt.plural(count, {
      one: 'הורד פעם אחת',
      two: 'הורד פעמיים',
      other: `הורד ${fmt.number(count)} פעמים`,
    }),
  time: (at) => fmt.time(at),
  over: 'הקישור כבר לא פעיל',

  region: 'קישורים לדפדפנים',
  share: `למכשיר ללא ${ferry}: הצגת קישור`,
  receive: `ממכשיר ללא ${ferry}: הצגת קישור`,
  askPin: `לבקש גם ${pin}`,
  encrypt: 'להצפין אותו',
  encryptMeans: 'כשהוא מוצפן, כל דפדפן מזהיר קודם, ויש טלפונים שלא פותחים אותו: שום דבר לא מוכיח להם שזה המחשב הזה.',
  shareTitle: (what) => `קישור אל ${isolate(what)}`,
  receiveTitle: 'קישור לשליחת קבצים לכאן',
  how: 'אפשר לפתוח אותו בכל דפדפן ברשת הזו, או לסרוק אותו.',
  qr: `קוד ${isolateLtr('QR')} של הקישור`,
  otherLinks: 'כתובות אחרות של המחשב הזה',
  leftOut: (count) =>
    fmt.plural(count, {
      one: 'קובץ אחד לא נכלל.',
      two: 'שני קבצים לא נכללו.',
      other: `${fmt.number(count)} קבצים לא נכללו.`,
    }),
  lastDownload: (at, address) => `לאחרונה ב־${fmt.time(at)}, אל ${isolateLtr(address)}.`,
  until: (at) => `עד ${fmt.time(at)}. כל שימוש מאריך אותו.`,
  stop: 'סיום',
};
