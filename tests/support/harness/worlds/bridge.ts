/** A value on its way between the two worlds of a page: plain leaves, and tags for what has to be rebuilt there. */
export type Crossing =
  | { t: 'v'; v: unknown }
  | { t: 'o'; p: [string, Crossing][] }
  | { t: 'a'; i: Crossing[] }
  | { t: 'r'; n: number }
  | { t: 'f'; id: number }
  | { t: 'b'; id: number }
  | { t: 'p'; id: number }
  | { t: 'e'; m: string };

export type BridgeRequest =
  | { op: 'call'; id: number; args: Crossing[] }
  | { op: 'settle'; id: number; ok: boolean; value: Crossing }
  | { op: 'expose'; key: string; value: Crossing }
  | { op: 'host'; message: unknown };

export type BridgeReply = { ok: true; value: Crossing } | { ok: false; message: string };

export interface Bridge {
  encode(value: unknown): Crossing;
  decode(value: Crossing, freeze?: boolean): unknown;
  ask(request: BridgeRequest): BridgeReply;
  /** Values that must never cross, with the sentence that says so. */
  refuse(value: object, sentence: string): void;
  serve(answer: (request: Extract<BridgeRequest, { op: 'expose' | 'host' }>) => Crossing): void;
}

/**
 * contextBridge's copying rules between the page's own world and the preload's, which share the DOM and nothing else.
 * They talk by synchronous events whose `detail` Chromium itself clones, so File and other cloneables keep what they
 * are. Runs in both worlds by its source text: it refers to nothing outside itself.
 *
 * The rules follow Electron: objects are copied without their prototype, functions become proxies, promises are
 * followed, an error keeps its message only.
 */
