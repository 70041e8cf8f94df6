// Every word a person reads, in Hebrew: no gendered address (verbal nouns, infinitives, "אפשר/יש ל…"), ״…״ as quotes,
// a maqaf before a Latin word. Ferry is feminine, as an app is. The notes for translators are in en.ts.
// Names, values, paths and commands are isolated, so that their ends and dashes stay where they belong; so is a "Ferry"
// that begins a sentence, because menus and notifications take their direction from the first letter.
import { cli } from './cli-he.ts';
import { doctor } from './doctor-he.ts';
import type { Strings } from './en.ts';
import { errors } from './errors-he.ts';
import { formatFor, isolate, isolateLtr } from './format.ts';
import { identity } from './identity-he.ts';
import { localSend } from './localsend-he.ts';
import { aboutDevice, fromNearby, incoming, meeting, moreSettings } from './meeting-he.ts';
import { nearby, networks, otherWays } from './nearby-he.ts';
import { notify } from './notify-he.ts';
import { page, pages } from './page-he.ts';
import { serving } from './serve-he.ts';
import { shell } from './shell-he.ts';
import { activity, history, sending, transferDetails } from './transfers-he.ts';

const fmt = formatFor('he');

const ferry = isolateLtr('Ferry');

export const he: Strings = {
  locale: 'he',
  direction: 'rtl',
  errors,

  common: {
    appName: 'Ferry',
    cancel: 'ביטול',
    save: 'שמירה',
    tryAgain: 'ניסיון נוסף',
    dismiss: 'סגירה',
    back: 'חזרה',
    loading: 'בטעינה…',
    details: 'פרטים',
    copyDetails: 'העתקת הפרטים',
    copied: 'הועתק',
  },

  standIn:
    'זו Ferry בחלון דפדפן, בלי Electron. חסרים כאן: הסמל במגש המערכת, שורת התפריטים, ההפעלה יחד עם המחשב. סגירת החלון סוגרת את Ferry.',

  thisDevice: {
    region: 'המכשיר הזה',
    rename: (name) => `שינוי השם של המכשיר הזה, כרגע ${isolate(name)}`,
    nameLabel: 'שם המכשיר הזה',
    renamed: (name) => `שם המכשיר הזה הוא עכשיו ${isolate(name)}`,
    nameTooLong: 'שם יכול להכיל עד 64 תווים.',
    nameEmpty: 'שם צריך להכיל לפחות תו אחד.',
    nameHidden: 'שם לא יכול להכיל תווים נסתרים.',
  },

  /** גלוי is the device, not the person: it needs no gender of theirs. */
  visibility: {
    menu: (state) => `מי רואה את המכשיר הזה: ${state}`,
    everyone: 'גלוי כאן',
    everyoneUntil: (at) => `גלוי עד ${fmt.time(at)}`,
    paired: 'רק מכשירים מצומדים',
    nobody: 'לא גלוי',
    noNetwork: 'אין רשת',
    pairedHint: 'מכשירים חדשים לא רואים אותך.',
    nobodyHint: 'שום מכשיר לא רואה אותך, גם לא מכשיר מצומד.',
    beVisible: 'חשיפת המכשיר ל־10 דקות',
    chooseWhileOpen: 'כולם, כל עוד Ferry פתוחה',
    choosePaired: 'רק מכשירים מצומדים',
    chooseNobody: 'אף אחד',
    chooseEveryone: 'כולם, למשך 10 דקות',
    chooseLegend: 'מי רואה את המכשיר',
  },

  transfer: {
    preparing: 'בהכנה…',
    connecting: 'מתבצע חיבור…',
    waitingForDevice: 'המתנה למכשיר השני',
    waitingForAnswer: (device) => `המתנה לאישור ב־${isolate(device)}`,
    waitingForPin: (device) => `המכשיר ${isolate(device)} מבקש את קוד ה־${isolateLtr('PIN')} שלו`,
    asking: 'המתנה לתשובה שלך',
    sending: 'שליחה',
    receiving: 'קבלה',
    checking: 'מתבצעת בדיקה…',
    away: (device) => `החיבור אבד; ההעברה תמשיך כש־${isolate(device)} יחזור`,
    paused: 'בהשהיה',
    stopped: 'נעצרה',
    done: 'הושלמה',
    doneSkipped: (count) =>
      fmt.plural(count, {
        one: 'הושלמה, קובץ אחד הושמט',
        two: 'הושלמה, שני קבצים הושמטו',
        other: `הושלמה, ${fmt.number(count)} קבצים הושמטו`,
      }),
    declined: 'נדחתה',
    canceled: 'בוטלה',
    failed: 'נכשלה',
    files: (count) => fmt.plural(count, { one: 'קובץ אחד', two: 'שני קבצים', other: `${fmt.number(count)} קבצים` }),
    folders: (count) =>
      fmt.plural(count, { one: 'תיקייה אחת', two: 'שתי תיקיות', other: `${fmt.number(count)} תיקיות` }),
    size: (bytes) => fmt.bytes(bytes),
    sizeUnknown: 'גודל לא ידוע',
    sizeOf: (part, whole) => fmt.bytesOf(part, whole).join(' מתוך '),
    countOf: (part, whole) => `${fmt.number(part)} מתוך ${fmt.number(whole)}`,
    percent: (value) => fmt.percent(value),
    rate: (bytes) => `${fmt.bytes(bytes)} לשנייה`,
    timeLeft: (seconds) => `עוד בערך ${fmt.duration(seconds)}`,
    names: (names, more) => [...names.map(isolate), ...(more > 0 ? [`ועוד ${fmt.number(more)}`] : [])].join(', '),
    hasActiveTypes: 'יש ביניהם תוכנות או סקריפטים.',
    renamed: (path, newName) => `הקובץ ${isolateLtr(path)} הגיע בשם ${isolate(newName)}`,
    renamedThere: (path) => `לקובץ ${isolateLtr(path)} יש שם אחר במכשיר ההוא`,
    reason: {
      link: 'קישורים לא נשלחים',
      special: 'רק קבצים ותיקיות נשלחים',
      nameNotUnicode: 'אי אפשר לקרוא את השם כטקסט',
      nameNotSendable: 'אי אפשר לשלוח את השם',
      nameTooLong: 'השם ארוך מדי',
      tooDeep: 'הקובץ נמצא עמוק מדי בתיקיות',
      unreadable: 'אי אפשר לקרוא את הקובץ',
      vanished: 'הקובץ נעלם לפני שהגיע תורו',
      changed: 'הקובץ המשיך להשתנות בזמן השליחה',
      nameUnsafe: 'השם אינו בטוח במכשיר המקבל',
      nameReserved: 'השם שמור במכשיר המקבל',
      pathTooLong: 'הנתיב ארוך מדי למכשיר המקבל',
      pathThroughLink: 'הנתיב עובר דרך קישור',
      folderRefused: 'לא ניתן היה ליצור את התיקייה',
      tooLargeForDisk: 'הקובץ גדול מדי לכונן של המכשיר המקבל',
      damaged: 'הקובץ הגיע פגום ולא נשמר',
      notWritable: 'לא ניתן היה לכתוב את הקובץ',
      notWanted: 'הושמט על ידי מי שמקבל',
      ownData: 'המפתחות של Ferry לא נשלחים לעולם',
      notSent: 'המכשיר השני הפסיק לפני שנשלח',
      emptyFolder: 'אי אפשר לשלוח לשם תיקיות ריקות',
    },
  },

  home: {
    title: 'ראשי',
    nearby: 'בקרבת מקום',
    activity: 'פעילות',
    looking: 'מתבצע חיפוש מכשירים ברשת הזו…',
    lookingMore: 'כשפותחים את Ferry במחשב אחר, הוא מופיע כאן מעצמו.',
    notVisibleMore: 'המכשיר הזה מוגדר כך שאף אחד לא רואה אותו.',
    noActivity: 'כדי לשלוח קבצים, אפשר לגרור אותם אל מכשיר.',
    noNetwork: 'אין לך חיבור לרשת.',
    noNetworkMore: 'אפשר להתחבר ל־Wi-Fi או בכבל; שום דבר לא עובר באינטרנט.',
    openSettings: 'הגדרות',
    notices: 'הודעות',
  },

  firstRun: {
    title: 'ברוכים הבאים ל־Ferry',
    nameLabel: 'למכשיר הזה קוראים',
    nameHint: 'כולם ברשת הזו רואים את השם הזה כל עוד Ferry פתוחה.',
    folderLabel: 'התיקייה לקבצים שמתקבלים',
    folderChange: 'שינוי…',
    startLabel: 'הפעלה יחד עם המחשב',
    networkPrompt:
      'המחשב ישאל אם Ferry רשאית להשתמש ברשת המקומית. יש לאשר, אחרת מכשירים אחרים לא יוכלו למצוא את המכשיר הזה.',
    start: 'התחלה',
  },

  settings: {
    title: 'הגדרות',
    general: 'כללי',
    receiving: 'קבלת קבצים',
    network: 'רשת',
    about: 'אודות',
    deviceName: 'שם המכשיר הזה',
    language: 'שפה',
    languageSystem: 'כמו במערכת',
    appearance: 'מראה',
    appearanceSystem: 'כמו במערכת',
    appearanceLight: 'בהיר',
    appearanceDark: 'כהה',
    startWithComputer: 'הפעלה יחד עם המחשב',
    protectIdentity: 'נעילת המפתח של המכשיר הזה במאגר המפתחות של המערכת',
    whenClosed: 'כשהחלון נסגר',
    whenClosedAsk: 'לשאול בפעם הראשונה',
    whenClosedKeep: 'להמשיך לקבל ברקע',
    whenClosedQuit: 'לצאת מ־Ferry',
    receiveFolder: 'התיקייה לקבצים שמתקבלים',
    downloads: 'הורדות',
    chooseFolder: 'בחירה…',
    showFolder: 'הצגה',
    useDownloads: 'שימוש בתיקיית ההורדות',
    visibility: 'מי יכול לראות את המכשיר הזה',
    version: (version) => isolateLtr(`Ferry ${version}`),
    promise: 'בלי ענן, בלי חשבון, בלי טלמטריה. שום דבר לא יוצא מהרשת שלך.',
    guide: 'איך זה עובד',
    security: 'אבטחה',
    licences: 'רישיונות',
    saved: 'נשמר',
  },

  closing: {
    trayTitle: `${ferry} ממשיכה לפעול במגש המערכת, כדי שאחרים יוכלו לשלוח אליך.`,
    menuBarTitle: `${ferry} ממשיכה לפעול בשורת התפריטים, כדי שאחרים יוכלו לשלוח אליך.`,
    gotIt: 'הבנתי',
    quitInstead: 'לצאת במקום זאת',
    noTrayTitle: 'להמשיך לקבל ברקע?',
    noTrayMore: 'כדי להחזיר את החלון הזה, יש להפעיל שוב את Ferry.',
    keep: 'להמשיך לקבל',
    quit: 'יציאה',
  },

  tray: {
    ready: 'מוכן לקבלת קבצים',
    onlyPaired: 'מוכן למכשירים מצומדים',
    hidden: 'לא גלוי לשום מכשיר',
    noNetwork: 'אין רשת',
    receiveFromNearby: 'קבלה ממכשיר בקרבת מקום',
    visibleTo: 'מי רואה את המכשיר',
    everyone: 'כולם, למשך 10 דקות',
    whileOpen: 'כולם, כל עוד Ferry פתוחה',
    paired: 'מכשירים מצומדים',
    nobody: 'אף אחד',
    open: 'פתיחת Ferry',
    quit: 'יציאה',
    needsYou: (count) =>
      fmt.plural(count, {
        one: 'הודעה אחת ממתינה לך',
        two: 'שתי הודעות ממתינות לך',
        other: `${fmt.number(count)} הודעות ממתינות לך`,
      }),
  },

  menu: {
    file: 'קובץ',
    edit: 'עריכה',
    view: 'תצוגה',
    window: 'חלון',
    help: 'עזרה',
    settings: 'הגדרות…',
    home: 'ראשי',
    close: 'סגירת החלון',
    quit: 'יציאה מ־Ferry',
    about: 'אודות Ferry',
    hide: 'הסתרת Ferry',
    hideOthers: 'הסתרת אחרים',
    showAll: 'הצגת הכול',
    services: 'שירותים',
    undo: 'ביטול פעולה',
    redo: 'ביצוע מחדש',
    cut: 'גזירה',
    copy: 'העתקה',
    paste: 'הדבקה',
    selectAll: 'בחירת הכול',
    zoomIn: 'הגדלה',
    zoomOut: 'הקטנה',
    zoomReset: 'גודל מקורי',
    fullScreen: 'מסך מלא',
    minimize: 'מזעור',
    guide: 'איך זה עובד',
    security: 'אבטחה',
  },

  dialog: {
    chooseFolderTitle: 'התיקייה לקבצים שמתקבלים',
    chooseFolderButton: 'בחירה',
    cannotStart: 'לא ניתן להפעיל את Ferry',
    addDevice: 'להוסיף את המכשיר שהקישור מוביל אליו?',
    addDeviceDetail: (where) =>
      `לפי הקישור הוא נמצא בכתובת ${isolateLtr(where)}. הקריאה תגיע אליו, והוא יראה את שם המכשיר הזה.`,
    addDeviceButton: 'הוספת המכשיר',
  },

  nearby,
  localSend,
  networks,
  otherWays,
  notify,

  incoming,
  meeting,
  fromNearby,
  aboutDevice,
  moreSettings,
  serving,
  page,
  pages,
  identity,
  shell,

  sending,
  activity,
  transferDetails,
  history,

  cli,

  doctor,
};
