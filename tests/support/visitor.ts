// A browser for transcripts, as far as it needs one: `visit LINK PATH [FORM]` prints what is there, or the status; `visit
// LINK upload NAME TEXT` offers a file, waits for the answer and says how it ended.
import { setTimeout as wait } from 'node:timers/promises';

const [link = '', what = '', ...rest] = process.argv.slice(2);

async function look(): Promise<string> {
  const [form] = rest;
  const answer = await fetch(
    `${link}${what}`,
    form === undefined ? {} : { method: 'POST', body: new URLSearchParams(form) },
  );
  return answer.ok ? answer.text() : `${answer.status}\n`;
}

async function upload([name = '', text = '']: readonly string[]): Promise<string> {
  const post = (path: string, body: string) => fetch(`${link}${path}`, { method: 'POST', body });
  const offer = await post('/offer', JSON.stringify({ files: [{ name, size: Buffer.byteLength(text) }] }));
  const { id } = (await offer.json()) as { readonly id: string };
  for (;;) {
    const { stage } = (await (await fetch(`${link}/offer/${id}`)).json()) as { readonly stage: string };
    if (stage === 'receiving') await post(`/upload/${id}/0`, text);
    else if (stage !== 'asking') return `${stage}\n`;
    else await wait(50);
  }
}

process.stdout.write(await (what === 'upload' ? upload(rest) : look()).catch(() => 'closed\n'));
