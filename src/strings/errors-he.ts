// The sentences of every error in Hebrew.
import type { ErrorTexts } from './error-text.ts';
import { formatFor, isolate, isolateLtr } from './format.ts';
import { usageErrors } from './usage-errors-he.ts';

const fmt = formatFor('he');

const ferry = isolateLtr('Ferry');
const dataDir = isolateLtr('--data DIR');
const ferryConfig = isolateLtr('ferry config');
const identityFile = isolateLtr('identity.json');
const ferryDevices = isolateLtr('ferry devices');
const ferryTransfers = isolateLtr('ferry transfers');

export const errors: ErrorTexts = {
  ...usageErrors,
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
  'data.not_read': (d) => ({
    title: 'לא ניתן היה לקרוא קובץ של Ferry, ולכן מה שהיה כתוב בו נשאר בתוקף',
    next: `יש לתקן את ${isolateLtr(d.path)}, שאינו כפי שצריך או שאינו קיים, ולבקש לקרוא אותו שוב.`,
  }),
  'data.disk_full': (d) => ({
    title: 'לא נשאר מקום לנתונים של Ferry עצמה',
    next: `יש לפנות מקום בכונן שבו נמצאת ${isolateLtr(d.path)}, ואז לנסות שוב. שום דבר לא אבד.`,
  }),
  'data.no_home': () => ({
    title: `למשתמש הזה אין תיקיית בית ש־Ferry יכולה לשמור בה את הנתונים שלה`,
    next: `אפשר לבחור תיקייה באמצעות ${dataDir}.`,
  }),
  'settings.damaged': (d) => ({
    title: 'לא ניתן היה לקרוא חלק מההגדרות',
    next: `הוחזרו לברירת המחדל: ${isolateLtr(d.keys)}. הקובץ הפגום נשמר בשם ${isolateLtr(d.keptAs)} בתיקיית הנתונים של Ferry.`,
  }),
  'settings.not_read': (d) => ({
    title: 'לא ניתן היה לקרוא את קובץ ההגדרות, ולכן הכול נשאר כפי שהיה',
    next:
      d.keys === ''
        ? `יש לתקן את ${isolateLtr(d.path)}, שאינו ${isolateLtr('JSON')} או שאינו קיים, ולבקש לקרוא אותו שוב.`
        : `יש לתקן את אלה בתוך ${isolateLtr(d.path)} ולבקש לקרוא אותו שוב: ${isolateLtr(d.keys)}.`,
  }),
  'settings.no_folder': () => ({
    title: 'אין תיקייה לקבל אליה',
    next: `למשתמש הזה אין תיקיית בית, ולכן גם אין תיקיית הורדות. אפשר לציין תיקייה באמצעות ${isolateLtr('--into DIR')}, או לבחור אחת לתמיד באמצעות ${isolateLtr('ferry config set receiveFolder DIR')}.`,
  }),
  'settings.unknown_key': (d) => ({
    title: `אין הגדרה בשם ״${isolate(d.key)}״`,
    next: `הפקודה ״${ferryConfig}״ מציגה את כל ההגדרות.`,
  }),
  'settings.invalid_value': (d) => ({
    title: `הערך ״${isolate(d.value)}״ אינו אפשרי עבור ${isolateLtr(d.key)}`,
    next: `הערך הצפוי: ${isolate(d.expected)}. שום דבר לא השתנה.`,
  }),
  'settings.secret_given': (d) => ({
    title: `הערך של ${isolateLtr(d.key)} לא נכתב בפקודה`,
    next: `תוכנות אחרות יכולות לקרוא את מה שכתוב שם, ולכן כדאי לבחור עכשיו ערך אחר. הפקודה ״${isolateLtr(`ferry config set ${d.key}`)}״ שואלת עליו, או לוקחת את השורה הראשונה של הקלט הסטנדרטי.`,
  }),
  'settings.secret_unfit': (d) => ({
    title: `מה שהוקלד אינו אפשרי עבור ${isolateLtr(d.key)}`,
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
    next: 'ייתכן שמישהו מנחש. מעכשיו רק קוד חדש תקף.',
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
    next: 'שום דבר לא שותף. אפשר לנסות שוב כששני המכשירים בהישג יד.',
  }),
  'pairing.declined': (d) => ({
    title: `הבקשה נדחתה ב־${isolate(d.name)}`,
    next: 'שום דבר לא שותף.',
  }),
  'pairing.once_there': (d) => ({
    title: `ב־${isolate(d.name)} נבחר רק הפעם`,
    next: 'המכשירים לא צומדו. מה שנשלח עכשיו לא מושפע.',
  }),
  'pairing.pictures_differ': (d) => ({
    title: `התמונות לא היו זהות לאלה שעל ${isolate(d.name)}`,
    next: 'ייתכן שמישהו נמצא בין שני המכשירים. שום דבר לא השתנה בעקבות זאת: אפשר לשכוח את המכשיר בשני הצדדים ואז לצמד אותם מחדש ברשת מהימנה.',
  }),
  'pairing.other_device': (d) => ({
    title: `זה לא המכשיר שמציג את קוד ה־${isolateLtr('QR')}`,
    next: `שום דבר לא שותף עם ${isolate(d.name)}. אפשר לקחת את הקוד שוב מהמקום שבו הוא מוצג.`,
  }),
  'pairing.timed_out': (d) => ({
    title: `לא הגיעה בזמן תשובה מ־${isolate(d.name)}`,
    next: 'שום דבר לא שותף. אפשר לנסות שוב כששני המכשירים בהישג יד.',
  }),
  'pairing.not_a_code': () => ({
    title: 'זה לא קוד',
    next: 'קוד הוא שש הספרות שמוצגות במכשיר השני.',
  }),
  'pairing.over': () => ({
    title: 'הצימוד הזה הסתיים בינתיים',
    next: 'אפשר להתחיל שוב, כששני המכשירים בהישג יד.',
  }),
  'pairing.disconnected': (d) => ({
    title: `החיבור אל ${isolate(d.name)} הסתיים`,
    next: 'שום דבר לא שותף. אפשר לנסות שוב, כששני המכשירים באותה רשת.',
  }),
  'pairing.not_understood': (d) => ({
    title: `התקבל מ־${isolate(d.name)} משהו ש־Ferry לא מבינה`,
    next: 'שום דבר לא שותף. יש לעדכן את Ferry בשני המכשירים.',
  }),
  'device.unreachable': (d) => ({
    title: d.name === '' ? 'אין גישה למכשיר הזה' : `אין גישה אל ${isolate(d.name)}`,
    next:
      d.where === ''
        ? `ייתכן שהמכשיר ישן או נמצא ברשת אחרת. יש לפתוח שם את ${d.via === undefined ? 'Ferry' : 'LocalSend'} ולנסות שוב.`
        : `לא התקבלה תשובה של Ferry מהכתובת ${isolateLtr(d.where)}. כדאי לבדוק את הכתובת, וש־Ferry פתוחה שם באותה רשת.`,
  }),
  'device.forgotten': (d) => ({
    title: `הצימוד עם ${isolate(d.name)} בוטל`,
    next: 'כדי לשלוח או לקבל שוב יש לצמד אותם מחדש.',
  }),
  'device.forgotten_there': (d) => ({
    title: `הצימוד בוטל ב־${isolate(d.name)}`,
    next: 'שום דבר לא נשלח. יש לבטל אותו גם כאן, ואז להצטמד שוב.',
  }),
  'device.identity_changed': (d) => ({
    title: `זה לא המכשיר ${isolate(d.name)} שצומד`,
    next: 'יש לו מפתח חדש. אם Ferry הותקנה שם מחדש, יש לצמד שוב. אם לא, ייתכן שמישהו מתחזה.',
  }),
  'device.another_there': (d) => ({
    title: `במקום ${isolate(d.name)} עונה מכשיר אחר`,
    next: 'שום דבר לא נשלח. אם LocalSend הותקן שם מחדש, יש לחפש שוב מכשירים. אם לא, ייתכן שמישהו מתחזה.',
  }),
  'device.not_found': (d) => ({
    title: `אין מכשיר מצומד או קרוב בשם ״${isolate(d.name)}״`,
    next:
      d.nearest === ''
        ? `אפשר לתת את הכתובת שלו במקום השם. הפקודה ״${ferryDevices}״ מציגה את המכשירים שיש להם כאן שם.`
        : `אולי הכוונה ל־״${isolate(d.nearest)}״? הפקודה ״${ferryDevices}״ מציגה את כולם.`,
  }),
  'device.ambiguous': (d) => ({
    title: `יש כמה מכשירים מצומדים בשם ״${isolate(d.name)}״`,
    next: `יש לתת את המזהה של המכשיר הרצוי במקום השם. הפקודה ״${ferryDevices}״ מציגה את כולם.`,
  }),
  'device.without_ferry': (d) => ({
    title: `אין ${isolateLtr('Ferry')} ב־${isolate(d.name)}`,
    next: `הוא כאן דרך ${isolateLtr('LocalSend')}. מה שהתבקש דורש את ${isolateLtr('Ferry')} בשני המכשירים.`,
  }),
  'device.no_address': (d) => ({
    title: `עוד לא ידוע איפה נמצא ${isolate(d.name)}`,
    next: 'אפשר לתת את הכתובת במקום השם, או לשלוח משם משהו קודם.',
  }),
  'nearby.not_an_address': (d) => ({
    title: `הכתובת ״${isolate(d.text)}״ היא לא של מכשיר`,
    next: `יש להקליד מה שהמכשיר השני מציג: כתובת כמו ${isolateLtr('192.168.1.20')}, או קישור שמתחיל ב־${isolateLtr('ferry:')}.`,
  }),
  'nearby.newer_link': () => ({
    title: 'הקישור הזה מגרסה חדשה יותר של Ferry',
    next: 'יש לעדכן את Ferry במחשב הזה, או להקליד את הכתובת של המכשיר השני.',
  }),
  'nearby.itself': () => ({
    title: 'זה המכשיר הזה עצמו',
    next: 'יש להקליד את הכתובת או את הקישור של המכשיר השני.',
  }),
  'network.unknown': (d) => ({
    title: 'המחשב הזה אינו ברשת הזאת',
    next: `אין כרגע רשת דרך ״${isolate(d.via)}״. הפקודה ״${isolateLtr('ferry networks')}״ מציגה את הקיימות.`,
  }),
  'network.not_kept': (d) => ({
    title: 'הבחירה הזאת לא נשמרת',
    next: `בהמשך Ferry לא תזהה את הרשת דרך ״${isolate(d.via)}״, ולכן היא זוכרת את הבחירה רק כל עוד היא פועלת. יש לפתוח את Ferry ואז לבחור שוב.`,
  }),
  'network.port_taken': (d) => ({
    title: `אין אפשרות להשתמש בפורט ${d.port}`,
    next: 'תוכנה אחרת משתמשת בו, או שהמערכת שומרת אותו לעצמה. יש לבחור פורט אחר.',
  }),
  'network.not_open': (d) => ({
    title: 'מכשירים אחרים לא יכולים להגיע כרגע אל המכשיר הזה',
    next: `כדאי לבדוק את הרשת ולנסות שוב. המערכת מדווחת: ${isolate(d.reason)}.`,
  }),
  'page.guessed': () => ({
    title: 'קוד שגוי הוקלד יותר מדי פעמים',
    next: 'הקישור כבר לא פעיל. אפשר ליצור קישור חדש, ולתת את הקוד שלו רק למי שהוא מיועד לו.',
  }),
  'page.over': () => ({
    title: 'הקישור הזה כבר לא פעיל',
    next: 'אפשר ליצור קישור חדש.',
  }),
  'page.too_many': (d) => ({
    title: `יש כבר ${fmt.number(d.most)} קישורים`,
    next: 'צריך קודם לסיים אחד מהם.',
  }),
  'transfer.unknown': () => ({
    title: 'אין העברה כזו',
    next: `ייתכן שהיא הושלמה או בוטלה. הפקודה ״${ferryTransfers}״ מציגה את ההעברות שלא הושלמו.`,
  }),
  'transfer.not_now': () => ({
    title: 'אי אפשר לעשות את זה כרגע עם ההעברה הזו',
    next: `ייתכן שהיא הסתיימה או כבר ממשיכה. הפקודה ״${ferryTransfers}״ מציגה את ההעברות שלא הושלמו.`,
  }),
  'transfer.nothing_to_send': (d) => ({
    title: 'אין מה לשלוח',
    next: `${isolateLtr(d.path)} אינו קובץ ואינו תיקייה. צינורות, התקנים ודומיהם לא נשלחים.`,
  }),
  'transfer.source_missing': (d) => ({
    title: 'מה שאמור להישלח לא קיים',
    next: `${isolateLtr(d.path)} לא נמצא שם. כדאי לבדוק איך הוא כתוב. שום דבר לא נשלח.`,
  }),
  'transfer.source_unreadable': (d) => ({
    title: 'לא ניתן לקרוא את מה שאמור להישלח',
    next: `אפשר לתת לחשבון שלך הרשאת קריאה ל־${isolateLtr(d.path)}, או להשמיט אותו. המערכת מדווחת: ${isolate(d.reason)}.`,
  }),
  'transfer.same_name': (d) => ({
    title: `השם ״${isolate(d.name)}״ מופיע פעמיים`,
    next: 'שניהם היו מגיעים לאותו מקום. אפשר לשנות שם של אחד מהם, או לשלוח אותם בזה אחר זה.',
  }),
  'transfer.no_files': (d) => ({
    title: 'אין קובץ לשלוח',
    next: `״${isolate(d.path)}״ היא תיקייה ריקה. LocalSend מקבל קבצים, ותיקיות רק עם מה שבתוכן.`,
  }),
  'transfer.too_many_files': (d) => ({
    title: 'יש כאן יותר מדי קבצים להעברה אחת',
    next: `בכל פעם עוברים לכל היותר ${fmt.number(d.most)}, ופחות כשהשמות ארוכים. אפשר לשלוח חלק מהתיקיות בנפרד.`,
  }),
  'transfer.declined': (d) => ({
    title: `ההעברה נדחתה ב־${isolate(d.name)}`,
    next: 'שום דבר לא נשלח.',
  }),
  'transfer.none_offered': (d) => ({
    title: `לא נשלח דבר מ־${isolate(d.name)}`,
    next: 'הקוד נכון, אבל שום דבר לא הגיע. אפשר לשלוח שם שוב, ואז להשתמש בקוד החדש.',
  }),
  'transfer.not_receiving': (d) => ({
    title: `אין כרגע קבלת קבצים ב־${isolate(d.name)}`,
    next: `יש לפתוח שם את Ferry, או להריץ ״${isolateLtr('ferry receive')}״, ואז לנסות שוב.`,
  }),
  'transfer.canceled': (d) => ({
    title: `ההעברה בוטלה ב־${isolate(d.name)}`,
    next: 'מה שכבר הגיע במלואו נשמר.',
  }),
  'transfer.ended_here': () => ({
    title: 'לא ניתן היה להמשיך כאן',
    next: 'השהיה, הגדרה, רשת אחרת, מפתח חדש למכשיר הזה או סגירה של Ferry גרמו לכך, והיא לא תימשך מעצמה. מה שכבר הגיע במלואו נשמר; את השאר יש לשלוח שוב.',
  }),
  'transfer.gone': (d) => ({
    title: `ההעברה הזו כבר לא נמצאת ב־${isolate(d.name)}`,
    next: 'היא הושלמה או בוטלה שם, או שהתיישנה. אפשר לבקש שתישלח שוב.',
  }),
  'transfer.not_understood': (d) => ({
    title: `התקבלה מ־${isolate(d.name)} הצעה ש־Ferry לא מבינה`,
    next: 'שום דבר לא התקבל. יש לעדכן את Ferry בשני המכשירים.',
  }),
  'transfer.not_understood_there': (d) => ({
    title: `${ferry} ב־${isolate(d.name)} לא מבינה את מה שהוצע`,
    next: `שום דבר לא נשלח. יש לעדכן את ${ferry} בשני המכשירים.`,
  }),
  'transfer.no_streams_there': (d) => ({
    title: `הגרסה של ${ferry} ב־${isolate(d.name)} ישנה מדי בשביל מה שבא מצינור`,
    next: `יש לעדכן שם את ${ferry}, או לכתוב את זה קודם לקובץ ולשלוח אותו.`,
  }),
  'transfer.stream_to_guest': (d) => ({
    title: `אין ${ferry} ב־${isolate(d.name)}, והוא לא מקבל דבר מצינור`,
    next: `אפשר לכתוב את זה קודם לקובץ ולשלוח אותו, או להפעיל שם את ${ferry}.`,
  }),
  'transfer.busy_there': (d) => ({
    title: `המכשיר ${isolate(d.name)} עסוק בהעברה אחרת`,
    next: 'שום דבר לא נשלח. יש לחכות עד שהיא תסתיים, או לסיים אותה שם, ואז לשלוח שוב.',
  }),
  'transfer.pin_needed': (d) => ({
    title: `המכשיר ${isolate(d.name)} מבקש קוד ${isolateLtr('PIN')}`,
    next: 'שום דבר לא נשלח, כי אף אחד לא הקליד אותו כאן. אפשר לשלוח שוב מהחלון של Ferry או במסוף, ושם להקליד אותו.',
  }),
  'transfer.pin_wrong': (d) => ({
    title: `זה לא קוד ה־${isolateLtr('PIN')} של ${isolate(d.name)}`,
    next: `אפשר למצוא אותו בהגדרות של LocalSend שם. שגויים עד כה: ${fmt.number(d.count)}. אחרי שלושה המכשיר לא יקבל עוד.`,
  }),
  'transfer.pin_blocked': (d) => ({
    title: `המכשיר ${isolate(d.name)} כבר לא מקבל קודי ${isolateLtr('PIN')} מהמחשב הזה`,
    next: 'יותר מדי מהם היו שגויים. יש להפעיל שם את LocalSend מחדש, ואז לשלוח שוב.',
  }),
  'transfer.refused_there': (d) => ({
    title: `המכשיר ${isolate(d.name)} לא הצליח לקבל את מה שהוצע`,
    next: `התשובה של LocalSend שם הייתה שגיאה ${fmt.number(d.status)}. יש להפעיל אותו שם מחדש או לעדכן אותו, ואז לשלוח שוב.`,
  }),
  'transfer.stream_lost': () => ({
    title: 'חלק ממנו אבד, ואי אפשר לקבל אותו שוב',
    next: `${ferry} הופעלה מחדש באחד המכשירים, או שזה הגיע אחרת ממה שנשלח. יש לשלוח שוב מההתחלה.`,
  }),
  'transfer.stream_broken': () => ({
    title: `התוכנית שמסרה את זה ל־${ferry} הסתיימה מוקדם מדי`,
    next: 'מה שכבר הגיע נמחק. יש לשלוח שוב מההתחלה.',
  }),
  'transfer.stream_away': (d) => ({
    title: `החיבור אל ${isolate(d.name)} אבד ולא חזר`,
    next: 'צינור מחכה לו חצי דקה. יש לשלוח שוב מההתחלה.',
  }),
  'transfer.output_closed': () => ({
    title: 'אף אחד כבר לא קורא מהפלט הרגיל',
    next: 'התוכנית שאחרי הצינור הסתיימה לפני שהכול הגיע.',
  }),
  'transfer.not_one_file': (d) => ({
    title: `התקבלה מ־${isolate(d.name)} הצעה של יותר מקובץ אחד, או של טקסט`,
    next: `הפלט הרגיל מקבל קובץ אחד. אפשר לקבל לתיקייה, או לבקש שיישלח כקובץ אחד עם ״${isolateLtr('tar c DIR | ferry send --stdin NAME.tar')}״.`,
  }),
  'transfer.disk_full': (d) => ({
    title: 'אין מספיק מקום במחשב הזה',
    next: `צריך ${fmt.bytes(d.neededBytes)}, ופנויים ${fmt.bytes(d.freeBytes)}. אפשר לפנות מקום או לבחור תיקייה אחרת.`,
  }),
  'transfer.disk_full_there': (d) => ({
    title: `אין מספיק מקום ב־${isolate(d.name)}`,
    next: `צריך ${fmt.bytes(d.neededBytes)}, ופנויים ${fmt.bytes(d.freeBytes)}. אפשר לפנות שם מקום או לבחור שם תיקייה אחרת.`,
  }),
  'transfer.folder_gone': (d) => ({
    title: 'התיקייה לקבצים שמתקבלים נעלמה',
    next: `אפשר ליצור שוב את ${isolate(d.folder)}, לחבר את הכונן שבו הייתה, או לבחור תיקייה אחרת.`,
  }),
  'transfer.folder_unwritable': (d) => ({
    title: 'לא ניתן לכתוב לתיקייה לקבצים שמתקבלים',
    next: `אפשר לתת לחשבון שלך הרשאת כתיבה ל־${isolate(d.folder)}, או לבחור תיקייה אחרת.${d.reason === '' ? '' : ` המערכת מדווחת: ${isolate(d.reason)}.`}`,
  }),
  'transfer.all_paused': () => ({
    title: 'הכול מושהה',
    next: 'השליחה תתחיל מעצמה כשההשהיה תסתיים.',
  }),
  'transfer.paused_there': (d) => ({
    title: `אין כרגע אפשרות לקבל עוד ב־${isolate(d.name)}`,
    next: 'ההעברה נעצרה שם, או שמשהו מפריע; Ferry במכשיר ההוא מציגה מה. היא תמשיך כשזה ישתנה.',
  }),
  'transfer.no_folder_there': (d) => ({
    title: `אין כרגע תיקייה מתאימה ב־${isolate(d.name)}`,
    next: 'שום דבר לא נשלח. Ferry במכשיר ההוא מציגה מה הבעיה; אפשר לשלוח שוב כשזה יסתדר.',
  }),
  'transfer.folder_unsuitable': (d) => ({
    title: 'יש בתיקייה הזו יותר מדי דברים אחרים מכדי לקבל אליה קבצים',
    next: `התיקייה ${isolate(d.folder)} שייכת למערכת או ל־${ferry}, או שהיא תיקיית בית שלמה. יש לבחור תיקייה אחרת, כמו הורדות.`,
  }),
  'transfer.dropped': (d) => ({
    title: 'מה שהגיע מהעברה שלא הושלמה נמחק',
    next: `זה הגיע מ־${isolate(d.name)} ותפס יותר מקום ממה שמותר להעברות שלא הושלמו. אפשר לבקש שזה יישלח שוב.`,
  }),
  'transfer.place_gone': (d) => ({
    title: d.name === '' ? 'זה כבר לא שם' : `${isolate(d.name)} כבר לא שם`,
    next: 'זה הועבר, שונה שמו או נמחק, או שהכונן שבו זה היה אינו מחובר.',
  }),
  'login_item.refused': (d) => ({
    title: 'לא ניתן היה לשנות את מה שמופעל יחד עם המחשב',
    next: `כדאי לחפש את Ferry ברשימת המערכת של מה שמופעל בכניסה. המערכת מדווחת: ${isolate(d.reason)}.`,
  }),
  'system.no_settings': () => ({
    title: 'אין אפשרות לפתוח מכאן את הגדרות המערכת',
    next: 'יש לפתוח אותן ידנית; מה שיש לשנות שם כתוב למעלה.',
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
  'local.no_place': (d) => ({
    title: `אין מקום שבו הפקודות יוכלו להגיע אל ${ferry}`,
    next: `הנתיב ${isolateLtr(d.path)} ארוך מדי לשקע, ולא ניתן ליצור במקומו את ${isolateLtr(d.instead)}. אפשר לבחור תיקיית נתונים עם נתיב קצר יותר באמצעות ${dataDir}. המערכת אומרת: ${isolateLtr(d.reason)}.`,
  }),
  'local.no_pipe': (d) => ({
    title: `לא ניתן ליצור את השקע ש־${ferry} צריכה בשביל צינור`,
    next: `הוא היה נוצר בתוך ${isolateLtr(d.path)}. יש לקבוע את ${isolateLtr('TMPDIR')} לתיקייה שאפשר לכתוב בה. המערכת אומרת: ${isolateLtr(d.reason)}.`,
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
  'runtime.too_old': (d) => ({
    title: `נדרש ${isolateLtr(`Node ${d.needed}`)} ומעלה`,
    next: `זהו ${isolateLtr(`Node ${d.found}`)}. יש להתקין גרסה חדשה יותר ולהריץ איתה את הפקודה.`,
  }),
};
