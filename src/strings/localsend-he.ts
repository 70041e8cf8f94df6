// What is said of devices that have LocalSend and no Ferry, in Hebrew (see he.ts on gender and isolation).
import { formatFor, isolate, isolateLtr } from './format.ts';
import type { localSend as English } from './localsend-en.ts';

const fmt = formatFor('he');

const ferry = isolateLtr('Ferry');
const PRODUCT = isolateLtr('LocalSend');
const PIN = isolateLtr('PIN');
const FERRY = isolateLtr('Ferry');

export const localSend: typeof English = {
  mark: 'LocalSend',
  named: (device) => `${isolate(device)} (${PRODUCT})`,
  standing: { verified: 'מוצפן, מאומת', encrypted: 'מוצפן, לא מאומת', plain: 'לא מוצפן' },
  meaning: {
    verified: 'מוצפן, והשווית אותו: זה המכשיר שצימדת.',
    encrypted: 'מוצפן. לא מאומת: שום דבר לא מוכיח שזה המכשיר שהוא טוען שהוא.',
    plain: 'לא מוצפן: מי שיכול לשנות כאן את התעבורה יכול לקרוא ולהחליף את מה שנשלח.',
  },
  twins: (name, count) =>
    count > 1
      ? fmt.plural(count, {
          two: `שני מכשירים קוראים לעצמם ${isolate(name)}. שום דבר לא מוכיח איזה מהם שלך.`,
          other: `${fmt.number(count)} מכשירים קוראים לעצמם ${isolate(name)}. שום דבר לא מוכיח איזה מהם שלך.`,
        })
      : `למכשיר אחר יש כמעט אותו שם כמו ${isolate(name)}. שום דבר לא מוכיח איזה מהם שלך.`,
  twin: (name) => `כמה מכשירים קוראים לעצמם ${isolate(name)}, או כמעט כך. שום דבר לא מוכיח איזה מהם שלך.`,
  pairHint: 'משווים את התמונות בשני המסכים, ואז הוא מצומד: כך ברור שזה הוא כשהוא שולח.',
  pairButton: 'השוואה',
  noPairing: 'בלי הצפנה אין מה להשוות, ולכן אי אפשר לצמד אותו.',
  fingerprintHint: `נשאר אותו דבר עד ש־${PRODUCT} מותקנת שם מחדש.`,
  forgetHint: 'כדי לצמד אותו שוב צריך להשוות מחדש.',
  askForgetMore: 'אז הוא מכשיר חדש, שצריך לבקש. מה שהגיע ממנו נשאר.',
  compareSame: (device) => `האם זה נראה אותו דבר אצל ${isolate(device)}?`,
  comparePicturesMore: `שם, ב־${PRODUCT}, יש לפתוח את הדף של המכשיר הזה ולבחור באימות. משווים את התמונות בשני המסכים, משמאל לימין.`,
  compareTextMore: `שם, ב־${PRODUCT}, יש לפתוח את הדף של המכשיר הזה, לבחור באימות ולהציג אותו כטקסט.`,
  compareOld: `${PRODUCT} שם ישנה מ־${isolateLtr('1.18')}, ואין בה דף להשוואה. צריך לעדכן אותה שם קודם. ייתכן שאפליקציה אחרת מציגה את הטקסט הזה.`,
  picturesDiffer: 'אם הן שונות, יש להשוות את הטקסט: ייתכן שגרסה אחרת מציגה תמונות אחרות.',
  compareBy: 'מה משווים',
  byPictures: 'תמונות',
  byText: 'טקסט',
  notSame: 'שום דבר לא צומד. ייתכן שמישהו נמצא בין שני המכשירים.',
  note: {
    verified: (what) => `${what} · דרך ${PRODUCT}`,
    encrypted: (what) => `${what} · דרך ${PRODUCT}, לא מאומת`,
    plain: (what) => `${what} · דרך ${PRODUCT}, לא מוצפן`,
  },
  way: 'הדרך',
  notAsked: (command) => `זה מגיע דרך ${PRODUCT} ממכשיר שאינו מצומד. כדי לענות בעצמך: ${isolateLtr(command)}`,
  unfinished: (count) =>
    fmt.plural(count, {
      one: `העברה אחת עם מכשיר ללא ${ferry} לא הסתיימה, ולא תוכל להמשיך בפעם הבאה.`,
      two: `שתי העברות עם מכשירים ללא ${ferry} לא הסתיימו, ולא יוכלו להמשיך בפעם הבאה.`,
      other: `${fmt.number(count)} העברות עם מכשירים ללא ${ferry} לא הסתיימו, ולא יוכלו להמשיך בפעם הבאה.`,
    }),

  use: `לראות מכשירים שיש בהם ${PRODUCT}, ולהיראות אצלם`,
  useHint: `כל עוד כולם רואים את המכשיר הזה, טלפונים ומחשבים בלי ${FERRY} יכולים לשלוח אליו. בכל פעם תופיע שאלה.`,
  pin: `קוד ${PIN}`,
  pinOn: 'מי ששולח מקליד אותו קודם.',
  pinOff: 'לא נדרש קוד.',
  setPin: 'קביעה…',
  changePin: 'שינוי…',
  removePin: 'הסרה',
  askPin: `קוד ${PIN} עבור ${PRODUCT}`,
  askPinMore: `מי ששולח למכשיר הזה דרך ${PRODUCT} מקליד אותו קודם. הוא מונע שאלות מיותרות, ולא מוכיח מי השולח. הוא לא יוצג שוב.`,
  pinWrong: `בקוד ${PIN} יש 4 עד 32 תווים, בלי רווחים.`,
  pinIsSet: `קוד ה־${PIN} נקבע`,
  pinIsGone: `לא נדרש עוד קוד ${PIN}`,
  typePin: (device) => `הקלדת קוד ה־${PIN} של ${isolate(device)}`,
  typePinMore: `אפשר למצוא אותו שם, בהגדרות של ${PRODUCT}. ${FERRY} לא שומרת אותו בשום מקום.`,
  pinInPlain: `לא מוצפן: מי שיכול לקרוא כאן את התעבורה יכול לקרוא גם את קוד ה־${PIN}.`,
  asksWithPin: (device) => `הקוד נבדק מול ${isolate(device)}…`,
  typedPinUnfit: `בקוד ${PIN} יש 1 עד 64 תווים גלויים.`,
  advanced: 'מתקדם',
  port: 'פורט',
  portHint: `אם תוכנה אחרת תופסת אותו, ${FERRY} לוקחת פורט פנוי.`,
  portWrong: 'פורט הוא מספר מ־1024 עד 65535.',
  group: 'כתובת שידור קבוצתי',
  groupHint: 'מכשירים שומעים זה על זה רק אם כולם משתמשים באותה כתובת.',
  groupWrong: `כתובת שידור קבוצתי היא מ־${isolateLtr('224.0.0.0')} עד ${isolateLtr('239.255.255.255')}.`,

  compare: 'מה נותנת כל דרך',
  browser: 'דפדפן',
  properties: {
    encrypted: 'מוצפן',
    verified: 'הצד השני מאומת',
    postQuantum: 'עמיד בפני מחשב קוונטי',
    resumable: 'ממשיך אחרי ניתוק',
  },
  ofFerry: { encrypted: 'כן', verified: 'בקוד או בצימוד', postQuantum: 'כן, מלבד הזיהוי', resumable: 'כן' },
  ofLocalSend: { encrypted: 'אם לא כובה שם', verified: 'אחרי השוואה', postQuantum: 'לא', resumable: 'לא' },
  ofBrowser: { encrypted: 'אם בוחרים בכך', verified: 'לא', postQuantum: 'לא', resumable: 'חלקית' },
};
