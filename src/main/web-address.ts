// The web page that a text leads to, as the system is to be given it.
import { webLinkIn } from '../base/web-link.ts';

/** Null for everything that is no address, or hides who is asked. */
export function webAddressOf(text: string): string | null {
  const link = webLinkIn(text);
  if (link === null || !URL.canParse(link)) return null;
  const url = new URL(link);
  return url.username === '' && url.password === '' ? url.href : null;
}
