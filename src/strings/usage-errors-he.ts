// The sentences in Hebrew of what was typed wrong on the command line.
import type { ErrorTexts } from './error-text.ts';
import { formatFor, isolate, isolateLtr } from './format.ts';

const fmt = formatFor('he');

const dataDir = isolateLtr('--data DIR');
const ferryHelp = isolateLtr('ferry --help');

export const usageErrors = {
  'usage.secret_given': (d) => ({
    title: `יש סוד במה שניתן ל־${isolateLtr(d.option)}`,
    next: `תוכנות אחרות יכולות לקרוא את מה שכתוב בפקודה. יש להשמיט את ${isolateLtr('&s=')} ואת כל מה שאחריו.`,
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
  'usage.not_with_running': (d) => ({
    title: `אי אפשר לשנות את ${isolateLtr(d.option)} בזמן ש־Ferry פועלת`,
    next: `אפשר להשמיט את זה ולהשתמש ב־Ferry שפועלת, לצאת ממנה קודם, או לבחור תיקיית נתונים אחרת באמצעות ${dataDir}.`,
  }),
  'usage.no_code': () => ({
    title: 'נדרש קוד, ואין איפה להקליד אותו',
    next: 'אפשר להריץ את הפקודה במסוף, או לכתוב את הקוד בשורה הראשונה של הקלט.',
  }),
  'usage.terminal_in': () => ({
    title: `האפשרות ${isolateLtr('--stdin')} שולחת מה שתוכנית אחרת כותבת, וזה מסוף`,
    next: `יש לשים את זה אחרי צינור, כמו ב״${isolateLtr('tar c DIR | ferry send --stdin NAME.tar')}״.`,
  }),
  'usage.terminal_out': () => ({
    title: `האפשרות ${isolateLtr('--stdout')} כותבת מה שמגיע כמו שהוא, וזה מסוף`,
    next: `יש לשים אחריה תוכנית או קובץ, כמו ב״${isolateLtr('ferry receive --stdout > FILE')}״.`,
  }),
  'usage.invalid_value': (d) => ({
    title: `הערך ״${isolate(d.value)}״ אינו אפשרי עבור ${isolateLtr(d.option)}`,
    next: `הפקודה ״${ferryHelp}״ מראה מה צפוי.`,
  }),
  'usage.needs_running': (d) => ({
    title: `בשביל ״${isolateLtr(d.command)}״ צריך ש־Ferry תפעל`,
    next: 'בלעדיה ממילא לא עובר דבר. יש לפתוח את Ferry ולנסות שוב.',
  }),
  'usage.needs_terminal': (d) => ({
    title: `בשביל ״${isolateLtr(d.command)}״ צריך שמישהו יסתכל במסך`,
    next: 'אפשר להריץ את הפקודה במסוף.',
  }),
  'usage.waits_for_paired': (d) => ({
    title: `אי אפשר להמתין ל־${isolate(d.name)}, כי הוא לא מצומד`,
    next: `יש לצמד קודם את שני המכשירים, או להשמיט את ${isolateLtr('--wait')}.`,
  }),
  'usage.text_unfit': (d) => ({
    title: 'אי אפשר לשלוח את זה כטקסט',
    next: `טקסט הוא ${isolateLtr('UTF-8')}, לא ריק, ויש בו לכל היותר ${fmt.bytes(d.mostBytes)}. אפשר לשלוח את זה כקובץ.`,
  }),
  'usage.not_together': (d) => ({
    title: `אי אפשר להשתמש יחד ב־${isolateLtr(d.first)} וב־${isolateLtr(d.second)}`,
    next: `יש להשמיט אחד מהם. הפקודה ״${ferryHelp}״ מראה איך כותבים את זה.`,
  }),
} satisfies Partial<ErrorTexts>;
