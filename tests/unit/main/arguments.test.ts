import { expect, it } from 'vitest';
import { linksIn, PLAIN_START, readArguments, whereOf } from '../../../src/main/arguments.ts';

const plain = { dataDir: null, address: null, start: PLAIN_START };
const started = (start: object) => ({ ...plain, start: { ...PLAIN_START, ...start } });

it.each([
  [['electron', '.', '--data', 'here'], { ...plain, dataDir: '/home/here' }],
  [['ferry', '--data=/there', '--hidden'], { ...started({ isHidden: true }), dataDir: '/there' }],
  [['ferry', '--no-sandbox', '--inspect=0'], plain],
  [['ferry', '--interface', '127.0.0.1'], { ...plain, address: '127.0.0.1' }],
  [['ferry', 'ferry:1?k=x'], started({ links: ['ferry:1?k=x'] })],
  [['ferry', '--receive'], started({ asks: 'receive' })],
  [['ferry', '--send'], started({ asks: 'send' })],
])('reads %j', (argv, value) => {
  expect(readArguments(argv, '/home', '/home')).toEqual({ ok: true, value });
});

it.each([
  [
    ['ferry', 'photo.jpg', '/tmp/Work'],
    ['/home/photo.jpg', '/tmp/Work'],
  ],
  [['ferry', '--send', '../a b'], ['/a b']],
  [['ferry', '--data', '/there', '--interface', '127.0.0.1', 'x'], ['/home/x']],
  [['ferry', '--data=/there', '-x', 'x'], ['/home/x']],
  [
    ['ferry', 'x', '--', '--data', '-y', 'ferry:1?k=x'],
    ['/home/x', '/home/--data', '/home/-y', '/home/ferry:1?k=x'],
  ],
  [
    ['ferry', 'file:///tmp/a%20b', 'file://elsewhere/c', 'FILE:///d'],
    ['/tmp/a b', '/d'],
  ],
])('takes the files and folders of %j', (argv, paths) => {
  const read = readArguments(argv, '/home', null);
  expect(read.ok && read.value.start).toEqual({ ...PLAIN_START, paths });
});

it('sends the folder that it runs in where that was meant', () => {
  const read = readArguments(['electron', '/app', '.'], '/home', '/app');
  expect(read.ok && read.value.start.paths).toEqual(['/home']);
});

it.each([[['ferry', '--data']], [['ferry', '--data', '--hidden']]])('asks for the folder in %j', (argv) => {
  expect(readArguments(argv, '/home', null)).toMatchObject({ ok: false, error: { code: 'usage.missing_value' } });
});

it('passes over a link that holds a secret, which whoever lists the processes could read', () => {
  const link = 'ferry:1?k=x&a=192.0.2.7:26810';
  expect(linksIn(['ferry', link, `${link}&s=secret`, 'FERRY:1?k=y'])).toEqual([link, 'FERRY:1?k=y']);
});

it('says where a link leads', () => {
  expect(whereOf('ferry:1?k=x&a=192.0.2.7:26810&a=[::1]:26810&a=[::2]:26810')).toBe('192.0.2.7:26810, [::1]:26810');
  expect(whereOf('ferry:1?k=x')).toBe('');
});
