import { expect, it } from 'vitest';
import { webAddressOf } from '../../../src/main/web-address.ts';

it.each([
  ['https://ferry.example/a?b=c#d', 'https://ferry.example/a?b=c#d'],
  [' HTTP://Ferry.Example \n', 'http://ferry.example/'],
  ['https://bücher.example/', 'https://xn--bcher-kva.example/'],
])('opens %j', (text, address) => {
  expect(webAddressOf(text)).toBe(address);
});

it.each([
  '',
  'see https://ferry.example',
  'https://ferry.example and more',
  'https://a.example\nhttps://b.example',
  'https://a.example/\u202Egpj.exe',
  'https://bank.example@evil.example/',
  'https://:secret@evil.example/',
  'https:///bank.example@evil.example/',
  'https:\\\\bank.example@evil.example/',
  'file:///etc/passwd',
  'javascript:alert(1)',
  'ms-msdt:/id',
  'smb://server/share',
  'https:evil.example',
  'https://',
  `https://ferry.example/${'a'.repeat(9000)}`,
])('opens no %j', (text) => {
  expect(webAddressOf(text)).toBe(null);
});
