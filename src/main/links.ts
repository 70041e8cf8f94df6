// `ferry:` links that somebody has clicked. Whoever is behind one stands among those that are near from then on; nothing
// is sent by it.
import { dialog } from 'electron';
import { showHidden } from '../base/text.ts';
import type { Engine } from '../engine/index.ts';
import { errorText, type Strings } from '../strings/index.ts';
import { whereOf } from './arguments.ts';

interface LinkParts {
  readonly engine: Pick<Engine, 'invoke'>;
  readonly strings: () => Strings;
  readonly showHome: () => void;
}

export async function addLinks(links: readonly string[], { engine, strings, showHome }: LinkParts): Promise<void> {
  for (const text of links) {
    // Any page can have such a link clicked.
    if (!(await isWanted(text, strings()))) continue;
    const added = await engine.invoke('nearby.add', { text });
    showHome();
    if (added.ok) continue;
    const { title, next } = errorText(strings().errors, added.error);
    dialog.showErrorBox(title, next);
  }
}

async function isWanted(link: string, t: Strings): Promise<boolean> {
  const { response } = await dialog.showMessageBox({
    type: 'question',
    message: t.dialog.addDevice,
    detail: t.dialog.addDeviceDetail(showHidden(whereOf(link))),
    buttons: [t.dialog.addDeviceButton, t.common.cancel],
    defaultId: 1,
    cancelId: 1,
  });
  return response === 0;
}
