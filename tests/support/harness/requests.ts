import type { CdpParams } from './cdp-pipe.ts';
import { CdpClosed, type CdpPipe } from './cdp-pipe.ts';
import { messageOf } from './deadline.ts';
import { say } from './runtime.ts';
import { isOnThisMachine } from './shim/net.ts';
import { handlerOf } from './shim/protocol.ts';
import { policyToChromium, schemeOf, toApp, toChromium } from './urls.ts';

interface PausedRequest {
  readonly requestId: string;
  readonly frameId: string;
  readonly resourceType: string;
  readonly redirectedRequestId?: string;
  readonly request: {
    readonly url: string;
    readonly method: string;
    readonly headers: Record<string, string>;
    readonly postData?: string;
    readonly postDataEntries?: { readonly bytes?: string }[];
  };
}

export interface RequestFacts {
  readonly url: string;
  readonly method: string;
  readonly resourceType: string;
  readonly referrer: string;
  readonly isMainFrameDocument: boolean;
  readonly isRedirect: boolean;
  readonly uploadData: Buffer[];
}

/** What the window decides about each request of its page. */
export interface RequestJudge {
  readonly mainFrameId: () => string;
  /** A window beside the app's own, which is being closed. */
  readonly isStray: (frameId: string) => boolean;
  /** will-navigate and will-redirect: false stops the navigation. */
  readonly mayNavigate: (facts: RequestFacts) => boolean;
  readonly decide: (facts: RequestFacts) => Promise<{ cancel?: boolean; redirectURL?: string }>;
}

/** Chromium's names of resource types as Electron's listeners know them. */
const typeNames: Record<string, string> = {
  Stylesheet: 'stylesheet',
  Script: 'script',
  Image: 'image',
  Font: 'font',
  XHR: 'xhr',
  Fetch: 'xhr',
  Ping: 'ping',
  CSPViolationReport: 'cspReport',
  Media: 'media',
  WebSocket: 'webSocket',
};

/** Never leave Chromium: the page's own data, and the blank page. */
const inner = new Set(['data', 'blob', 'about', 'file']);

/** Answers every request of one Chromium, so that none leaves this machine. */
export const routeRequests = (cdp: CdpPipe, judge: RequestJudge): void => {
  cdp.on('event', (method, params) => {
    if (method !== 'Fetch.requestPaused') return;
    const paused = params as unknown as PausedRequest;
    route(cdp, judge, paused).catch((error: unknown) => {
      if (error instanceof CdpClosed || /Invalid InterceptionId/.test(messageOf(error))) return;
      say(`A request could not be answered: ${messageOf(error)}`);
    });
  });
};

const fail = (cdp: CdpPipe, requestId: string, errorReason: string): Promise<CdpParams> =>
  cdp.send('Fetch.failRequest', { requestId, errorReason });

const factsOf = (paused: PausedRequest, mainFrameId: string): RequestFacts => {
  const { request, resourceType } = paused;
  const isMainFrameDocument = resourceType === 'Document' && paused.frameId === mainFrameId;
  const frame = resourceType === 'Document' ? (isMainFrameDocument ? 'mainFrame' : 'subFrame') : undefined;
  const entries = request.postDataEntries?.map(({ bytes }) => Buffer.from(bytes ?? '', 'base64'));
  return {
    url: toApp(request.url),
    method: request.method,
    resourceType: frame ?? typeNames[resourceType] ?? 'other',
    referrer: toApp(request.headers.Referer ?? ''),
    isMainFrameDocument,
    isRedirect: paused.redirectedRequestId !== undefined,
    uploadData: entries ?? (request.postData === undefined ? [] : [Buffer.from(request.postData)]),
  };
};

const route = async (cdp: CdpPipe, judge: RequestJudge, paused: PausedRequest): Promise<void> => {
  const { requestId } = paused;
  if (judge.isStray(paused.frameId)) {
    await fail(cdp, requestId, 'Aborted');
    return;
  }
  const facts = factsOf(paused, judge.mainFrameId());
  // A browser's own idea: Electron's windows ask for no icon that the page doesn't name.
  if (paused.resourceType === 'Other' && new URL(facts.url).pathname === '/favicon.ico') {
    await cdp.send('Fetch.fulfillRequest', { requestId, responseCode: 204 });
    return;
  }
  if (facts.isMainFrameDocument && !judge.mayNavigate(facts)) {
    await fail(cdp, requestId, 'Aborted');
    return;
  }
  const decision = await judge.decide(facts);
  if (decision.cancel === true) {
    await fail(cdp, requestId, 'BlockedByClient');
    return;
  }
  if (decision.redirectURL !== undefined) {
    const responseHeaders = [{ name: 'Location', value: toChromium(decision.redirectURL) }];
    await cdp.send('Fetch.fulfillRequest', { requestId, responseCode: 307, responseHeaders });
    return;
  }
  const scheme = schemeOf(facts.url);
  const handler = handlerOf(scheme) ?? (isOnThisMachine(facts.url) ? fetch : undefined);
  if (handler !== undefined) {
    await serve(cdp, paused, facts, handler);
  } else if (inner.has(scheme)) {
    await cdp.send('Fetch.continueRequest', { requestId });
  } else {
    say(`Refused a request of the page, because nothing may reach the network: ${facts.method} ${facts.url}`);
    await fail(cdp, requestId, 'BlockedByClient');
  }
};

const serve = async (
  cdp: CdpPipe,
  paused: PausedRequest,
  facts: RequestFacts,
  handler: (request: Request) => Response | Promise<Response>,
): Promise<void> => {
  const { requestId } = paused;
  const body = facts.uploadData.length > 0 ? Buffer.concat(facts.uploadData) : null;
  let response: Response;
  try {
    const headers = new Headers(paused.request.headers);
    response = await handler(new Request(facts.url, { method: facts.method, headers, body }));
  } catch (error) {
    say(`The handler of ${facts.url} threw: ${error instanceof Error ? error.stack : String(error)}`);
    await fail(cdp, requestId, 'Failed');
    return;
  }
  if (response.type === 'error') {
    await fail(cdp, requestId, 'Failed');
    return;
  }
  const responseHeaders = [...response.headers].map(([name, value]) => ({
    name,
    value: headerToChromium(name, value),
  }));
  const bytes = Buffer.from(await response.arrayBuffer());
  await cdp.send('Fetch.fulfillRequest', {
    requestId,
    responseCode: response.status,
    responseHeaders,
    body: bytes.toString('base64'),
  });
};

const headerToChromium = (name: string, value: string): string => {
  if (name === 'location') return toChromium(value);
  return name.startsWith('content-security-policy') ? policyToChromium(value) : value;
};
