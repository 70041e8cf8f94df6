import { expect, it } from 'vitest';
import { Turns } from '../../../../../src/engine/interop/localsend/turns.ts';

it('takes turns, so many at once, in the order of asking, and without those who gave up', async () => {
  const turns = new Turns(2);
  const began: string[] = [];
  const { signal } = new AbortController();
  const impatient = new AbortController();
  const take = async (name: string, until = signal) => {
    const end = await turns.take(until);
    began.push(name);
    return end;
  };
  const [endFirst, endSecond] = [await take('first'), await take('second')];
  const left = take('left', impatient.signal);
  const third = take('third');
  const fourth = take('fourth');
  impatient.abort(new Error('enough'));
  await expect(left).rejects.toThrow('enough');
  expect(began).toEqual(['first', 'second']);
  endFirst();
  const endThird = await third;
  endSecond();
  const endFourth = await fourth;
  expect(began).toEqual(['first', 'second', 'third', 'fourth']);
  endThird();
  endFourth();
  await take('fifth');
  await expect(turns.take(impatient.signal)).rejects.toThrow('enough');
});
