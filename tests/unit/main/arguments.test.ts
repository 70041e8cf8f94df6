import { expect, it } from 'vitest';
import { isHiddenStart, linksIn, readArguments, whereOf } from '../../../src/main/arguments.ts';

it.each([
  [['electron', '.', '--data', 'here'], { dataDir: '/home/here', address: null, links: [], isHidden: false }],
  [['ferry', '--data=/there', '--hidden'], { dataDir: '/there', address: null, links: [], isHidden: true }],
  [['ferry', '--no-sandbox', '--inspect=0', 'file.txt'], { dataDir: null, address: null, links: [], isHidden: false }],
  [['ferry', '--interface', '127.0.0.1'], { dataDir: null, address: '127.0.0.1', links: [], isHidden: false }],
  [['ferry', 'ferry:1?k=x'], { dataDir: null, address: null, links: ['ferry:1?k=x'], isHidden: false }],
])('reads %j', (argv, value) => {
  expect(readArguments(argv, '/home')).toEqual({ ok: true, value });
});

it.each([[['ferry', '--data']], [['ferry', '--data', '--hidden']]])('asks for the folder in %j', (argv) => {
  expect(readArguments(argv, '/home')).toMatchObject({ ok: false, error: { code: 'usage.missing_value' } });
});

it('knows a start at login by its words in Chromium’s order, too', () => {
  expect(isHiddenStart(['ferry', '--data', '--hidden', '/there'])).toBe(true);
  expect(isHiddenStart(['ferry', '--data', '/there'])).toBe(false);
});

it('passes over a link that holds a secret, which whoever lists the processes could read', () => {
  const link = 'ferry:1?k=x&a=192.0.2.7:26810';
  expect(linksIn(['ferry', link, `${link}&s=secret`, 'FERRY:1?k=y'])).toEqual([link, 'FERRY:1?k=y']);
});

it('says where a link leads', () => {
  expect(whereOf('ferry:1?k=x&a=192.0.2.7:26810&a=[::1]:26810&a=[::2]:26810')).toBe('192.0.2.7:26810, [::1]:26810');
  expect(whereOf('ferry:1?k=x')).toBe('');
});
