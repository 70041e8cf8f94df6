// What tests do with apps: content that they make up, and requests that no app would send.
import { createHash } from 'node:crypto';
import { type Answer, Calls, type Place } from './call.ts';
import { makeCertificate } from './certificate.ts';
import type { Item } from './items.ts';

/** A file of a test's own, its name for its content where that doesn't matter. */
export const made = (name: string, bytes: Uint8Array = Buffer.from(name)): Item => ({
  ...{ name, size: bytes.length },
  async *content() {
    yield bytes;
  },
});

/** A file that comes to its end when it is let. */
export function held(name: string): { readonly item: Item; readonly release: () => void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  const sha256 = createHash('sha256').update('begun, ended').digest('hex');
  const item: Item = {
    ...{ name, size: 12, sha256 },
    async *content() {
      yield Buffer.from('begun, ');
      await promise;
      yield Buffer.from('ended');
    },
  };
  return { item, release: resolve };
}

/** Asks as no app would; with a certificate that is right. */
export function asker(place: Place, route: string, localAddress?: string) {
  return async (json: unknown, query = ''): Promise<Answer> => {
    const own = { version: '1.17', certificate: makeCertificate('1.18'), localAddress } as const;
    const calls = new Calls(own, place, null);
    const path = `/api/localsend${route}${query}`;
    return await calls.ask({ method: 'POST', path, json }).finally(() => calls.close());
  };
}

export const poster =
  (...where: Parameters<typeof asker>) =>
  async (...asked: Parameters<ReturnType<typeof asker>>): Promise<number> =>
    (await asker(...where)(...asked)).status;
