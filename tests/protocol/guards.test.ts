// Guards against what tests/hostile.md lists are taken away, one at a time, in a copy of the sources: then its test must
// fail. A test that stays green without the line it is about proves nothing.
import { execFile } from 'node:child_process';
import { cp, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { slowness } from '../support/busy.ts';
import { tempFolder } from '../support/temp-folder.ts';

const ROOT = join(import.meta.dirname, '../..');

interface Guard {
  readonly what: string;
  /** Below src/engine. */
  readonly file: string;
  readonly line: string;
  readonly without: string;
  /** Below tests, and the names of the tests that must fail. */
  readonly test: string;
  readonly named: string;
}

const CHANNEL = 'protocol/channel.test.ts';
const NET = 'protocol/net.test.ts';
const LOCALSEND = 'protocol/localsend-hostile-http.test.ts';
const GUEST = 'protocol/localsend-hostile.test.ts';
const PAGE = 'protocol/page-hostile.test.ts';
const HOSTILE = 'protocol/transfer-hostile-content.test.ts';

const GUARDS: readonly Guard[] = [
  {
    what: 'the check of a record’s length',
    file: 'noise/records.ts',
    line: 'if (length < OVERHEAD || length > this.#mostBody + OVERHEAD)',
    without: 'if (length < 0)',
    test: CHANNEL,
    named: 'refuse a length',
  },
  {
    what: 'the comparison of the key before message 3',
    file: 'noise/handshake.ts',
    line: 'if (remoteKey === null || !choices.isExpected(remoteKey))',
    without: 'if (remoteKey === null)',
    test: CHANNEL,
    named: 'sends our own key to nobody but',
  },
  {
    what: 'the preface in the prologue',
    file: 'noise/handshake.ts',
    line: 'prologue: Buffer.concat([PROLOGUE, preface])',
    without: 'prologue: PROLOGUE',
    test: CHANNEL,
    named: 'list of versions',
  },
  {
    what: 'the refusal of our own key',
    file: 'noise/handshake-state.ts',
    line: 'if (own !== null && Buffer.compare(key, own) === 0)',
    without: 'if (own === key)',
    test: CHANNEL,
    named: 'refuses to speak with itself',
  },
  {
    what: 'the version floor',
    file: 'noise/handshake.ts',
    line: 'if (version < choices.versionFloor(remoteKey))',
    without: 'if (version < 0)',
    test: CHANNEL,
    named: 'below the one this device has spoken',
  },
  {
    what: 'an ending that must be said',
    file: 'noise/channel.ts',
    line: "() => this.#finish(new ChannelError('the connection ended'))",
    without: '() => this.#finish({ reason: 0 })',
    test: CHANNEL,
    named: 'tells an end that was cut off',
  },
  {
    what: 'the change of keys',
    file: 'noise/records.ts',
    line: 'if (cipher.counter > 0 && cipher.counter % REKEY_EVERY === 0)',
    without: 'if (cipher.counter < 0)',
    test: CHANNEL,
    named: 'change keys after',
  },
  {
    what: 'the tag of a paired device',
    file: 'net/listen.ts',
    line: 'if (!isKnown && (expected !== null || !options.answersStrangers(address))) return false;',
    without: '',
    test: NET,
    named: 'to a prober while',
  },
  {
    what: 'the tags that were taken',
    file: 'net/listen.ts',
    line: 'expected !== null && tags.isNew(first.tag)',
    without: 'expected !== null',
    test: NET,
    named: 'the recording of a paired',
  },
  {
    what: 'the neighbours',
    file: 'net/listen.ts',
    line: 'if (!isOnLink(address, neighbours()))',
    without: 'if (address === null)',
    test: NET,
    named: 'isn’t a neighbour',
  },
  {
    what: 'the one connection of several that are ready at once',
    file: 'net/dial.ts',
    line: 'isExpected(key) && race.claim(call)',
    without: 'isExpected(key)',
    test: NET,
    named: 'ready at the same moment',
  },
  {
    what: 'the key behind a tag',
    file: 'net/listen.ts',
    line: 'expected === null || isEqual(expected, remoteKey)',
    without: 'remoteKey.length > 0',
    test: NET,
    named: 'no other key under the tag',
  },
  {
    what: 'the end as the last record',
    file: 'noise/channel.ts',
    line: "if (this.#end !== null) throw new Error('something after the end');",
    without: '',
    test: CHANNEL,
    named: 'comes after the end',
  },
  {
    what: 'the one spelling of a control record',
    file: 'wire/control.ts',
    line: 'Buffer.compare(encodeControl(map), bytes) === 0 ? map : null',
    without: 'map',
    test: 'unit/engine/wire/control.test.ts',
    named: 'is refused with',
  },
  {
    what: 'what strangers may say',
    file: 'session/link.ts',
    line: 'if (!this.#options.isPaired() && !this.#isAllowedToStrangers(record))',
    without: 'if (record === null)',
    test: 'protocol/link.test.ts',
    named: 'closes on a device',
  },
  {
    what: 'the end of a dead connection',
    file: 'session/heartbeat.ts',
    line: 'if (this.#silentTimes >= SILENT_TIMES)',
    without: 'if (this.#silentTimes < 0)',
    test: 'protocol/link.test.ts',
    named: 'within twenty seconds',
  },
  {
    what: 'the commitment of a comparison by eye',
    file: 'pairing/run-sas.ts',
    line: 'if (commitment === null || !isCommitted(commitment, handshakeHash, effect.nonce))',
    without: 'if (commitment === null)',
    test: 'protocol/pairing.test.ts',
    named: 'the commitment is to another channel',
  },
  {
    what: 'the count of guesses',
    file: 'pairing/guesses.ts',
    line: 'code: { ...code, wrong: code.wrong + 1 },',
    without: 'code,',
    test: 'protocol/pairing.test.ts',
    named: 'guessing',
  },
  {
    what: 'the key in a QR',
    file: 'pairing/run.ts',
    line: "if (form.kind === 'qr' && !isEqual(form.expectedKey, port.remoteKey))",
    without: "if (form.kind === 'qr' && port === null)",
    test: 'protocol/pairing.test.ts',
    named: 'says nothing to the wrong key',
  },
  {
    what: 'the signature of a signing key',
    file: 'session/pair-keep.ts',
    line: '&& isBoundAgain(remoteKey, signingKey, signature)',
    without: '',
    test: 'protocol/pair-session.test.ts',
    named: 'isn’t signed',
  },
  {
    what: 'the names that lead out of the folder',
    file: 'disk/safe-path.ts',
    line: 'if (UNSAFE.test(wireName) || !wireName.isWellFormed())',
    without: 'if (!wireName.isWellFormed())',
    test: 'unit/engine/disk/safe-path.test.ts',
    named: 'a way up',
  },
  {
    what: 'the links in the way',
    file: 'disk/receive-tree.ts',
    line: "if (found.isSymbolicLink()) return refused('pathThroughLink');",
    without: '',
    test: 'unit/engine/disk/receive-tree.test.ts',
    named: 'goes through no link',
  },
  {
    what: 'the order of a list',
    file: 'wire/manifest.ts',
    line: "if (depth !== this.#open && !isAfter) throw new ManifestError('not in order');",
    without: '',
    test: 'unit/engine/wire/manifest.test.ts',
    named: 'refuses',
  },
  {
    what: 'the answer before the content',
    file: 'session/receive-machine.ts',
    line: 'return isStale ? [state, []] : violation(state);',
    without: 'return [state, []];',
    test: HOSTILE,
    named: 'before the answer',
  },
  {
    what: 'the credit',
    file: 'session/intake.ts',
    line: 'return this.#credit.arrive(coming.bytes);',
    without: 'return this.#credit.arrive(0);',
    test: HOSTILE,
    named: 'beyond the credit',
  },
  {
    what: 'the rate of offers',
    file: 'session/incoming-transfers.ts',
    line: 'return !isTooMuch && this.#offersOf.take(hex(key)) &&',
    without: 'return !isTooMuch &&',
    test: 'protocol/transfer-hostile.test.ts',
    named: 'that offers without end',
  },
  {
    what: 'that a ticket is good once',
    file: 'net/lane-doors.ts',
    line: 'this.#out.delete(text);',
    without: '',
    test: 'protocol/lanes-hostile.test.ts',
    named: 'good once',
  },
  {
    what: 'that content alone is said on a lane',
    file: 'session/lane.ts',
    line: 'if (isContentType(next.type) && onContent(next)) continue;',
    without: 'onContent(next); if (next.type > 0) continue;',
    test: 'protocol/lanes-hostile.test.ts',
    named: 'a beginning ends the lane',
  },
  {
    what: 'the number of small pictures',
    file: 'transfer/offer-thumbs.ts',
    line: 'this.#thumbs.length >= MOST_THUMBS) return false;',
    without: 'this.#thumbs.length < 0) return false;',
    test: 'protocol/transfer-thumbnails.test.ts',
    named: 'one too many',
  },
  {
    what: 'the digest of a file’s records',
    file: 'transfer/incoming-file.ts',
    line: 'digest === null || isEqual(this.#ending(), digest)',
    without: 'digest === null || digest.length === DIGEST_BYTES',
    test: HOSTILE,
    named: 'asked for once more',
  },
  {
    what: 'the names of this device',
    file: 'interop/localsend/first-look.ts',
    line: 'if (!isOwnHost(request))',
    without: "if (request.url === '')",
    test: LOCALSEND,
    named: '\\[151\\]',
  },
  {
    what: 'the names of this device on a page',
    file: 'interop/page/first-look.ts',
    line: 'if (host === null) return 421;',
    without: '',
    test: PAGE,
    named: '\\[151\\]',
  },
  {
    what: 'the pages that may ask a page',
    file: 'interop/page/first-look.ts',
    line: 'if (!isOwn(request, own, host)) return 403;',
    without: '',
    test: PAGE,
    named: '\\[152\\]',
  },
  {
    what: 'the tries of a PIN, counted before it is looked at',
    file: 'interop/page/entrance.ts',
    line: 'this.#triesLeft--;',
    without: '',
    test: PAGE,
    named: '\\[153\\]',
  },
  {
    what: 'the file that is as it was listed, on a page',
    file: 'interop/page/shared-files.ts',
    line: 'if (at === to) checkIsSame(this.#seen, fstatSync(this.#file));',
    without: '',
    test: PAGE,
    named: 'while it is downloaded',
  },
  {
    what: 'the refusal of web pages',
    file: 'interop/localsend/first-look.ts',
    line: 'if (isOfPage(request))',
    without: "if (request.url === '')",
    test: LOCALSEND,
    named: '\\[152\\]',
  },
  {
    what: 'one request at a time of a LocalSend visitor',
    file: 'interop/http/door.ts',
    line: 'if (!response.writableEnded || guest.isNextHere) return void exchange.request.socket.destroy();',
    without: '',
    test: LOCALSEND,
    named: 'before the one before',
  },
  {
    what: 'the certificate of a LocalSend visitor',
    file: 'interop/localsend/server.ts',
    line: 'if (trouble !== null) return { refused: trouble };',
    without: '',
    test: LOCALSEND,
    named: 'whose certificate is',
  },
  {
    what: 'the LocalSend visitors who may',
    file: 'interop/http/door.ts',
    line: 'else if (this.#options.isWelcome(visitor)) {',
    without: "else if (guest.address !== '') {",
    test: LOCALSEND,
    named: 'among those who may',
  },
  {
    what: 'the size of an offer by LocalSend',
    file: 'interop/http/guarded-body.ts',
    line: 'mostBytes !== null && this.#bytes > mostBytes',
    without: 'this.#bytes < 0',
    test: LOCALSEND,
    named: 'of 500 MB',
  },
  {
    what: 'the certificate that is expected by LocalSend',
    file: 'interop/localsend/pinned-agent.ts',
    line: "if (pin !== null && pin !== found) return new PinError('another', found);",
    without: '',
    test: 'protocol/localsend-client.test.ts',
    named: 'not even a byte',
  },
  {
    what: 'the address and the certificate that a LocalSend session belongs to',
    file: 'interop/localsend/receive-desk.ts',
    line: 'if (!isSameVisitor(session.visitor, visitor) || !isSame(token, file.token)) return NO_PERMISSION;',
    without: 'if (!isSame(token, file.token)) return NO_PERMISSION;',
    test: GUEST,
    named: 'sends nothing and stops nothing',
  },
  {
    what: 'the exact size of what a guest sends',
    file: 'session/guest-receiving.ts',
    line: 'return at === size;',
    without: 'return true;',
    test: GUEST,
    named: 'more, less, none',
  },
  {
    what: 'the few offers of one guest that wait',
    file: 'interop/localsend/offer-gate.ts',
    line: 'length >= MOST_WAITING_OF_ONE) return false;',
    without: 'length >= 1000) return false;',
    test: GUEST,
    named: 'ever new certificates',
  },
  {
    what: 'the networks that LocalSend is answered on',
    file: 'interop/localsend/localsend.ts',
    line: 'return mayCome && isOnLink(address, neighbourhood(used, Object.keys(used)));',
    without: 'return mayCome || isOnLink(address, neighbourhood(used, Object.keys(used)));',
    test: 'protocol/localsend-open.test.ts',
    named: 'isn’t on a network',
  },
];

/** The sources and tests, to be broken; the packages are those of the real place. */
async function copyOfSources(): Promise<string> {
  const folder = await tempFolder();
  for (const name of ['src', 'tests', 'config', 'vitest.config.ts', 'package.json'])
    await cp(join(ROOT, name), join(folder, name), { recursive: true });
  await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'), 'dir');
  return folder;
}

async function run(folder: string, { test, named }: Guard): Promise<{ readonly code: number; readonly said: string }> {
  const vitest = join(ROOT, 'node_modules/vitest/vitest.mjs');
  const limit = String(Math.round(8000 * (await slowness())));
  const args = [vitest, 'run', '--root', folder, `tests/${test}`, '-t', named, '--testTimeout', limit];
  const env = { ...process.env, FERRY_LONG: '', CI: '', FERRY_TEST_EVENTS: '' };
  return new Promise((resolve) => {
    execFile(process.execPath, args, { cwd: folder, env }, (error, stdout, stderr) =>
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, said: stdout + stderr }),
    );
  });
}

