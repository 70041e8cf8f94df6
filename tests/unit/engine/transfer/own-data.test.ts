// What lies in the folder with this device's key.
import { posix, win32 } from 'node:path';
import { expect, it } from 'vitest';
import { isWithin } from '../../../../src/engine/transfer/own-data.ts';

it('is the folder and what is below it, and nothing beside it', () => {
  expect(isWithin('/home/me/ferry', '/home/me/ferry', posix)).toBe(true);
  expect(isWithin('/home/me/ferry/identity.json', '/home/me/ferry', posix)).toBe(true);
  expect(isWithin('/home/me/ferry/..notes', '/home/me/ferry', posix)).toBe(true);
  expect(isWithin('/home/me/ferry-notes', '/home/me/ferry', posix)).toBe(false);
  expect(isWithin('/home', '/home/me/ferry', posix)).toBe(false);
});

it('is nothing on another drive of Windows', () => {
  const data = String.raw`C:\Users\me\AppData\Local\ferry`;
  expect(isWithin(String.raw`${data}\identity.json`, data, win32)).toBe(true);
  expect(isWithin(String.raw`c:\users\me\appdata\local\FERRY`, data, win32)).toBe(true);
  expect(isWithin(String.raw`D:\Photos`, data, win32)).toBe(false);
  expect(isWithin(String.raw`\\server\share\Photos`, data, win32)).toBe(false);
});
