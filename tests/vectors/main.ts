// Runs every vector check on the present runtime and prints the counts as one line of JSON.
import { checkCpace } from './cpace.ts';
import { checkNoise } from './noise.ts';
import { checkPrimitives } from './primitives.ts';

console.log(JSON.stringify([...checkPrimitives(), ...checkNoise(), checkCpace()]));
