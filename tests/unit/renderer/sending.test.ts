// What becomes of what is handed over, up to the commands that the main process hears.
import { expect, test } from 'vitest';
import { err, ok } from '../../../src/base/result.ts';
import { errorInfo } from '../../../src/contract/errors.ts';
import type { Bridge } from '../../../src/contract/window.ts';
import type { SendingState } from '../../../src/renderer/use-sending.ts';
import { NOBODY, sendingActions } from '../../../src/renderer/use-sending.ts';
import { createFakeBridge } from './fake-bridge.ts';
import { idOf } from './nearby-samples.ts';

const item = (digit: string) => ({ id: digit.repeat(32), name: digit, isFolder: false, bytes: 1 });
const [A, B] = [idOf('a'), idOf('b')];

/** Answers each command by itself; `state` is as the window would show it. */
function start(answers: Readonly<Record<string, unknown>> = {}) {
  const asked: unknown[] = [];
  const fake = createFakeBridge();
  const bridge: Bridge = {
    ...fake,
    invoke: (async (command: string, input: unknown) => {
      asked.push(input === undefined ? command : [command, input]);
      return answers[command] ?? ok(undefined);
    }) as unknown as Bridge['invoke'],
    hand: async (files) => ok(files.map((_file, at) => item(String(at + 1)))),
  };
  let state: SendingState = { draft: null, isSending: false, troubles: {} };
  const actions = sendingActions(
    bridge,
    () => state,
    (change) => {
      state = { ...state, ...change };
    },
  );
  return { actions, asked, state: () => state };
}

const failed = errorInfo('device.unreachable', { name: 'Studio PC', where: '' });
const began = (to: string | null) => ({ to, started: '1'.repeat(32), trouble: null });

test('what is dropped on a device goes there at once, without a sheet', async () => {
  const { actions, asked, state } = start({ 'items.send': ok([began(A)]) });
  await actions.hand([{}, {}], A);
  const items = [item('1').id, item('2').id];
  expect(asked).toEqual([
    ['items.send', { items, to: [A] }],
    ['items.drop', { items }],
  ]);
  expect(state()).toMatchObject({ draft: null, troubles: {} });
});

test('what goes to a browser leaves the sheet, but for a text, and stays where no page can be made', async () => {
  const answers: Record<string, unknown> = { 'items.share': err(failed) };
  const { actions, asked, state } = start(answers);
  await actions.hand([{}], null);
  actions.takeText('hello', null);
  await actions.share({ hasPin: true, isEncrypted: false });
  expect(state()).toMatchObject({ draft: { items: [item('1')], text: 'hello' }, troubles: { [NOBODY]: failed } });
  answers['items.share'] = ok(undefined);
  await actions.share({ hasPin: false, isEncrypted: true });
  expect(asked).toEqual([
    ['items.share', { items: [item('1').id], hasPin: true, isEncrypted: false }],
    ['items.share', { items: [item('1').id], hasPin: false, isEncrypted: true }],
  ]);
  expect(state()).toMatchObject({ draft: { items: [], text: 'hello' }, isSending: false, troubles: {} });
});

test('why it didn’t begin stands at that device, until something else is sent there', async () => {
  const answers = { 'items.send': ok([{ to: A, started: null, trouble: failed }]) };
  const { actions, state } = start(answers);
  await actions.hand([{}], A);
  expect(state().troubles).toEqual({ [A]: failed });
  answers['items.send'] = ok([began(A)]) as never;
  await actions.hand([{}], A);
  expect(state().troubles).toEqual({});
});

test('what is dropped elsewhere opens the sheet, and what follows joins it', async () => {
  const { actions, asked, state } = start();
  await actions.hand([{}], null);
  await actions.take([item('9')], A);
  actions.takeText('hello', null);
  expect(state().draft).toMatchObject({ items: [item('1'), item('9')], text: 'hello', to: [A] });
  expect(asked).toEqual([]);
});

test('nothing chosen in the dialog changes nothing', async () => {
  const { actions, asked, state } = start({ 'items.choose': ok([]) });
  await actions.choose('folder', [A]);
  expect(asked).toEqual([['items.choose', { what: 'folder' }]]);
  expect(state().draft).toBeNull();
});

test('files and text of one sheet go to each device that is chosen', async () => {
  const { actions, asked, state } = start({
    'items.send': ok([began(A), began(B)]),
    'text.send': ok([began(A), began(B)]),
  });
  await actions.take([item('1')], null);
  actions.takeText('hello', null);
  await actions.send([A, B]);
  expect(asked).toContainEqual(['items.send', { items: [item('1').id], to: [A, B] }]);
  expect(asked).toContainEqual(['text.send', { text: 'hello', isPrivate: false, to: [A, B] }]);
  expect(state().draft).toBeNull();
});

test('after a failure only those that failed are asked again, and only for what failed', async () => {
  const { actions, asked, state } = start({
    'items.send': ok([began(A), began(B)]),
    'text.send': ok([began(A), { to: B, started: null, trouble: failed }]),
  });
  await actions.take([item('1')], null);
  actions.takeText('hello', null);
  await actions.send([A, B]);
  expect(state()).toMatchObject({ draft: { items: [], text: 'hello', to: [B] }, troubles: { [B]: failed } });
  expect(asked).toContainEqual(['items.drop', { items: [item('1').id] }]);
});

test('what a code would be shown for, and couldn’t, says so in the sheet', async () => {
  const { actions, state } = start({ 'items.send': err(failed) });
  await actions.take([item('1')], null);
  await actions.send([null]);
  expect(state()).toMatchObject({ draft: { items: [item('1')], to: [] }, troubles: { [NOBODY]: failed } });
});

test('what was handed over while the rest was sent stays in the sheet', async () => {
  const { actions, state } = start({ 'items.send': ok([began(A)]) });
  await actions.take([item('1')], null);
  const sent = actions.send([A]);
  await actions.take([item('2')], null);
  await sent;
  expect(state().draft?.items).toEqual([item('2')]);
});

test('leaving the sheet forgets what was in it, here and in the main process', async () => {
  const { actions, asked, state } = start();
  await actions.take([item('1')], null);
  actions.leave();
  expect(asked).toEqual([['items.drop', { items: [item('1').id] }]]);
  expect(state().draft).toBeNull();
});
