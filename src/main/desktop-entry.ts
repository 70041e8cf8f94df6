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
  return `"${escaped.replaceAll('\\', '\\\\')}"`;
}
