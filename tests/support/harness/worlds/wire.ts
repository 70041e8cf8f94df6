/** JSON with what the structured clone knows and JSON doesn't; arrays always carry a tag, so no data can imitate one. */
export type WireValue = null | boolean | number | string | { [key: string]: WireValue } | WireValue[];

export interface Wire {
  encode(value: unknown): WireValue;
  decode(wire: WireValue): unknown;
}

/**
 * The structured clone as text, because a DevTools binding carries one string. It runs in Node and, by its source
 * text, in the page; so it refers to nothing outside itself.
 */
export function createWire(): Wire {
  const cannotClone = (): never => {
    throw new Error('An object could not be cloned.');
  };
  const views: Record<string, { new (buffer: ArrayBuffer): ArrayBufferView }> = {
    Int8Array,
    Uint8Array,
    Uint8ClampedArray,
    Int16Array,
    Uint16Array,
    Int32Array,
    Uint32Array,
    Float32Array,
    Float64Array,
    BigInt64Array,
    BigUint64Array,
    DataView,
  };
  const errors: Record<string, ErrorConstructor> = {
    Error,
    EvalError: EvalError as ErrorConstructor,
    RangeError: RangeError as ErrorConstructor,
    ReferenceError: ReferenceError as ErrorConstructor,
    SyntaxError: SyntaxError as ErrorConstructor,
    TypeError: TypeError as ErrorConstructor,
    URIError: URIError as ErrorConstructor,
  };
  const tagOf = (value: object): string => Object.prototype.toString.call(value).slice(8, -1);
  const toBase64 = (bytes: Uint8Array): string => {
    let text = '';
    for (let at = 0; at < bytes.length; at += 0x8000) text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
    return btoa(text);
  };
  const fromBase64 = (text: string): Uint8Array<ArrayBuffer> => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));

  const encode = (root: unknown): WireValue => {
    const seen = new Map<object, number>();
    const entries = (value: object): WireValue[] =>
      Object.keys(value).map((key) => ['e', key, walk((value as Record<string, unknown>)[key])]);
    const walkObject = (value: object): WireValue => {
      const known = seen.get(value);
      if (known !== undefined) return ['r', known];
      seen.set(value, seen.size);
      if (Array.isArray(value)) return ['a', value.length, ...entries(value)];
      const tag = tagOf(value);
      if (value instanceof Error || tag === 'Error') {
        const error = value as Error;
        return ['x', error.name in errors ? error.name : 'Error', String(error.message), String(error.stack)];
      }
      if (value instanceof ArrayBuffer) return ['y', 'ArrayBuffer', toBase64(new Uint8Array(value))];
      if (ArrayBuffer.isView(value)) {
        const bytes = new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
        return ['y', tag, toBase64(bytes)];
      }
      switch (tag) {
        case 'Date':
          return ['d', walk((value as Date).getTime())];
        case 'RegExp':
          return ['g', (value as RegExp).source, (value as RegExp).flags];
        case 'Map':
          return ['m', ...[...(value as Map<unknown, unknown>)].map(([k, v]) => ['e', walk(k), walk(v)])];
        case 'Set':
          return ['s', ...[...(value as Set<unknown>)].map(walk)];
        case 'Boolean':
        case 'Number':
        case 'String':
          return ['w', walk(value.valueOf())];
        default:
          break;
      }
      // What else has a name of its own (Promise, Blob, Window, WeakMap …) is a host object and has no clone.
      const isOwnClass = tag === 'Object' || tag === 'Arguments' || Symbol.toStringTag in value === false;
      if (!isOwnClass || tag.startsWith('HTML')) cannotClone();
      return ['o', ...entries(value)];
    };
    const walk = (value: unknown): WireValue => {
      switch (typeof value) {
        case 'string':
        case 'boolean':
          return value;
        case 'undefined':
          return ['u'];
        case 'bigint':
          return ['i', value.toString()];
        case 'number':
          return Number.isFinite(value) && !Object.is(value, -0)
            ? value
            : ['n', Object.is(value, -0) ? '-0' : String(value)];
        case 'object':
          return value === null ? null : walkObject(value);
        default:
          return cannotClone();
      }
    };
    return walk(root);
  };

  const decode = (root: WireValue): unknown => {
    const made: unknown[] = [];
    const keep = <T>(value: T): T => {
      made.push(value);
      return value;
    };
    const fill = (target: object, items: WireValue[]): object => {
      for (const item of items as [string, string, WireValue][]) {
        Object.defineProperty(target, item[1], {
          value: read(item[2]),
          writable: true,
          enumerable: true,
          configurable: true,
        });
      }
      return target;
    };
    const read = (wire: WireValue | undefined): unknown => {
      if (!Array.isArray(wire)) return wire;
      const [tag, first, second, third] = wire;
      switch (tag) {
        case 'u':
          return undefined;
        case 'i':
          return BigInt(String(first));
        case 'n':
          return Number(first);
        case 'r':
          return made[Number(first)];
        case 'a':
          return fill(keep(new Array(Number(first))), wire.slice(2));
        case 'o':
          return fill(keep({}), wire.slice(1));
        case 'x': {
          const make = errors[String(first)] ?? Error;
          return keep(Object.assign(new make(String(second)), { stack: String(third) }));
        }
        case 'y': {
          const bytes = fromBase64(String(second));
          const view = views[String(first)];
          return keep(view === undefined ? bytes.buffer : new view(bytes.buffer));
        }
        case 'd': {
          const at = made.length;
          made.push(undefined);
          made[at] = new Date(Number(read(first)));
          return made[at];
        }
        case 'g':
          return keep(new RegExp(String(first), String(second)));
        case 'm': {
          const map = keep(new Map<unknown, unknown>());
          for (const item of wire.slice(1) as WireValue[][]) map.set(read(item[1]), read(item[2]));
          return map;
        }
        case 's': {
          const set = keep(new Set<unknown>());
          for (const item of wire.slice(1)) set.add(read(item));
          return set;
        }
        case 'w':
          return keep(Object(read(first)));
        default:
          throw new Error(`The harness met an unknown wire tag: ${String(tag)}`);
      }
    };
    return read(root);
  };

  return { encode, decode };
}
