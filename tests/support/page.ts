// An engine with a page for devices without any app, and visitors who come to it by plain HTTP requests.
import { mkdir, writeFile } from 'node:fs/promises';
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { dirname, join } from 'node:path';
import type { PageHow, ShownPage } from '../../src/contract/pages.ts';
import type { Ports } from '../../src/engine/index.ts';
import { en } from '../../src/strings/en.ts';
import { pageWording } from '../../src/strings/page-wording.ts';
import { FerryEngine } from './ferry-engine.ts';

export const PAGE_PORTS: Partial<Ports> = { pages: pageWording(() => en) };

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** False where it broke off. */
  readonly isWhole: boolean;
}

export interface Asked {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

/** No client of a browser's kind: what is asked is asked as it is written. */
export function ask(link: string, path = '', { method = 'GET', headers = {}, body }: Asked = {}): Promise<Answer> {
  const { hostname, port, pathname } = new URL(link);
  return new Promise((resolve, reject) => {
    const options = { hostname, port, path: `${pathname}${path}`, method, headers, agent: false };
    const asking = httpRequest(options, async (response) => {
      const { statusCode: status = 0, headers: said } = response;
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      const isWhole = await new Promise<boolean>((over) => {
        response.once('end', () => over(true)).once('error', () => over(false));
      });
      resolve({ status, headers: said, body: Buffer.concat(chunks), isWhole });
    });
    asking.on('error', reject);
    asking.end(body);
  });
}

export const jsonOf = ({ body }: Answer): unknown => JSON.parse(body.toString());

/** Files by their paths, written below a folder called `name`; gives where that is. */
export async function filesOf(
  engine: FerryEngine,
  name: string,
  files: Readonly<Record<string, string | Buffer>>,
): Promise<string> {
  const folder = join(engine.folder, name);
  await mkdir(folder, { recursive: true });
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
  return folder;
}

export async function startWithPages(ports: Partial<Ports> = {}): Promise<FerryEngine> {
  return FerryEngine.start('Shelf', undefined, { ...PAGE_PORTS, ...ports });
}

export const rowOf = (engine: FerryEngine, id: string): ShownPage | undefined => engine.state.pages[id];

export async function share(engine: FerryEngine, paths: string[], how: PageHow = {}) {
  const { id, links } = await engine.ask('page.share', { paths, address: '127.0.0.1', ...how });
  return { id, link: links[0] ?? '', row: () => rowOf(engine, id) };
}

export async function receive(engine: FerryEngine, how: PageHow = {}) {
  const { id, links } = await engine.ask('page.receive', { address: '127.0.0.1', ...how });
  return { id, link: links[0] ?? '', row: () => rowOf(engine, id) };
}

/** A form, as a browser sends it. */
export const typed = (pin: string): Asked => ({
  method: 'POST',
  headers: { 'content-type': 'application/x-www-form-urlencoded' },
  body: `pin=${encodeURIComponent(pin)}`,
});
