// What the command line reads of the system it runs on: folders for downloads, the width of letters, lines that are typed.

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { downloadsFolder, readUserDirs } from '../../../src/cli/downloads-folder.ts';
import { EXIT, exitOf, worst } from '../../../src/cli/exit-codes.ts';
import { Lines } from '../../../src/cli/lines.ts';
import { Screen } from '../../../src/cli/screen.ts';
import { cutToWidth, padToWidth, textWidth } from '../../../src/cli/text-width.ts';
import { tempFolder } from '../../support/temp-folder.ts';

describe('the folder for downloads', () => {
  it('is the usual one where the system has no say', () => {
    expect(downloadsFolder('darwin', {}, '/Users/mia')).toBe(join('/Users/mia', 'Downloads'));
    expect(downloadsFolder('linux', {}, '/nowhere/mia')).toBe(join('/nowhere/mia', 'Downloads'));
  });

  it('is the one that the desktop names', async () => {
    const home = await tempFolder();
    await mkdir(join(home, '.config'));
    await writeFile(join(home, '.config', 'user-dirs.dirs'), '# a comment\nXDG_DOWNLOAD_DIR="$HOME/Téléchargements"\n');
    expect(downloadsFolder('linux', {}, home)).toBe(join(home, 'Téléchargements'));
    expect(downloadsFolder('linux', { XDG_CONFIG_HOME: '/nowhere' }, home)).toBe(join(home, 'Downloads'));
  });

  it.each([
    ['XDG_DOWNLOAD_DIR="/data/in"', '/data/in'],
    ['XDG_DOWNLOAD_DIR="$HOME/a \\"b\\" \\$c"', '/home/mia/a "b" $c'],
    ['XDG_DOWNLOAD_DIR="$HOMEwork"', null],
    ['XDG_DOWNLOAD_DIR="relative"', null],
    // What a desktop writes for "none".
    ['XDG_DOWNLOAD_DIR="$HOME/"', null],
    ['#XDG_DOWNLOAD_DIR="/data/in"', null],
    ['', null],
  ])('is read from %j', (text, path) => {
    expect(readUserDirs(text, '/home/mia')).toBe(path);
  });
});

describe('the width of a text', () => {
  it('counts what is drawn, not what it is spelled with', () => {
    expect(textWidth('Studio PC')).toBe(9);
    expect(textWidth('工作室')).toBe(6);
    expect(textWidth('e\u0301')).toBe(1);
    expect(textWidth('👩‍👩‍👧‍👦')).toBe(2);
    expect(textWidth('')).toBe(0);
  });

  it('cuts between letters', () => {
    expect(cutToWidth('Studio PC', 9)).toBe('Studio PC');
    expect(cutToWidth('Studio PC', 8)).toBe('Studio …');
    expect(cutToWidth('工作室', 5)).toBe('工作…');
    expect(cutToWidth('工作室', 4)).toBe('工…');
    expect(cutToWidth('abc', 1)).toBe('…');
    expect(cutToWidth('abc', 0)).toBe('');
    expect(padToWidth('工作', 6)).toBe('工作  ');
  });
});

describe('lines of standard input', () => {
  const signal = new AbortController().signal;
  const linesOf = (stream: PassThrough): Lines => new Lines({ isTerminal: false, open: () => stream });

  it('come one by one, however they arrive, the last without its end', async () => {
    const stream = new PassThrough();
    const lines = linesOf(stream);
    const first = lines.next(signal);
    stream.write('on');
    stream.write('e\r\ntwo\n\nfo');
    expect(await first).toBe('one');
    expect(await lines.next(signal)).toBe('two');
    stream.end('ur');
    expect(await lines.next(signal)).toBe('');
    expect(await lines.next(signal)).toBe('four');
    expect(await lines.next(signal)).toBeNull();
    expect(await lines.next(signal)).toBeNull();
  });

  it('keep letters together that arrive in parts', async () => {
    const stream = new PassThrough();
    const lines = linesOf(stream);
    const bytes = Buffer.from('٤٨٢\n');
    for (const byte of bytes) stream.write(Buffer.of(byte));
    expect(await lines.next(signal)).toBe('٤٨٢');
  });

  it('are read only while somebody waits for one', async () => {
    const stream = new PassThrough();
    let opened = 0;
    const lines = new Lines({
      isTerminal: true,
      open: () => {
        opened++;
        return stream;
      },
    });
    expect(opened).toBe(0);
    const line = lines.next(signal);
    stream.write('one\ntwo\n');
    expect(await line).toBe('one');
    expect(stream.isPaused()).toBe(true);
    await lines.drain();
    expect(stream.isPaused()).toBe(true);
    const stop = new AbortController();
    const next = lines.next(stop.signal);
    stop.abort();
    expect(await next).toBeNull();
    expect(opened).toBe(1);
  });

  it('don’t pile up without an end', async () => {
    const stream = new PassThrough();
    const lines = linesOf(stream);
    const line = lines.next(signal);
    stream.write('x'.repeat(5000));
    expect((await line)?.length).toBe(5000);
  });

  it('end where the input breaks', async () => {
    const stream = new PassThrough();
    const lines = linesOf(stream);
    const line = lines.next(signal);
    stream.destroy(new Error('EIO'));
    expect(await line).toBeNull();
  });
});

describe('the screen', () => {
  const sinks = () => {
    const written: string[] = [];
    const sink = (name: string) => ({
      isTerminal: true,
      write: (text: string) => void written.push(`${name}:${text}`),
      columns: () => 80,
    });
    return { written, screen: new Screen(sink('out'), sink('err'), true) };
  };

  it('keeps what stays above what is redrawn, on both streams', () => {
    const { written, screen } = sinks();
    screen.bars(['a', 'b']);
    screen.bars(['a', 'b']);
    screen.err('trouble\n');
    screen.bars([]);
    expect(written.join('|')).toBe(
      [
        'out:a\nb',
        'out:\r\u001b[K\u001b[1A\r\u001b[K',
        'err:trouble\n',
        'out:a\nb',
        'out:\r\u001b[K\u001b[1A\r\u001b[K',
      ].join('|'),
    );
  });

  it('says nothing while a question is open, and then everything', () => {
    const { written, screen } = sinks();
    screen.bars(['a']);
    const release = screen.hold();
    written.length = 0;
    screen.out('one\n');
    screen.bars(['b']);
    screen.err('two\n');
    expect(written).toEqual([]);
    release();
    expect(written).toEqual(['out:one\n', 'err:two\n', 'out:b']);
  });
});

describe('exit codes', () => {
  it('are the worst of several', () => {
    expect(worst([])).toBe(EXIT.ok);
    expect(worst([0, 6, 0])).toBe(6);
    expect(worst([6, 3])).toBe(3);
    expect(worst([3, 5, 6])).toBe(5);
    expect(worst([4, 5])).toBe(4);
    expect(worst([1, 4, 3])).toBe(1);
    expect(worst([130, 1])).toBe(130);
  });

  it.each([
    ['usage.unknown_option', 2],
    ['usage.no_code', 5],
    ['data.in_use', 4],
    ['local.gone', 4],
    ['network.port_taken', 4],
    ['device.unreachable', 4],
    ['device.unknown', 1],
    ['transfer.disk_full', 1],
    ['transfer.declined', 3],
    ['pairing.not_shown', 5],
    ['settings.folder_missing', 1],
    ['internal', 1],
  ])('of %s is %i', (code, exit) => {
    expect(exitOf(code)).toBe(exit);
  });
});
