import { join, normalize } from 'node:path';

/** The file a URL of ours means, or null; never one outside the folder. */
export function fileOf(url: string, folder: string): string | null {
  const { protocol: scheme, host, pathname } = new URL(url);
  if (scheme !== 'app:' || host !== 'ferry') return null;
  let name: string;
  try {
    name = decodeURIComponent(pathname);
  } catch {
    // Not a spelling of any path.
    return null;
  }
  if (name.includes('\0') || name.includes('\\') || name.split('/').includes('..')) return null;
  return join(folder, normalize(name));
}
