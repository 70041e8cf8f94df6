// "Can't see a device?" and `ferry doctor` in Hebrew.
import type { DoctorStrings } from './doctor-en.ts';
import { type FindingTexts, found, letInCommands, MDNS_PORT } from './finding-text.ts';
import { isolate, isolateLtr } from './format.ts';

const list = (names: readonly string[]): string => names.map(isolate).join(', ');

const ferryPair = isolateLtr('ferry pair');
const ferryDoctor = isolateLtr('ferry doctor');
const ferryNetworks = isolateLtr('ferry networks');
const setVisibility = isolateLtr('ferry config set visibility whileOpen');
const vpn = isolateLtr('VPN');
const udp = isolateLtr('UDP');
const tcp = isolateLtr('TCP');
const localSend = isolateLtr('LocalSend');
const receive = isolateLtr('ferry receive');
const macOs = isolateLtr('macOS');
const windows = isolateLtr('Windows');

const addByAddress = `בינתיים אפשר להוסיף את המכשיר השני לפי הכתובת שלו: הפקודה ״${ferryPair}״ מציגה אותה שם.`;
const quitIt = 'יש לצאת מהתוכנה הזו, ואז להפעיל את Ferry מחדש.';
const permission = 'בהגדרות המערכת, תחת פרטיות ואבטחה, רשת מקומית, יש להפעיל את Ferry.';
const macFirewall = 'בהגדרות המערכת, תחת רשת, חומת אש, אפשרויות,';

function letIn(firewall: string, port: number, place: string, udpPort = MDNS_PORT): string {
  const commands = letInCommands(firewall, port, place, udpPort);
  if (commands !== null) return `יש להריץ ${commands.map((command) => `״${isolateLtr(command)}״`).join(' ואז ')}.`;
  if (firewall === 'windows')
    return `באבטחת ${windows}, תחת הגנת חומת אש ורשת, יש לבחור ״אפשר לאפליקציה לעבור דרך חומת האש״ ולסמן את Ferry עבור הרשת הזו.`;
  if (firewall === 'macos') return `${macFirewall} יש לאפשר חיבורים נכנסים עבור Ferry.`;
  return `יש לאפשר כניסה דרך חומת האש לפורט ${port} של ${tcp} ולפורט ${udpPort} של ${udp}.`;
}

