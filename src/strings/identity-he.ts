// What `ferry identity` says, in Hebrew.
import { formatFor } from './format.ts';
import type { identity as EnglishIdentity } from './identity-en.ts';

const fmt = formatFor('he');

export const identity: typeof EnglishIdentity = {
  name: 'שם',
  id: 'מזהה',
  key: 'הקוד של המפתח שלו',
  forgets: (devices) =>
    devices === 0
      ? 'המכשיר הזה מקבל מפתח חדש. אין מכשיר שמצומד אליו.'
      : fmt.plural(devices, {
          one: 'המכשיר הזה מקבל מפתח חדש, שוכח את המכשיר המצומד אליו, ומאז הוא זר לו.',
          two: 'המכשיר הזה מקבל מפתח חדש, שוכח את שני המכשירים המצומדים אליו, ומאז הוא זר להם.',
          other: `המכשיר הזה מקבל מפתח חדש, שוכח את כל ${fmt.number(devices)} המכשירים המצומדים אליו, ומאז הוא זר להם.`,
        }),
  endsTransfers: (count) =>
    fmt.plural(count, {
      one: 'העברה אחת שלא הושלמה מסתיימת בכך.',
      two: 'שתי העברות שלא הושלמו מסתיימות בכך.',
      other: `${fmt.number(count)} העברות שלא הושלמו מסתיימות בכך.`,
    }),
  ask: 'ליצור מפתח חדש?',
  isNew: 'למכשיר הזה יש מפתח חדש. יש לצמד אליו מחדש את המכשירים האחרים שלך',
};
