// What is known of each of many devices, without what is as good as nothing by now: others can come under ever new keys,
// and memory is for those that count.

/** So many are kept before anybody looks. */
const FEW = 64;

export interface SweptMap<T> {
  get(key: string): T | undefined;
  set(key: string, value: T): void;
  delete(key: string): void;
  readonly size: number;
}

/** `isNothing`: without it there would be the same. It is looked up again whenever there are twice as many as were left. */
export function sweptMap<T>(isNothing: (value: T) => boolean): SweptMap<T> {
  const all = new Map<string, T>();
  let most = FEW;
  return {
    get: (key) => all.get(key),
    set: (key, value) => {
      all.set(key, value);
      if (all.size <= most) return;
      for (const [each, known] of all) if (isNothing(known)) all.delete(each);
      most = Math.max(FEW, 2 * all.size);
    },
    delete: (key) => void all.delete(key),
    get size() {
      return all.size;
    },
  };
}
