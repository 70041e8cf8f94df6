/** The autostart file of the desktop entry standard. */
export const desktopEntry = (command: readonly string[]): string =>
  [
    '[Desktop Entry]',
    'Type=Application',
    'Name=Ferry',
    `Exec=${command.map(quoted).join(' ')}`,
    'X-GNOME-Autostart-enabled=true',
    'NoDisplay=true',
    '',
  ].join('\n');

/** One word of an Exec line, by the desktop entry standard: quoted, and `%` doubled because it starts a field. */
export function quoted(word: string): string {
  const escaped = word.replaceAll('\\', '\\\\').replace(/["`$]/g, '\\$&').replaceAll('%', '%%');
  // A value of a desktop file is unescaped once before the Exec line is: each backslash is written twice.
  return `"${escaped.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('\r', '\\r')}"`;
}

/** Whether a desktop starts this entry at login: people and their settings switch one off without removing the file. */
export function startsAtLogin(entry: string): boolean {
  const keys = new Map<string, string>();
  let group = '';
  for (const line of entry.split(/\r?\n/)) {
    const header = /^\[(.*)\]\s*$/.exec(line)?.[1];
    if (header !== undefined) group = header;
    const equals = line.indexOf('=');
    if (group === 'Desktop Entry' && equals > 0) keys.set(line.slice(0, equals).trim(), line.slice(equals + 1).trim());
  }
  return keys.has('Exec') && keys.get('Hidden') !== 'true' && keys.get('X-GNOME-Autostart-enabled') !== 'false';
}
