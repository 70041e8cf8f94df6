// The pages as a browser gets them. What runs a script has no name of a file in it: those come as JSON, and become text.
// What has names in it, for browsers without scripts, may run none.
import type { PageWords } from '../../../contract/pages.ts';
import { type Answer, document } from './answers.ts';

export interface Facts {
  /** Of the link: letters, digits, `-` and `_`. */
  readonly token: string;
  readonly device: string;
  readonly isPlain: boolean;
  readonly words: PageWords;
}

const escaped = (text: string): string => text.replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`);

const WITH_SCRIPT = "script-src 'self'; style-src 'self'; connect-src 'self'; form-action 'none'";
const WITHOUT_SCRIPT = "style-src 'self'; form-action 'none'";
const WITH_FORM = "style-src 'self'; form-action 'self'";

function page({ token, isPlain, words }: Facts, title: string, content: string, script: string | null): string {
  const { language, direction } = words;
  const run = script === null ? '' : `<script src="/${token}/${script}" defer></script>`;
  return `<!doctype html>
<html lang="${escaped(language)}" dir="${direction}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${escaped(title)}</title>
<link rel="stylesheet" href="/${token}/page.css">
${run}
</head>
<body>
<main>
<h1>${escaped(title)}</h1>
${content}
<p class="safety">${escaped(isPlain ? words.plain : words.encrypted)}</p>
</main>
</body>
</html>
`;
}

export interface Offered {
  readonly files: number;
  readonly bytes: number;
}

export function sharePage(facts: Facts, { files, bytes }: Offered): Answer {
  const { token, words } = facts;
  const content = `<p>${escaped(words.amount(files, bytes))}</p>
<p><a class="button" href="/${token}/all">${escaped(words.all)}</a></p>
<noscript><p><a href="/${token}/list">${escaped(words.listWithoutScript)}</a></p></noscript>
<ul id="files" data-over="${escaped(words.over)}"></ul>`;
  return document(page(facts, words.shareTitle(facts.device), content, 'share.js'), WITH_SCRIPT);
}

/** The names are escaped; and where that weren't enough, nothing of what they hold could run. */
export function listPage(
  facts: Facts,
  files: readonly { readonly id: number; readonly name: string; readonly bytes: number }[],
  unlisted: number,
): Answer {
  const { token, words } = facts;
  const rows = files.map(
    ({ id, name, bytes }) =>
      `<li><a href="/${token}/file/${id}"><bdi>${escaped(name)}</bdi></a> <span>${escaped(words.size(bytes))}</span></li>`,
  );
  const more = unlisted === 0 ? '' : `<p>${escaped(words.onlyInAll(unlisted))}</p>`;
  const content = `<p><a class="button" href="/${token}/all">${escaped(words.all)}</a></p>
<ul>${rows.join('\n')}</ul>${more}`;
  return document(page(facts, words.shareTitle(facts.device), content, null), WITHOUT_SCRIPT);
}

export function gonePage(facts: Facts): Answer {
  const { token, words, device } = facts;
  const content = `<p role="alert">${escaped(words.changed)}</p>
<p><a class="button" href="/${token}">${escaped(words.back)}</a></p>`;
  return { ...document(page(facts, words.shareTitle(device), content, null), WITHOUT_SCRIPT), status: 410 };
}

export function receivePage(facts: Facts): Answer {
  const { words, device } = facts;
  const texts = {
    asking: words.asking(device),
    sending: words.sending,
    done: words.done,
    partly: words.partlyDone,
    declined: words.declined,
    canceled: words.canceled,
    failed: words.failed,
    busy: words.notNow,
    much: words.tooMuch,
    over: words.over,
  };
  const said = Object.entries(texts)
    .map(([name, text]) => `data-${name}="${escaped(text)}"`)
    .join(' ');
  const content = `<noscript><p>${escaped(words.sendingNeedsScript)}</p></noscript>
<div id="choose" hidden>
<p><label class="button">${escaped(words.chooseFiles)}<input type="file" id="files" multiple></label>
<label class="button" id="whole">${escaped(words.chooseFolder)}<input type="file" id="folder" webkitdirectory></label></p>
</div>
<div id="under-way" hidden>
<progress id="progress" aria-labelledby="said"></progress>
<p><button type="button" id="cancel">${escaped(words.cancel)}</button></p>
</div>
<p id="said" role="status" ${said}></p>`;
  return document(page(facts, words.receiveTitle(device), content, 'receive.js'), WITH_SCRIPT);
}

export function pinPage(facts: Facts, title: string, triesLeft: number | null): Answer {
  const { token, words, device } = facts;
  const wrong = triesLeft === null ? '' : `<p role="alert">${escaped(words.pinWrong(triesLeft))}</p>`;
  const content = `${wrong}<form method="post" action="/${token}/enter">
<p><label>${escaped(words.pin)}
<input name="pin" inputmode="numeric" autocomplete="off" maxlength="16" required autofocus></label></p>
<p>${escaped(words.pinIsOn(device))}</p>
<p><button>${escaped(words.goOn)}</button></p>
</form>`;
  // Without a referrer a browser wouldn't say, either, by which page a form was sent.
  return document(page(facts, title, content, null), WITH_FORM, { 'referrer-policy': 'same-origin' });
}

export const STYLE = `:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { margin: 0; }
main { max-width: 40rem; margin: 0 auto; padding: 1rem; }
h1 { font-size: 1.375rem; overflow-wrap: anywhere; }
a { color: inherit; }
ul { list-style: none; padding: 0; }
li { display: flex; justify-content: space-between; gap: 1rem; padding: .5rem 0; border-bottom: 1px solid #8884; }
li a { overflow-wrap: anywhere; }
li span { flex: none; opacity: .75; }
.button, button { display: inline-block; font: inherit; padding: .625rem 1rem; margin: .25rem 0; border-radius: .5rem;
  border: 1px solid currentColor; background: none; color: inherit; text-decoration: none; cursor: pointer; }
.button:focus-within, a:focus-visible, button:focus-visible { outline: 3px solid #48f; outline-offset: 2px; }
label input[type=file] { position: absolute; opacity: 0; width: 1px; height: 1px; }
input:not([type=file]) { font: inherit; padding: .5rem; width: 10rem; }
progress { width: 100%; }
.safety { margin-top: 2rem; padding: .75rem; border-radius: .5rem; border: 1px solid #a60; }
`;
