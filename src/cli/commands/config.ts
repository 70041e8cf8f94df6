// `ferry config`: the settings, whether the app runs or not.
import { resolve } from 'node:path';
import * as v from 'valibot';
import { ok } from '../../base/result.ts';
import type { Invoke } from '../../contract/commands.ts';
import type { Outcome } from '../../contract/errors.ts';
import { failure } from '../../contract/errors.ts';
import type { KnownSettings, SettingKey } from '../../contract/settings.ts';
import { DEFAULT_SETTINGS, isSettingKey, SETTING_KEYS, settingSchema } from '../../contract/settings.ts';
import type { Strings } from '../../strings/index.ts';
import { readBytes, writeBytes } from '../amounts.ts';
import { EXIT } from '../exit-codes.ts';
import { nearest } from '../nearest.ts';
import type { Output } from '../output.ts';
import { CHOICES } from '../setting-choices.ts';
import type { Call } from '../with-ferry.ts';
import { withFerry } from '../with-ferry.ts';

/** A speed that is none, or a secret. */
const NOT_SET = 'off';
const isRate = (key: SettingKey): boolean => key === 'sendLimit' || key === 'receiveLimit';

/** Secrets are asked for, and never said again. */
const SECRET: SettingKey = 'localSendPin';
/** What is said in place of one. */
const IS_SET = 'set';

type Request =
  | { readonly do: 'ask'; readonly key: SettingKey }
  | { readonly do: 'show'; readonly keys: readonly SettingKey[] }
  | { readonly do: 'set'; readonly key: SettingKey; readonly value: unknown }
  | { readonly do: 'reset'; readonly key: SettingKey };
type WholeRequest = Exclude<Request, { readonly do: 'ask' }>;

export async function config(call: Call): Promise<number> {
  const { invocation, output, world } = call;
  const request = read(invocation.words, output.t, world.cwd);
  if (!request.ok) return output.fail(request.error);
  const whole = request.value.do === 'ask' ? await asked(request.value.key, call) : ok(request.value);
  if (!whole.ok) return output.fail(whole.error);
  return withFerry(call, ({ invoke }) => answer(whole.value, invoke, output));
}

async function asked(key: SettingKey, { person, output: { t } }: Call): Promise<Outcome<WholeRequest>> {
  const value = await person.secret(t.cli.typePin);
  if (value !== null && v.is(settingSchema(key), value)) return ok({ do: 'set', key, value });
  return failure('settings.secret_unfit', { key, expected: expected(key, t) });
}

async function answer(request: WholeRequest, invoke: Invoke, output: Output): Promise<number> {
  if (request.do !== 'show') {
    const { key } = request;
    const outcome = await (request.do === 'set'
      ? invoke('settings.set', { [key]: request.value })
      : invoke('settings.reset', { key }));
    if (!outcome.ok) return output.fail(outcome.error);
  }
  const found = await invoke('settings.get');
  if (!found.ok) return output.fail(found.error);
  const settings = found.value;
  const { t } = output;
  if (request.do !== 'show') {
    const { key } = request;
    output.tell(t.cli.setTo(key, written(key, settings, t)), {
      event: 'setting',
      key,
      value: shownValue(key, settings),
    });
    return EXIT.ok;
  }
  const isOne = request.keys.length === 1;
  for (const key of request.keys) {
    const value = written(key, settings, t);
    const sentence = isOne ? value : `${key.padEnd(18)}${value.padEnd(20)}  ${t.cli.setting[key]}`;
    output.say(sentence, { event: 'setting', key, value: shownValue(key, settings) });
  }
  return EXIT.ok;
}

function read([action, key, value, ...more]: readonly string[], t: Strings, cwd: string): Outcome<Request> {
  if (action === undefined) return ok({ do: 'show', keys: SETTING_KEYS });
  if (action !== 'get' && action !== 'set' && action !== 'reset') {
    const near = nearest(action, ['get', 'set', 'reset']);
    return failure('usage.unknown_command', {
      command: `config ${action}`,
      nearest: near === '' ? '' : `config ${near}`,
    });
  }
  if (key === undefined) return failure('usage.missing_argument', { argument: 'KEY' });
  if (!isSettingKey(key)) return failure('settings.unknown_key', { key });
  if (action === 'set' && key === SECRET)
    return value === undefined ? ok({ do: 'ask', key }) : failure('settings.secret_given', { key });
  const [extra] = action === 'set' ? more : value === undefined ? [] : [value];
  if (extra !== undefined) return failure('usage.unexpected_argument', { argument: extra });
  if (action === 'get') return ok({ do: 'show', keys: [key] });
  if (action === 'reset') return ok({ do: 'reset', key });
  if (value === undefined) return failure('usage.missing_argument', { argument: 'VALUE' });
  return parse(key, value, t, cwd);
}

function parse(key: SettingKey, text: string, t: Strings, cwd: string): Outcome<Request> {
  const value = typedValue(key, text, cwd);
  if (v.is(settingSchema(key), value)) return ok({ do: 'set', key, value });
  return failure('settings.invalid_value', { key, value: text, expected: expected(key, t) });
}

function typedValue(key: SettingKey, text: string, cwd: string): unknown {
  if (typeof DEFAULT_SETTINGS[key] === 'boolean') return text === 'yes' ? true : text === 'no' ? false : text;
  // An empty text would mean the present folder, and is what an unset variable leaves.
  if (key === 'receiveFolder' && text !== '') return text === 'default' ? null : resolve(cwd, text);
  if (isRate(key)) return text === NOT_SET || text === 'default' ? null : (readBytes(text) ?? text);
  if (key === 'unaskedDailyBytes') return text === 'default' ? DEFAULT_SETTINGS[key] : (readBytes(text) ?? text);
  if (key === 'localSendPort' && /^\d{1,5}$/.test(text)) return Number(text);
  return text;
}

function expected(key: SettingKey, t: Strings): string {
  const choices = CHOICES[key];
  if (choices !== undefined) return t.cli.expected.oneOf(choices);
  if (typeof DEFAULT_SETTINGS[key] === 'boolean') return t.cli.expected.yesOrNo;
  if (isRate(key)) return t.cli.expected.rate;
  if (key === 'unaskedDailyBytes') return t.cli.expected.size;
  if (key === 'localSendPort') return t.cli.expected.port;
  if (key === 'localSendGroup') return t.cli.expected.group;
  if (key === SECRET) return t.cli.expected.pin;
  return key === 'receiveFolder' ? t.cli.expected.folder : t.cli.expected.name;
}

/** Of a secret, whether there is one. */
const shownValue = (key: SettingKey, settings: KnownSettings): string | number | boolean | null =>
  key === 'localSendPin' ? settings.hasLocalSendPin : settings[key];

/** A value as it can be typed back. */
function written(key: SettingKey, settings: KnownSettings, t: Strings): string {
  const value = shownValue(key, settings);
  if (key === SECRET) return value === true ? IS_SET : NOT_SET;
  if (value === null) return isRate(key) ? NOT_SET : t.cli.default;
  if (key === 'localSendPort') return String(value);
  if (typeof value === 'number') return writeBytes(value);
  return typeof value === 'boolean' ? (value ? t.cli.yes : t.cli.no) : String(value);
}
