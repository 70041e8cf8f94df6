// Devices nearby, the networks they are on, and the other ways to a device, in Hebrew (see he.ts on gender and isolation).
import { formatFor, isolate, isolateLtr } from './format.ts';
import type { nearby as English, networks as EnglishNetworks, otherWays as EnglishWays } from './nearby-en.ts';

const fmt = formatFor('he');

const ferry = isolateLtr('Ferry');
const qr = isolateLtr('QR');

export const nearby: typeof English = {
  here: 'מצומד · כאן',
  needsUpdate: 'דרוש עדכון',
  needsUpdateMore: 'גרסת Ferry שם או כאן ישנה מדי בשביל השנייה.',
  lastSeen: (when) => `נראה לאחרונה: ${isolate(when)}`,
  twins: (name, count) =>
    count > 1
      ? fmt.plural(count, {
          two: `שני מכשירים קוראים לעצמם ${isolate(name)}. הנכון יציג את הקוד.`,
          other: `${fmt.number(count)} מכשירים קוראים לעצמם ${isolate(name)}. הנכון יציג את הקוד.`,
        })
      : `יש מכשיר נוסף ששמו כמעט זהה לשם ${isolate(name)}. הנכון יציג את הקוד.`,
  allAway: 'המכשירים שלך כבויים או ברשת אחרת.',
  allAwayMore: 'הם יופיעו כאן מעצמם כשיחזרו.',
};

export const networks: typeof EnglishNetworks = {
  ask: 'להציג את שם המכשיר הזה ברשת הזו?',
  askMore:
    'אם הרשת מהימנה, כולם בה רואים את המכשיר הזה כל עוד Ferry פתוחה. אם היא נשארת פרטית, רק המכשירים המצומדים שלך מוצאים אותו בה.',
  trust: 'הרשת מהימנה',
  keepPrivate: 'להישאר בפרטיות',
  isTrusted: 'הרשת הזו סומנה כמהימנה',
  isPrivate: 'הרשת הזו נשארת פרטית',
  via: (via) => `החיבור: ${isolateLtr(via)}`,
  use: (via) => `שימוש ב־${isolateLtr(via)}`,
  trustOf: (via) => `מי רואה את המכשיר הזה דרך ${isolateLtr(via)}`,
  trusted: 'מהימנה: כולם רואים אותו',
  public: 'פרטית: רק מכשירים מצומדים',
  undecided: 'לא נבחר: רק מכשירים מצומדים',
  off: `${ferry} לא משתמשת בה.`,
  none: 'המחשב הזה לא מחובר לרשת.',
  virtualTitle: `רשתות ${isolateLtr('VPN')}, מנהרות ומכולות`,
  virtualHint: `${ferry} לא נוגעת בהן עד שמפעילים אחת מהן.`,
};

export const otherWays: typeof EnglishWays = {
  checks: 'מה נבדק',
  openFirewall: 'הגדרות חומת האש',
  runCommands: 'מי שיש לו הרשאות ניהול מריץ את זה במסוף:',
  copyCommands: 'העתקת הפקודות',
  lookThere: 'במכשיר ההוא, יש לפתוח את Ferry ולבחור בה ״לא רואים מכשיר?״.',
  startAgain: 'יש לצאת מ־Ferry ולהפעיל אותה מחדש.',

  addLabel: 'כתובת או קישור של המכשיר השני',
  addHint: `הוא מציג את שניהם במסך הזה. אפשר גם להדביק או לגרור לכאן תמונה של קוד ה־${qr} שלו.`,
  add: 'הוספה',
  addEmpty: 'יש להקליד כתובת או קישור.',
  choosePicture: 'בחירת תמונה…',
  calling: 'מתבצעת פנייה למכשיר…',
  reading: 'התמונה בקריאה…',
  added: (name) => `המכשיר ${isolate(name)} נמצא עכשיו תחת ״בקרבת מקום״.`,
  addedUnnamed: 'המכשיר ענה, והוא נמצא עכשיו תחת ״בקרבת מקום״.',
  notPicture: `אי אפשר לקרוא את התמונה הזו. אפשר להשתמש ב־${isolateLtr('PNG')} או ב־${isolateLtr('JPEG')} של קוד ה־${qr}.`,
  pictureTooLarge: `התמונה הזו גדולה מדי. אפשר לחתוך אותה כך שיישאר רק קוד ה־${qr}.`,
  noCode: `לא נמצא קוד ${qr} בתמונה הזו. כדאי לנסות תמונה גדולה או חדה יותר.`,
  otherCode: `קוד ה־${qr} הזה אינו של Ferry.`,

  ownTitle: 'הכתובת של המכשיר הזה',
  ownHint: `במכשיר השני, יש להקליד אחת מאלה תחת ״הוספה לפי כתובת״, או לקרוא בו את קוד ה־${qr}.`,
  ownNone: 'כרגע אי אפשר להתחבר למכשיר הזה: הוא לא גלוי לאף אחד, או לא מחובר לרשת.',
  copy: 'העתקה',
  copyOf: (address) => `העתקה: ${isolateLtr(address)}`,
  copyLink: 'העתקת הקישור',
  qr: `קוד ${qr} עם הקישור של המכשיר הזה`,
};