const findings: FindingTexts = {
  'network.connected': (f) => found('המחשב הזה מחובר לרשת', `הרשתות: ${list(f.names)}.`),
  'network.none': () =>
    found(
      'המחשב הזה לא מחובר לרשת',
      'מכשירים נפגשים ברשת אחת; שום דבר לא עובר דרך האינטרנט.',
      'יש להתחבר ל־Wi-Fi או לכבל.',
    ),
  'network.only_virtual': (f) =>
    found(
      `רק ${vpn} או רשת וירטואלית מחוברים`,
      `אין שימוש בהם ב־Ferry עד שבוחרים בהם: ${list(f.names)}.`,
      'יש להתחבר ל־Wi-Fi או לכבל.',
    ),
  'network.off': (f) =>
    found(
      'אף רשת של המחשב הזה אינה בשימוש של Ferry',
      `הן כבויות ב־Ferry: ${list(f.names)}.`,
      `אפשר להפעיל אחת: הפקודה ״${ferryNetworks}״ מציגה אותן.`,
    ),
  'permission.given': () => found('מותר ל־Ferry להשתמש ברשת המקומית'),
  'permission.denied': () =>
    found(`המערכת ${macOs} מונעת מ־Ferry את הרשת המקומית`, 'בלי ההרשאה הזו לא נמצא אף מכשיר.', permission),
  'permission.unknown': () =>
    found('לא ברור אם מותר ל־Ferry להשתמש ברשת המקומית', `המערכת ${macOs} לא אומרת.`, permission),
  'multicast.works': (f) => found('הכרזות פועלות במחשב הזה', `הרשתות: ${list(f.names)}.`),
  'multicast.refused': (f) =>
    found(
      'המערכת לא מאפשרת ל־Ferry לחפש מכשירים',
      `היא מסרבת ברשת ${list(f.names)} ומדווחת ${isolateLtr(f.reason)}.`,
      addByAddress,
    ),
  'multicast.unheard': (f) =>
    found(
      'מה ש־Ferry שואלת ברשת לא חוזר',
      `ברשת ${list(f.names)} משהו חוסם את פורט 5353 של ${udp}, כנראה חומת אש במחשב הזה.`,
      addByAddress,
    ),
  'multicast.lost': (f) =>
    found(
      'הרשת לא מעבירה הכרזות',
      `מחוברים, אבל ההכרזות לא עוברות ביניהם: ${list(f.names)}. נתבים ורשתות Wi-Fi עלולים לחסום שידור לקבוצה.`,
      `יש לאפשר בנתב שידור לקבוצה, שנקרא שם אולי ${isolateLtr('mDNS')} או ${isolateLtr('Bonjour')}. בינתיים אפשר להוסיף מכשירים לפי כתובת.`,
    ),
  'multicast.unknown': () => found('לא ברור אם הכרזות פועלות כאן', 'כרגע אין על מה לבדוק את זה.'),
  'port.open': (f) => found('אפשר להתחבר ל־Ferry', `ההאזנה היא בפורט ${f.port}.`),
  'port.hidden': () =>
    found(
      'המכשיר הזה לא גלוי לאיש',
      'לכן הוא לא מקבל חיבורים, גם לא ממכשירים מצומדים.',
      `אפשר לחזור ולהיות גלוי: ״${setVisibility}״.`,
    ),
  'port.closed': () => found('אי אפשר להתחבר ל־Ferry', 'אין פורט להאזנה.', 'יש לצאת מ־Ferry ולהפעיל אותה מחדש.'),
  'program.none': () => found('אין תוכנה אחרת שמפריעה ל־Ferry'),
  'program.agreed_port': (f) =>
    found(
      f.program === ''
        ? 'תוכנה אחרת תפסה את הפורט הרגיל של Ferry'
        : `התוכנה ${isolate(f.program)} תפסה את הפורט הרגיל של Ferry`,
      `ההאזנה היא בפורט ${f.ownPort} במקום ${f.port}. מי שמקליד את הכתובת של המכשיר הזה צריך להוסיף ״${isolateLtr(`:${f.ownPort}`)}״.`,
      quitIt,
    ),
  'program.mdns_port': (f) =>
    found(
      f.program === '' ? 'תוכנה אחרת שומרת את ההכרזות לעצמה' : `התוכנה ${isolate(f.program)} שומרת את ההכרזות לעצמה`,
      `היא לא חולקת את פורט ${f.port} של ${udp}, ולכן לא נשמעים כאן מכשירים אחרים.`,
      quitIt,
    ),
  'firewall.off': () => found('אין במחשב הזה חומת אש שמפריעה'),
  'firewall.allows': (f) => found('חומת האש של המחשב הזה מאפשרת כניסה ל־Ferry', `בפורט ${f.port}.`),
  'firewall.passed': (f) => found('אין חומת אש שמפריעה', `עכשיו התחברו למחשב הזה: ${list(f.names)}.`),
  'firewall.blocks': (f) =>
    found(
      'חומת האש של המחשב הזה חוסמת מכשירים אחרים',
      `היא לא מאפשרת כניסה בפורט ${f.port}.`,
      letIn(f.firewall, f.port, f.place),
    ),
  'firewall.blocks_all': () =>
    found(
      'חומת האש של המחשב הזה חוסמת את כולם',
      'היא מוגדרת לחסום את כל החיבורים הנכנסים.',
      `${macFirewall} יש לכבות את ״חסימת כל החיבורים הנכנסים״.`,
    ),
  'firewall.public_network': () =>
    found(
      `המערכת ${windows} רואה ברשת הזו רשת ציבורית`,
      'חומת האש שלה מאפשרת כניסה ל־Ferry רק ברשתות פרטיות.',
      'אם הרשת שלך, יש לשנות אותה ל״פרטית״ בהגדרות, תחת רשת ואינטרנט.',
    ),
  'firewall.suspected': (f) =>
    found(
      'נראה שחומת האש של המחשב הזה חוסמת מכשירים אחרים',
      `היא פועלת, ומכשיר שניסה לא הצליח להתחבר לפורט ${f.port}.`,
      letIn(f.firewall, f.port, f.place),
    ),
  'firewall.unseen': (f) =>
    found(
      'חומת האש של המחשב הזה פועלת',
      `רק למנהל המחשב מותר לראות אם היא מאפשרת כניסה ל־Ferry בפורט ${f.port}.`,
      letIn(f.firewall, f.port, f.place),
    ),
  'firewall.unknown': () =>
    found('לא ברור אם חומת אש מפריעה', 'אי אפשר לראות מכאן את הכללים של חומת האש במחשב הזה, אם יש כזו.'),
  'vpn.none': () => found(`אין ${vpn} פעיל`),
  'vpn.beside': (f) => found(`יש ${vpn} פעיל, והוא לא נוגע ברשת הזו`, `הרשתות: ${list(f.names)}.`),
  'vpn.suspected': (f) =>
    found(
      `יש ${vpn} פעיל`,
      `ייתכן שהוא מנתק את המחשב מהרשת שלו עצמו: ${list(f.names)}.`,
      `יש לנתק את ה־${vpn} ולבדוק שוב.`,
    ),
  'vpn.takes_local': (f) =>
    found(
      `מה שמיועד לרשת הזו עובר ל־${vpn}`,
      `הוא מגיע אל ${list(f.names)}, ולא למכשירים בסביבה.`,
      `יש לנתק את ה־${vpn}, או לאפשר בהגדרות שלו את הרשת המקומית.`,
    ),
  'networks.one': () => found('המחשב הזה מחובר לרשת אחת בלבד'),
  'networks.untrusted': (f) =>
    found(
      'מכשירים חדשים לא רואים כאן את המכשיר הזה',
      `הרשתות ${list(f.names)}: איש עוד לא אמר שאפשר לסמוך עליהן.`,
      'אם הרשת שלך, יש לבחור בהגדרות לסמוך עליה.',
    ),
  'networks.several': (f) => found('המחשב הזה מחובר לכמה רשתות', `הרשתות: ${list(f.names)}.`),
  'networks.several_suspected': (f) =>
    found(
      'המחשב הזה מחובר לכמה רשתות',
      `אף מכשיר לא עונה ברשתות ${list(f.names)}. אולי המכשיר השני ברשת אחרת.`,
      'יש לחבר את שני המכשירים לאותה רשת.',
    ),
  'reach.works': (f) => found('מכשירים בסביבה עונים', `המכשירים: ${list(f.names)}.`),
  'reach.silent': (f) =>
    found(
      f.names.length === 1 ? `רואים את ${list(f.names)}, אבל אין ממנו תשובה` : 'רואים מכשירים, אבל אין מהם תשובה',
      `אולי חומת אש חוסמת שם את Ferry: ${list(f.names)}.`,
      `אפשר להריץ ״${ferryDoctor}״ במכשיר ההוא.`,
    ),
  'reach.nobody': (f) => found('רואים מכשירים, ואף אחד מהם לא עונה', `המכשירים: ${list(f.names)}.`),
  'reach.none_seen': () =>
    found(
      'לא רואים אף מכשיר אחר',
      'המכשיר השני צריך להיות עם Ferry פתוחה, באותה רשת, וגלוי.',
      `אם כך המצב, אפשר להוסיף אותו לפי הכתובת שלו: הפקודה ״${ferryPair}״ מציגה אותה שם.`,
    ),
  'callback.works': (f) => found('מכשירים אחרים יכולים להתחבר למחשב הזה', `המכשירים: ${list(f.names)}.`),
  'callback.fails': (f) =>
    found(
      f.names.length === 1
        ? `המכשיר ${list(f.names)} רואה אותך, אבל לא יכול להתחבר בחזרה`
        : 'מכשירים אחרים רואים אותך, אבל לא יכולים להתחבר בחזרה',
      `משהו סוגר את פורט ${f.port} של המחשב הזה בפני ${list(f.names)}.`,
      letIn(f.firewall, f.port, f.place),
    ),
  'callback.unknown': () =>
    found('לא ברור אם מכשירים אחרים יכולים להתחבר למחשב הזה', 'אין מכשיר מצומד ומחובר שיכול לנסות.'),
  'isolation.none': () => found('הרשת הזו מאפשרת למכשירים להגיע זה אל זה'),
  'isolation.suspected': (f) =>
    found(
      'נראה שהרשת הזו מפרידה בין מכשירים',
      `רואים אותם, אבל אין אליהם גישה, כמו ב־Wi-Fi לאורחים: ${list(f.names)}.`,
      'כדאי לעבור לרשת שאינה לאורחים, או לאפשר בנתב למכשירים להגיע זה אל זה.',
    ),
  'isolation.unknown': () => found('לא ברור אם הרשת הזו מפרידה בין מכשירים', 'אין כאן מכשיר שאפשר לבדוק איתו.'),
  'localsend.open': (f) => found(`מכשירים עם ${localSend} יכולים לשלוח למחשב הזה`, `ההאזנה להם היא בפורט ${f.port}.`),
  'localsend.other_port': (f) =>
    found(
      f.program === ''
        ? `תוכנה אחרת תפסה את הפורט הרגיל של ${localSend}`
        : `התוכנה ${isolate(f.program)} תפסה את הפורט הרגיל של ${localSend}`,
      `ההאזנה היא בפורט ${f.ownPort} במקום ${f.port}. יש מכשירים עם ${localSend} שמחפשים את המחשב הזה רק בפורט ${f.port}.`,
      `אם מכשיר עם ${localSend} לא רואה את המחשב הזה, יש לצאת מהתוכנה הזו, ואז להפעיל את Ferry מחדש.`,
    ),
  'localsend.hidden': () =>
    found(`מכשירים עם ${localSend} לא רואים את המכשיר הזה`, 'הוא לא גלוי לאיש, ולכן סגור גם בפניהם.'),
  'localsend.paused': () =>
    found(`מכשירים עם ${localSend} לא רואים את המכשיר הזה`, 'הכול מושהה, ולכן הוא סגור גם בפניהם.'),
  'localsend.not_receiving': () =>
    found(
      `מכשירים עם ${localSend} לא יכולים לשלוח לכאן כרגע`,
      'שום דבר כאן לא מקבל כרגע, ולכן Ferry סגורה בפניהם.',
      `יש לפתוח את Ferry, או להריץ ״${receive}״.`,
    ),
  'localsend.paired_only': () =>
    found(
      `מכשירים חדשים עם ${localSend} לא רואים את המכשיר הזה כרגע`,
      'רק מכשירים מצומדים רואים אותו.',
      `יש להריץ ״${receive}״: אז כולם רואים את המחשב הזה במשך 10 דקות.`,
    ),
  'localsend.failed': (f) =>
    found(
      `מכשירים עם ${localSend} לא יכולים להגיע למחשב הזה`,
      f.reason === ''
        ? 'הפתיחה עבורם נכשלה; הסיבה רשומה ביומן.'
        : `הפתיחה עבורם נכשלה: המערכת מדווחת ${isolateLtr(f.reason)}.`,
      'יש לצאת מ־Ferry ולהפעיל אותה מחדש.',
    ),
  'localsend.blocked': (f) =>
    found(
      `חומת האש של המחשב הזה חוסמת מכשירים עם ${localSend}`,
      `הם מגיעים דרך פורט ${f.port} של ${tcp}, ומודיעים על עצמם דרך פורט ${f.udpPort} של ${udp}.`,
      letIn(f.firewall, f.port, f.place, f.udpPort),
    ),
  'localsend.unseen': (f) =>
    found(
      `לא ברור אם חומת האש מאפשרת כניסה למכשירים עם ${localSend}`,
      `רק למנהל המחשב מותר לראות זאת. הם מגיעים דרך פורט ${f.port} של ${tcp}, ומודיעים על עצמם דרך פורט ${f.udpPort} של ${udp}.`,
      letIn(f.firewall, f.port, f.place, f.udpPort),
    ),
  'localsend.kept_out': () =>
    found(`חומת האש חוסמת גם מכשירים עם ${localSend}`, 'מה שמאפשר כניסה ל־Ferry מאפשר כניסה גם להם.'),
  'localsend.unknown': () => found(`לא ברור אם מכשירים עם ${localSend} רואים את המכשיר הזה`, 'הפתיחה עבורם רק התחילה.'),
};

export const doctor: DoctorStrings = {
  title: 'לא רואים מכשיר?',
  looking: 'בבדיקה…',
  allFine: 'לא נמצא דבר שמונע ממכשירים לראות זה את זה.',
  state: { good: 'תקין', bad: 'דורש טיפול', unknown: 'לא ידוע' },
  action: {
    tryAgain: 'ניסיון נוסף',
    beVisible: 'חשיפת המכשיר ל־10 דקות',
    addByAddress: 'הוספה לפי כתובת',
    openNetworkSettings: 'הגדרות הרשת',
    openPermission: 'פתיחת הגדרות המערכת',
    chooseNetwork: 'בחירת רשתות',
  },
  findings,
};
