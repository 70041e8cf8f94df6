// Where the window was: window.json of the data folder. Worth remembering, never worth a word when it can't be.
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import * as v from 'valibot';

const Coordinate = v.pipe(v.number(), v.integer(), v.minValue(-100_000), v.maxValue(100_000));
const Length = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(100_000));
const PlaceSchema = v.object({ x: Coordinate, y: Coordinate, width: Length, height: Length });
export type Place = v.InferOutput<typeof PlaceSchema>;

export interface WindowPlace {
  read(): Place | null;
  write(place: Place): void;
}

export function windowPlaceIn(path: string): WindowPlace {
  return {
    read() {
      try {
        const found = v.safeParse(PlaceSchema, JSON.parse(readFileSync(path, 'utf8')));
        return found.success ? found.output : null;
      } catch {
        // None yet, or damaged: the window opens where the system puts it.
        return null;
      }
    },
    write(place) {
      try {
        mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
        writeFileSync(`${path}.new`, JSON.stringify(place), { mode: 0o600 });
        renameSync(`${path}.new`, path);
      } catch {
        // A full or read-only disk costs the window's place only.
      }
    },
  };
}
