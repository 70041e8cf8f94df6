// Where the window was: window.json of the data folder. Without it the window opens where the system puts it.
import * as v from 'valibot';
import { type KeptFile, keptFile } from './kept-file.ts';

const Coordinate = v.pipe(v.number(), v.integer(), v.minValue(-100_000), v.maxValue(100_000));
const Length = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(100_000));
const PlaceSchema = v.object({ x: Coordinate, y: Coordinate, width: Length, height: Length });
export type Place = v.InferOutput<typeof PlaceSchema>;
export type WindowPlace = KeptFile<Place>;

export const windowPlaceIn = (path: string): WindowPlace => keptFile(path, PlaceSchema);
