// What desktop notifications say beside the words of tray and window, in Hebrew (see he.ts on gender and isolation).
import { formatFor, isolate, isolateLtr } from './format.ts';
import type { notify as EnglishNotify } from './notify-en.ts';

const fmt = formatFor('he');

const ferry = isolateLtr('Ferry');

export const notify: typeof EnglishNotify = {
  wish: (device) => `מכשיר חדש שקורא לעצמו ${isolate(device)} רוצה לשלוח`,
  wishUnnamed: 'מכשיר חדש ללא שם רוצה לשלוח',
  wishMore: `אפשר לפתוח את ${ferry} כדי להציג לו קוד.`,
  pinMore: `אפשר לפתוח את ${ferry} כדי להקליד אותו.`,
  openToAnswer: (size) => `${size} · תשובה אפשר לתת בתוך ${ferry}`,
  accept: 'קבלה',
  decline: 'דחייה',
  offers: (count) =>
    fmt.plural(count, {
      one: 'העברה אחת ממתינה לך',
      two: 'שתי העברות ממתינות לך',
      other: `${fmt.number(count)} העברות ממתינות לך`,
    }),
  strangers: (count) =>
    fmt.plural(count, {
      one: 'בקשה אחת ממכשיר חדש',
      two: 'שתי בקשות ממכשירים חדשים',
      other: `${fmt.number(count)} בקשות ממכשירים חדשים`,
    }),
  open: `אפשר לפתוח את ${ferry} כדי לענות.`,
  came: (what, device) => `מאת ${isolate(device)} התקבלו: ${what}`,
  sent: (what, device) => `אל ${isolate(device)} נשלחו: ${what}`,
  failed: (device) => `ההעברה עם ${isolate(device)} נכשלה`,
  declined: (device) => `ההעברה נדחתה ב־${isolate(device)}`,
  resumed: (device) => `ההעברה עם ${isolate(device)} ממשיכה`,
  load: (what, size) => `${what} · ${size}`,
  ends: (count) =>
    fmt.plural(count, {
      one: 'העברה אחת הסתיימה',
      two: 'שתי העברות הסתיימו',
      other: `${fmt.number(count)} העברות הסתיימו`,
    }),
  endsMore: `אפשר לפתוח את ${ferry} כדי לראות אותן.`,
};
