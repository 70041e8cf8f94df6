// Every word a person reads, in Hebrew: no gendered address (verbal nouns, infinitives, "אפשר/יש ל…"), ״…״ as quotes,
// a maqaf before a Latin word. Ferry is feminine, as an app is. The notes for translators are in en.ts.
// Names, values, paths and commands are isolated, so that their ends and dashes stay where they belong; so is a "Ferry"
// that begins a sentence, because menus and notifications take their direction from the first letter.
import type { Strings } from './en.ts';
import type { ErrorTexts } from './error-text.ts';
import { formatFor, isolate, isolateLtr } from './format.ts';

const fmt = formatFor('he');

const ferry = isolateLtr('Ferry');
const dataDir = isolateLtr('--data DIR');
const ferryConfig = isolateLtr('ferry config');
const identityFile = isolateLtr('identity.json');
const ferryHelp = isolateLtr('ferry --help');

const errors: ErrorTexts = {
  internal: () => ({
    title: 'משהו השתבש אצלנו',
    next: 'כדאי לנסות שוב. אם התקלה חוזרת, אפשר להעתיק את הפרטים לדיווח.',
  }),
  'input.invalid': (d) => ({
    title: `התקבלה ב־Ferry בקשה לא מובנת (${isolateLtr(d.command)})`,
    next: `החלק ״${isolate(d.where)}״ אינו כמצופה. אם תוכנה אחרת שלחה את הבקשה, יש לעדכן אותה ואת Ferry.`,
  }),
  'data.unwritable': (d) => ({
    title: 'לא ניתן לכתוב לתיקיית הנתונים של Ferry',
    next: `אפשר לתת לחשבון שלך הרשאת כתיבה ל־${isolateLtr(d.path)}, או לבחור תיקייה אחרת באמצעות ${dataDir}. המערכת מדווחת: ${isolate(d.reason)}.`,
  }),
  'data.not_own': (d) => ({
    title: 'תיקייה שנחוצה ל־Ferry אינה שלך בלבד',
    next: `התיקייה ${isolateLtr(d.path)} שייכת למשתמש אחר, או פתוחה לאחרים. אפשר לבקש להסיר אותה, או לבחור תיקיית נתונים אחרת באמצעות ${dataDir}.`,
  }),
  'data.not_a_folder': (d) => ({
    title: 'במקום תיקיית הנתונים של Ferry יש קובץ',
    next: `הנתונים של Ferry נשמרים בתיקייה, ו־${isolateLtr(d.path)} אינו תיקייה. אפשר לבחור מקום אחר באמצעות ${dataDir}.`,
  }),
  'data.not_ours': (d) => ({
    title: 'בתיקיית הנתונים יש קבצים אחרים, ולכן Ferry לא נגעה בה',
    next: `במקום ${isolateLtr(d.path)} אפשר לבחור תיקייה ריקה, או תיקייה ש־Ferry יצרה, באמצעות ${dataDir}.`,
  }),
  'data.newer_version': (d) => ({
    title: 'תיקיית הנתונים נכתבה בגרסה חדשה יותר של Ferry',
    next: `גרסת הפורמט של ${isolateLtr(d.path)} היא ${d.found}, והגרסה הזו של Ferry מכירה עד ${d.known}. שום דבר לא השתנה. יש לעדכן את Ferry, או לבחור תיקייה אחרת באמצעות ${dataDir}.`,
  }),
  'data.in_use': (d) => ({
    title: `${ferry} כבר פועלת עם תיקיית הנתונים הזו`,
    next: `אפשר להשתמש ב־Ferry שפועלת, או לצאת ממנה קודם. התיקייה היא ${isolateLtr(d.path)}.`,
  }),
  'data.damaged': (d) => ({
    title: 'קובץ בתיקיית הנתונים של Ferry נפגם',
    next: `הוא נשמר בשם ${isolateLtr(d.keptAs)}, וכל השאר בשימוש כמו קודם. אם משהו חסר, כדאי לחפש שם.`,
  }),
  'data.disk_full': (d) => ({
    title: 'לא נשאר מקום לנתונים של Ferry עצמה',
    next: `יש לפנות מקום בכונן שבו נמצאת ${isolateLtr(d.path)}, ואז לנסות שוב. שום דבר לא אבד.`,
  }),
  'settings.damaged': (d) => ({
    title: 'לא ניתן היה לקרוא חלק מההגדרות',
    next: `הוחזרו לברירת המחדל: ${isolateLtr(d.keys)}. הקובץ הפגום נשמר בשם ${isolateLtr(d.keptAs)} בתיקיית הנתונים של Ferry.`,
  }),
  'settings.unknown_key': (d) => ({
    title: `אין הגדרה בשם ״${isolate(d.key)}״`,
    next: `הפקודה ״${ferryConfig}״ מציגה את כל ההגדרות.`,
  }),
  'settings.invalid_value': (d) => ({
    title: `הערך ״${isolate(d.value)}״ אינו אפשרי עבור ${isolateLtr(d.key)}`,
    next: `הערך הצפוי: ${isolate(d.expected)}. שום דבר לא השתנה.`,
  }),
  'settings.folder_missing': (d) => ({
    title: 'התיקייה הזו לא קיימת',
    next: `יש ליצור קודם את ${isolateLtr(d.path)}, או לבחור תיקייה אחרת. שום דבר לא השתנה.`,
  }),
  'settings.folder_unwritable': (d) => ({
    title: 'לא ניתן לכתוב לתיקייה הזו',
    next: `אפשר לבחור תיקייה אחרת, או לתת לחשבון שלך הרשאת כתיבה ל־${isolateLtr(d.path)}. שום דבר לא השתנה.`,
  }),
  'identity.damaged': (d) => ({
    title: 'לא ניתן היה לקרוא את המפתח של המכשיר הזה, ולכן נוצר לו מפתח חדש',
    next: `המכשירים האחרים שלך רואים בו עכשיו מכשיר זר, ויש לצמד אותם מחדש. הקובץ הפגום נשמר בשם ${isolateLtr(d.keptAs)} בתיקיית הנתונים של Ferry.`,
  }),
  'identity.missing': () => ({
    title: 'המפתח של המכשיר הזה נעלם, ולכן נוצר לו מפתח חדש',
    next: `המכשירים האחרים שלך רואים בו עכשיו מכשיר זר, ויש לצמד אותם מחדש. אם קיים עותק של ${identityFile}, אפשר לצאת מ־Ferry ולהחזיר אותו לתיקיית הנתונים.`,
  }),
  'identity.locked': () => ({
    title: 'המפתח של המכשיר הזה נעול',
    next: 'רק האפליקציה של Ferry יכולה לפתוח אותו. אפשר לפתוח את האפליקציה ולחזור על הפקודה, או לכבות את ההגנה על המפתח בהגדרות האפליקציה.',
  }),
  'identity.not_unlocked': (d) => ({
    title: 'המערכת לא פתחה את המפתח של המכשיר הזה',
    next: `יש לפתוח את מאגר המפתחות של המערכת, ואז להפעיל שוב את Ferry. אם המאגר אבד לתמיד, אפשר להוציא את ${identityFile} מהתיקייה ${isolateLtr(d.path)}: אז ייווצר מפתח חדש, ויהיה צורך לצמד מחדש את המכשירים.`,
  }),
  'identity.unprotected': () => ({
    title: 'אין כאן דרך להגן על המפתח של המכשיר הזה',
    next: 'לא נמצא במערכת מאגר מפתחות שינעל אותו. המפתח נשאר כמו שהיה, בקובץ שרק החשבון שלך יכול לקרוא.',
  }),
  'identity.needs_app': () => ({
    title: 'רק האפליקציה של Ferry יכולה להגן על המפתח של המכשיר הזה',
    next: 'אפשר לפתוח את האפליקציה ולחזור על הפקודה, או להפעיל את ההגנה בהגדרות האפליקציה. שום דבר לא השתנה.',
  }),
  'device.unknown': () => ({
    title: 'המכשיר ההוא אינו מצומד למכשיר הזה',
    next: 'ייתכן שהצימוד בוטל בינתיים. שום דבר לא השתנה.',
  }),
  'device.list_damaged': (d) => ({
    title: 'לא ניתן היה לקרוא חלק מהמכשירים המצומדים',
    next: `יש לצמד מחדש את מה שחסר. הקובץ הפגום נשמר בשם ${isolateLtr(d.keptAs)} בתיקיית הנתונים של Ferry.`,
  }),
  'pairing.code_wrong': (d) => ({
    title: `זה לא הקוד שמוצג ב־${isolate(d.name)}`,
    next: `שום דבר לא שותף. ${fmt.plural(d.triesLeft, { one: 'נותר ניסיון 1', other: `נותרו ${fmt.number(d.triesLeft)} ניסיונות` })}.`,
  }),
  'pairing.code_burned': () => ({
    title: 'יותר מדי קודים שגויים',
    next: 'ייתכן שמישהו מנחש. אפשר להציג קוד חדש כדי להמשיך.',
  }),
  'pairing.tries_used': (d) => ({
    title: 'יותר מדי קודים שגויים',
    next: `שום דבר לא שותף. יש להציג קוד חדש ב־${isolate(d.name)} ולהקליד אותו.`,
  }),
  'pairing.paused': () => ({
    title: 'קבלת קודים מושהית ל־10 דקות',
    next: 'היו יותר מדי קודים שגויים, וייתכן שמישהו מנחש. אפשר להציג קוד חדש כדי להמשיך מיד.',
  }),
  'pairing.paused_there': (d) => ({
    title: `אין כרגע קבלת קודים ב־${isolate(d.name)}`,
    next: 'היו יותר מדי קודים שגויים. אפשר לנסות שוב בעוד 10 דקות, או להציג שם קוד חדש.',
  }),
  'pairing.not_shown': (d) => ({
    title: `הקוד הזה לא מוצג כרגע ב־${isolate(d.name)}`,
    next: 'שום דבר לא שותף. יש להציג שם את הקוד שוב ולהשתמש בו.',
  }),
  'pairing.busy': (d) => ({
    title: `מכשיר אחר נבדק כרגע ב־${isolate(d.name)}`,
    next: 'שום דבר לא שותף. אפשר לנסות שוב בעוד כמה שניות.',
  }),
  'pairing.closed': (d) => ({
    title: `הפעולה בוטלה ב־${isolate(d.name)}`,
    next: 'שום דבר לא שותף. אפשר לנסות שוב כשיהיה שם מי שיציג את הקוד.',
  }),
  'pairing.declined': (d) => ({
    title: `הבקשה נדחתה ב־${isolate(d.name)}`,
    next: 'שום דבר לא שותף.',
  }),
  'pairing.different': (d) => ({
    title: 'התמונות אינן זהות',
    next: `שום דבר לא שותף. ייתכן שמישהו נמצא בין המכשיר הזה ל־${isolate(d.name)}. אפשר לנסות שוב ברשת מהימנה.`,
  }),
  'pairing.other_device': (d) => ({
    title: `זה לא המכשיר שמציג את קוד ה־${isolateLtr('QR')}`,
    next: `שום דבר לא שותף עם ${isolate(d.name)}. אפשר לקחת את הקוד שוב מהמקום שבו הוא מוצג.`,
  }),
  'pairing.timed_out': (d) => ({
    title: `לא הגיעה בזמן תשובה מ־${isolate(d.name)}`,
    next: 'שום דבר לא שותף. אפשר לנסות שוב כששני המכשירים בהישג יד.',
  }),
  'pairing.disconnected': (d) => ({
    title: `החיבור אל ${isolate(d.name)} הסתיים`,
    next: 'שום דבר לא שותף. אפשר לנסות שוב, כששני המכשירים באותה רשת.',
  }),
  'pairing.not_understood': (d) => ({
    title: `התקבל מ־${isolate(d.name)} משהו ש־Ferry לא מבינה`,
    next: 'שום דבר לא שותף. יש לעדכן את Ferry בשני המכשירים.',
  }),
  'login_item.refused': (d) => ({
    title: 'לא ניתן היה לשנות את מה שמופעל יחד עם המחשב',
    next: `כדאי לחפש את Ferry ברשימת המערכת של מה שמופעל בכניסה. המערכת מדווחת: ${isolate(d.reason)}.`,
  }),
  'system.no_opener': (d) => ({
    title: 'המערכת לא הצליחה לפתוח את זה',
    next: `אין כאן תוכנה שפותחת את ${isolateLtr(d.path)}, או שהתוכנה המתאימה נכשלה. אפשר לבחור תוכנה במנהל הקבצים.`,
  }),
  'dialog.unavailable': () => ({
    title: 'לא ניתן היה לפתוח חלון לבחירת תיקייה',
    next: `בחלון דפדפן צריך בשביל זה את התוכנה ${isolateLtr('zenity')}. אפשר גם להשתמש בפקודה ״${isolateLtr('ferry config set receiveFolder DIR')}״.`,
  }),
  'local.not_trusted': (d) => ({
    title: 'משהו אחר במחשב הזה עונה במקום Ferry',
    next: `מה שעונה בנתיב ${isolateLtr(d.path)} לא הצליח להוכיח שהוא Ferry שלך, ולכן לא נמסר לו דבר. יש לצאת מ־Ferry בכל מקום ולהפעיל אותה מחדש.`,
  }),
  'local.gone': () => ({
    title: `${ferry} נסגרה באמצע הבקשה`,
    next: 'יש להפעיל אותה שוב ולחזור על הפקודה.',
  }),
  'local.closed': () => ({
    title: `${ferry} בדיוק נסגרה`,
    next: 'שום דבר לא נעשה. אפשר לחזור על הפקודה.',
  }),
  'local.no_answer': () => ({
    title: `${ferry} פועלת, אבל לא עונה`,
    next: 'ייתכן שהיא עסוקה או מושהית. כדאי לנסות שוב בעוד רגע; אם זה נמשך, יש לסגור אותה ולהפעיל אותה מחדש.',
  }),
  'output.unwritable': (d) => ({
    title: 'לא ניתן היה לכתוב את התשובה במלואה',
    next: `המערכת מדווחת: ${isolate(d.reason)}. הפקודה עצמה בוצעה.`,
  }),
  'usage.unknown_command': (d) => ({
    title: `אין פקודה בשם ״${isolate(d.command)}״`,
    next:
      d.nearest === ''
        ? `הפקודה ״${ferryHelp}״ מציגה את כל הפקודות.`
        : `אולי הכוונה ל־״${isolateLtr(d.nearest)}״? הפקודה ״${ferryHelp}״ מציגה את כל הפקודות.`,
  }),
  'usage.unknown_option': (d) => ({
    title: `אין כאן אפשרות בשם ״${isolateLtr(d.option)}״`,
    next:
      d.nearest === ''
        ? `הפקודה ״${ferryHelp}״ מציגה את כל האפשרויות.`
        : `אולי הכוונה ל־״${isolateLtr(d.nearest)}״? הפקודה ״${ferryHelp}״ מציגה את כל האפשרויות.`,
  }),
  'usage.missing_value': (d) => ({
    title: `לאפשרות ${isolateLtr(d.option)} חסר ערך`,
    next: `כך כותבים אותה: ״${isolateLtr(`${d.option} VALUE`)}״.`,
  }),
  'usage.unexpected_value': (d) => ({
    title: `האפשרות ${isolateLtr(d.option)} לא מקבלת ערך`,
    next: `יש לכתוב רק ״${isolateLtr(d.option)}״.`,
  }),
  'usage.missing_argument': (d) => ({
    title: `חסר הארגומנט ${isolate(d.argument)}`,
    next: `הפקודה ״${ferryHelp}״ מראה איך כותבים את זה.`,
  }),
  'usage.unexpected_argument': (d) => ({
    title: `הארגומנט ״${isolate(d.argument)}״ מיותר`,
    next: `אם יש בו רווחים, יש להקיף אותו במירכאות. הפקודה ״${ferryHelp}״ מראה איך כותבים את זה.`,
  }),
};

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
  },

  cli: {
    usage: 'שימוש',
    commands: 'פקודות',
    options: 'אפשרויות',
    exitCodes: 'קודי יציאה',
    about: 'העברת קבצים בין המכשירים שלך, ושם הם נשארים. בלי ענן, בלי חשבון, בלי טלמטריה.',
    command: {
      config: 'הצגת הגדרות או שינוי שלהן',
      help: 'הצגת העזרה הזו',
    },
    configUse: {
      list: 'הצגת כל ההגדרות',
      get: 'הצגת הגדרה אחת',
      set: 'שינוי הגדרה אחת',
      reset: 'החזרת הגדרה אחת לברירת המחדל',
    },
    option: {
      help: 'הצגת העזרה הזו',
      version: 'הצגת הגרסה',
      json: 'פלט בשורות לקריאת מכונה במקום במשפטים',
      data: 'שימוש בתיקיית הנתונים הזו במקום בתיקייה הרגילה',
    },
    exit: {
      ok: 'בוצע',
      failed: 'נכשל; הסיבה מופיעה בפלט השגיאות',
      usage: 'הפקודה לא נכתבה כמצופה',
      unavailable: 'לא ניתן להשתמש כרגע בנתונים של Ferry (הם בשימוש, חסומים לכתיבה או מגרסה חדשה יותר)',
    },
    setTo: (key, value) => `הערך של ${isolateLtr(key)} הוא עכשיו ${isolate(value)}`,
    /** Values are shown as they are typed, like every other value of `ferry config`. */
    yes: 'yes',
    no: 'no',
    setting: {
      deviceName: 'השם שאחרים רואים',
      receiveFolder: 'לאן מגיעים קבצים שמתקבלים',
      visibility: 'מי יכול לראות את המכשיר הזה',
      language: 'השפה של האפליקציה',
      appearance: 'בהיר או כהה',
      startWithComputer: 'הפעלת האפליקציה יחד עם המחשב',
      whenClosed: 'מה קורה כשהחלון נסגר',
      protectIdentity: 'נעילת המפתח של המכשיר הזה במאגר המפתחות של המערכת',
      welcomed: 'כרטיס הפתיחה קיבל תשובה',
    },
    expected: {
      name: 'שורה אחת של 1 עד 64 תווים, בלי תווים נסתרים',
      folder: `תיקייה קיימת, או ״${isolateLtr('default')}״`,
      oneOf: (values) => `אחד מהערכים ${fmt.either(values.map(isolateLtr))}`,
      yesOrNo: `״${isolateLtr('yes')}״ או ״${isolateLtr('no')}״`,
    },
    default: 'default',
  },
};
