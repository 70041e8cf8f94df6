// What the engine needs of the words: those of a page in its visitor's language, and a visitor's name in this person's.
import type { PageWording } from '../contract/pages.ts';
import type { Settings } from '../contract/settings.ts';
import type { Strings } from './en.ts';
import { stringsFor } from './index.ts';

export const pageWording = (own: (chosen: Settings['language']) => Strings): PageWording => ({
  words: (languages) => {
    const { locale: language, direction, page } = stringsFor('system', languages);
    return { language, direction, ...page };
  },
  visitorName: (address, language) => own(language).pages.visitor(address),
});