/** The short run takes two away; which two is the day's. */
const day = Math.floor(Date.now() / 86_400_000);
const chosen = process.env.FERRY_LONG
  ? GUARDS
  : [0, 1]
      .map((index) => GUARDS[(day + index * 7) % GUARDS.length] ?? GUARDS[0])
      .filter((guard) => guard !== undefined);

it('each guard stands where it is looked for', async () => {
  const gone: string[] = [];
  for (const { what, file, line } of GUARDS)
    if (!(await readFile(join(ROOT, 'src/engine', file), 'utf8')).includes(line)) gone.push(what);
  expect(gone).toEqual([]);
});

describe('without its guard a test fails:', () => {
  it.each(chosen.map((guard) => [guard.what, guard] as const))(
    '%s',
    async (_what, guard) => {
      const folder = await copyOfSources();
      const path = join(folder, 'src/engine', guard.file);
      const text = await readFile(path, 'utf8');
      const whole = await run(folder, guard);
      expect(whole.said).toMatch(/[1-9]\d* passed/);
      expect(whole.code).toBe(0);
      await writeFile(path, text.replaceAll(guard.line, guard.without));
      const broken = await run(folder, guard);
      expect(broken.code).not.toBe(0);
      expect(broken.said).toMatch(/[1-9]\d* failed/);
    },
    240_000,
  );
});
