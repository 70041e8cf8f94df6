// What the shell beside the window says, in Hebrew. Names and counts are isolated, as everywhere in this language.
import { formatFor, isolate } from './format.ts';
import type { shell as english } from './shell-en.ts';

const fmt = formatFor('he');

export const shell: typeof english = {
  text: 'טקסט',

  sending: (what, device) => `שליחה אל ${isolate(device)}: ${what}`,
  offering: (what) => `בהמתנה לקוד: ${what}`,
  receiving: (what, device) => `קבלה מאת ${isolate(device)}: ${what}`,
  progress: (sentence, percent) => `${sentence}, ${fmt.percent(percent)}`,
  several: (count) => `${fmt.number(count)} העברות פעילות`,
  asks: (what, device) => `בקשת שליחה מאת ${isolate(device)}: ${what}`,
  pausedUntil: (at) => `בהשהיה עד ${fmt.time(at)}`,

  accept: (what, device) => `אישור ${what} מאת ${isolate(device)}`,
  decline: 'דחייה',
  declineOne: (what, device) => `דחיית ${what} מאת ${isolate(device)}`,
  see: (what, device) => `הצגת ${what} מאת ${isolate(device)}…`,
  recent: 'לאחרונה',
  recentSent: (what, device) => `${what} אל ${isolate(device)}`,
  recentReceived: (what, device) => `${what} מאת ${isolate(device)}`,
  someDevice: 'מכשיר אחר',
  pause: 'השהיה לשעה אחת',
  goOn: 'המשך',

  sendFiles: 'שליחת קבצים…',
  sendFolder: 'שליחת תיקייה…',
  sendText: 'שליחת טקסט…',
  history: 'היסטוריה',

  chooseFiles: 'בחירת קבצים לשליחה',
  chooseFolder: 'בחירת תיקייה לשליחה',
  chooseInto: 'היכן לשמור',
  choose: 'בחירה',
  pastedPicture: (moment) => `תמונה מודבקת ${moment}`,

  unfinished: (count) =>
    fmt.plural(count, {
      one: 'העברה אחת לא הסתיימה; היא תימשך בפעם הבאה.',
      two: 'שתי העברות לא הסתיימו; הן יימשכו בפעם הבאה.',
      other: `${fmt.number(count)} העברות לא הסתיימו; הן יימשכו בפעם הבאה.`,
    }),
  quit: 'יציאה',
  keepRunning: 'להמשיך לפעול',
};
