import { expect, it } from 'vitest';
import { ListRooms } from '../../../../src/engine/session/list-rooms.ts';

it('each device has its room for lists for as long as something of it goes on, and no longer', () => {
  const open = new Set(['a']);
  const rooms = new ListRooms((device) => open.has(device));
  const room = rooms.of('a');
  for (let each = 0; each < 1000; each++) rooms.of(`guest ${each}`);
  expect(rooms.size).toBe(2);
  expect(rooms.of('a')).toBe(room);
  open.clear();
  rooms.of('b');
  expect(rooms.size).toBe(1);
  expect(rooms.of('a')).not.toBe(room);
});