export function createBridge(side: 'main' | 'preload', secret: string): Bridge {
  const MAX_DEPTH = 1000;
  const target = globalThis as unknown as EventTarget;
  const mine = `${secret}:${side}`;
  const theirs = `${secret}:${side === 'main' ? 'preload' : 'main'}`;
  const functions = new Map<number, (...args: unknown[]) => unknown>();
  const idOfFunction = new WeakMap<object, number>();
  const idOfProxy = new WeakMap<object, number>();
  const waiting = new Map<number, { resolve(value: unknown): void; reject(reason: unknown): void }>();
  const refused = new WeakMap<object, string>();
  let answerOther: (request: Extract<BridgeRequest, { op: 'expose' | 'host' }>) => Crossing = () => {
    throw new Error('Nothing listens on this side of the bridge.');
  };
  let lastId = 0;
  let reply: BridgeReply | undefined;

  const ask = (request: BridgeRequest): BridgeReply => {
    reply = undefined;
    target.dispatchEvent(new CustomEvent(theirs, { detail: request }));
    const answered = reply as BridgeReply | undefined;
    reply = undefined;
    if (answered === undefined) throw new Error('The other side of the bridge is gone.');
    return answered;
  };

  const checkClone = (value: object): void => {
    try {
      structuredClone(value);
    } catch {
      throw new Error('An object could not be cloned.');
    }
  };

  const registerFunction = (fn: (...args: unknown[]) => unknown): Crossing => {
    const proxied = idOfProxy.get(fn);
    if (proxied !== undefined) return { t: 'b', id: proxied };
    let id = idOfFunction.get(fn);
    if (id === undefined) {
      lastId += 1;
      id = lastId;
      functions.set(id, fn);
      idOfFunction.set(fn, id);
    }
    return { t: 'f', id };
  };

  const followPromise = (promise: Promise<unknown>): Crossing => {
    lastId += 1;
    const id = lastId;
    const settle = (ok: boolean, value: unknown): void => {
      try {
        ask({ op: 'settle', id, ok, value: encode(value) });
      } catch (error) {
        ask({ op: 'settle', id, ok: false, value: { t: 'e', m: (error as Error).message } });
      }
    };
    promise.then(
      (value) => settle(true, value),
      (reason) => settle(false, reason),
    );
    return { t: 'p', id };
  };

  const isCopiedByProperties = (value: object): boolean => {
    const tag = Object.prototype.toString.call(value).slice(8, -1);
    const cloneable =
      /^(Date|RegExp|Map|Set|WeakMap|WeakSet|WeakRef|ArrayBuffer|SharedArrayBuffer|DataView|Boolean|Number|String|BigInt|Symbol|Blob|File|FileList|ImageData|ImageBitmap|.*Array|.*Iterator|Generator)$/;
    return !cloneable.test(tag) && !ArrayBuffer.isView(value);
  };

  function encode(root: unknown): Crossing {
    const seen = new Map<object, number>();
    const walk = (value: unknown, depth: number): Crossing => {
      if (depth > MAX_DEPTH) {
        throw new Error(
          'Electron contextBridge recursion depth exceeded.  Nested objects deeper than 1000 are not supported.',
        );
      }
      if (typeof value === 'symbol') return { t: 'v', v: undefined };
      if (typeof value === 'function') return registerFunction(value as (...args: unknown[]) => unknown);
      if (typeof value !== 'object' || value === null) return { t: 'v', v: value };
      const sentence = refused.get(value);
      if (sentence !== undefined) throw new Error(sentence);
      if (value instanceof Promise) return followPromise(value);
      if (value instanceof Error) return { t: 'e', m: value.message };
      const known = seen.get(value);
      if (known !== undefined) return { t: 'r', n: known };
      if (value instanceof Node) throw new Error("The harness doesn't carry DOM elements over the contextBridge yet.");
      if (Array.isArray(value)) {
        seen.set(value, seen.size);
        return { t: 'a', i: value.map((item) => walk(item, depth + 1)) };
      }
      if (isCopiedByProperties(value)) {
        seen.set(value, seen.size);
        return {
          t: 'o',
          p: Object.keys(value).map((key) => [key, walk((value as Record<string, unknown>)[key], depth + 1)]),
        };
      }
      checkClone(value);
      return { t: 'v', v: value };
    };
    return walk(root, 0);
  }

  const makeProxy = (id: number): ((...args: unknown[]) => unknown) => {
    const proxy = (...args: unknown[]): unknown => {
      const answered = ask({ op: 'call', id, args: args.map((arg) => encode(arg)) });
      if (!answered.ok) throw new Error(answered.message);
      return decode(answered.value);
    };
    idOfProxy.set(proxy, id);
    return proxy;
  };

  function decode(root: Crossing, freeze = false): unknown {
    const made: unknown[] = [];
    const done = <T>(value: T): T => (freeze ? Object.freeze(value) : value);
    const walk = (value: Crossing): unknown => {
      switch (value.t) {
        case 'v':
          return value.v;
        case 'e':
          return new Error(value.m);
        case 'f':
          return done(makeProxy(value.id));
        case 'b':
          return functions.get(value.id);
        case 'r':
          return made[value.n];
        case 'p':
          return new Promise((resolve, reject) => {
            waiting.set(value.id, { resolve, reject });
          });
        case 'a': {
          const list: unknown[] = [];
          made.push(list);
          for (const item of value.i) list.push(walk(item));
          return done(list);
        }
        case 'o': {
          const object = {};
          made.push(object);
          for (const [key, item] of value.p) {
            Object.defineProperty(object, key, {
              value: walk(item),
              writable: true,
              enumerable: true,
              configurable: true,
            });
          }
          return done(object);
        }
      }
    };
    return walk(root);
  }

  const call = (id: number, args: Crossing[]): BridgeReply => {
    const fn = functions.get(id);
    if (fn === undefined) return { ok: false, message: 'The function is gone.' };
    let result: unknown;
    try {
      result = fn(...args.map((arg) => decode(arg)));
    } catch (error) {
      const message = typeof error === 'object' && error !== null ? (error as Error).message : undefined;
      const unknown =
        'An unknown exception occurred in the isolated context, an error occurred but a valid exception was not thrown.';
      return { ok: false, message: typeof message === 'string' ? message : unknown };
    }
    return { ok: true, value: encode(result) };
  };

  const serveOne = (request: BridgeRequest): BridgeReply => {
    try {
      if (request.op === 'call') return call(request.id, request.args);
      if (request.op === 'settle') {
        const promise = waiting.get(request.id);
        waiting.delete(request.id);
        const value = decode(request.value);
        if (request.ok) promise?.resolve(value);
        else promise?.reject(value);
        return { ok: true, value: { t: 'v', v: undefined } };
      }
      return { ok: true, value: answerOther(request) };
    } catch (error) {
      return { ok: false, message: (error as Error).message };
    }
  };

  target.addEventListener(mine, (event) => {
    const answered = serveOne((event as CustomEvent<BridgeRequest>).detail);
    target.dispatchEvent(new CustomEvent(`${theirs}!`, { detail: answered }));
  });
  target.addEventListener(`${mine}!`, (event) => {
    reply = (event as CustomEvent<BridgeReply>).detail;
  });

  return {
    encode,
    decode,
    ask,
    refuse: (value, sentence) => {
      refused.set(value, sentence);
    },
    serve: (answer) => {
      answerOther = answer;
    },
  };
}
