import { EventEmitter } from 'node:events';

/** Looked up by the language, by Node or by test tools on any object: answering "not there" is the truth. */
const askedOfEverything = new Set([
  'then',
  'catch',
  'toJSON',
  'constructor',
  'prototype',
  'inspect',
  'domain',
  '__esModule',
  'module.exports',
  'default',
  'asymmetricMatch',
  'nodeType',
  'tagName',
  '$$typeof',
  '_events',
  '_eventsCount',
  '_maxListeners',
]);

const refuseUnknown =
  (path: string): NonNullable<ProxyHandler<object>['get']> =>
  (target, key, receiver) => {
    if (typeof key === 'symbol' || key in target || askedOfEverything.has(key))
      return Reflect.get(target, key, receiver);
    throw new Error(`The harness doesn't know electron.${path}.${key} yet.`);
  };

/**
 * An object that answers an unknown property with a sentence. Silence would be worse: `undefined` where Electron has a
 * method makes a green test out of a line that was never run.
 */
export const guard = <T extends object>(path: string, value: T): T =>
  new Proxy<T>(value, { get: refuseUnknown(path) as NonNullable<ProxyHandler<T>['get']> });

/** A name of Electron's that the harness doesn't have at all: whatever is done with it fails with the sentence. */
export const missing = (path: string): object => {
  const refuse = (): never => {
    throw new Error(`The harness doesn't know electron.${path} yet.`);
  };
  return new Proxy(class {}, { get: refuse, set: refuse, apply: refuse, construct: refuse, has: refuse });
};

/**
 * An EventEmitter to extend whose unknown properties fail like guard's. The proxy sits at the end of the prototype
 * chain and not around the instance, so `this` stays the real object: private fields and identity keep working.
 */
export const guardedEmitter = (path: string): typeof EventEmitter => {
  class Guarded extends EventEmitter {}
  const get = refuseUnknown(path);
  Object.setPrototypeOf(Guarded.prototype, new Proxy(EventEmitter.prototype, { get }));
  Object.setPrototypeOf(Guarded, new Proxy(EventEmitter, { get }));
  return Guarded as unknown as typeof EventEmitter;
};

/** The first argument of Electron's events. */
export interface ShimEvent {
  preventDefault(): void;
  readonly defaultPrevented: boolean;
}

export const shimEvent = <T extends object>(details?: T): ShimEvent & T => {
  let isPrevented = false;
  const event = {
    preventDefault: () => {
      isPrevented = true;
    },
  };
  Object.defineProperty(event, 'defaultPrevented', { get: () => isPrevented, enumerable: true });
  return Object.assign(event, details) as unknown as ShimEvent & T;
};
