/**
 * Chromium knows no scheme of the app's, so app://HOST/… lives at https://HOST.app.invalid/… inside it: a secure origin
 * of a reserved name that no network can answer. Everything the app sees is mapped back.
 */
const schemes = new Set<string>();

export const addScheme = (scheme: string): void => {
  schemes.add(scheme);
};

export const isOwnScheme = (url: string): boolean => schemes.has(/^([a-z][a-z0-9+.-]*):/i.exec(url)?.[1] ?? '');

/** From the app's URL to the one Chromium loads. */
export const toChromium = (url: string): string => {
  const parts = /^([a-z][a-z0-9+.-]*):\/\/([^/?#]*)(.*)$/is.exec(url);
  if (parts === null || !schemes.has(parts[1] ?? '')) return url;
  const [, scheme, host, rest = ''] = parts;
  return `https://${host}.${scheme}.invalid${rest.startsWith('/') ? '' : '/'}${rest}`;
};

/** From Chromium's URL to the one the app knows. */
export const toApp = (url: string): string => {
  const parts = /^https:\/\/([^/?#]+)\.([a-z0-9+-]+)\.invalid(.*)$/is.exec(url);
  if (parts === null || !schemes.has(parts[2] ?? '')) return url;
  return `${parts[2]}://${parts[1]}${parts[3]}`;
};

/**
 * A policy that names a scheme of the app's (`app:`, `app://ferry`) means the origin that stands for it here; every
 * other word of the policy reaches Chromium as it was given.
 */
export const policyToChromium = (policy: string): string =>
  policy
    .split(/(\s+|;)/)
    .map((word) => {
      const scheme = /^([a-z][a-z0-9+.-]*):$/i.exec(word)?.[1];
      if (scheme !== undefined && schemes.has(scheme)) return `https://*.${scheme}.invalid`;
      return isOwnScheme(word) ? toChromium(word).replace(/\/$/, word.endsWith('/') ? '/' : '') : word;
    })
    .join('');

export const schemeOf = (url: string): string => /^([a-z][a-z0-9+.-]*):/i.exec(url)?.[1]?.toLowerCase() ?? '';
