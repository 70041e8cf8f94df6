import { describe, expect, it } from 'vitest';
import { COMMAND_NAMES, formsOf, isOption, OPTIONS, optionsOf } from '../../../src/cli/command-table.ts';
import { actionsOf, SHELLS } from '../../../src/cli/completion/grammar.ts';
import { SCRIPTS } from '../../../src/cli/completion/scripts.ts';
import { stringsFor } from '../../../src/strings/index.ts';

const LANGUAGES = ['en', 'de', 'he'] as const;
const scripts = SHELLS.flatMap((shell) => LANGUAGES.map((language) => [shell, language] as const));
const written = (shell: (typeof SHELLS)[number], language: (typeof LANGUAGES)[number]): string =>
  SCRIPTS[shell](stringsFor(language, []));

describe('what may stand where', () => {
  it('is read from the forms of the table', () => {
    expect(actionsOf('send')).toEqual([{ word: null, use: 'send', places: [{ is: 'files' }], isRepeated: true }]);
    expect(actionsOf('devices').map(({ word, places }) => [word, places.map(({ is }) => is)])).toEqual([
      [null, []],
      ['accept', ['list']],
      ['ask', ['list']],
      ['rename', ['list', 'nothing']],
      ['compare', ['list']],
    ]);
    expect(actionsOf('pair')).toMatchObject([{ word: null, places: [{ is: 'list', list: 'devices' }] }]);
    expect(actionsOf('pause')).toMatchObject([{ places: [{ is: 'nothing' }], isRepeated: false }]);
  });

  it('leaves out no second word that a form has', () => {
    for (const name of COMMAND_NAMES)
      for (const [form] of formsOf(name)) {
        const second = form.split(' ')[1];
        if (second !== undefined && /^[a-z]/.test(second))
          expect(actionsOf(name).map(({ word }) => word)).toContain(second);
      }
  });
});

describe.each(scripts)('the script for %s in %s', (shell, language) => {
  const script = written(shell, language);

  it.each(COMMAND_NAMES)('has the words and options of %s', (name) => {
    expect(script).toContain(shell === 'fish' ? `'__ferry_at 0' -a ${name} ` : `_ferry_offer '${name}' `);
    for (const { word } of actionsOf(name))
      if (word !== null)
        expect(script).toContain(shell === 'fish' ? `'__ferry_at 1 ${name}' -a ${word} ` : `_ferry_offer '${word}' `);
    for (const option of optionsOf(name)) expect(optionsIn(script, shell, name)).toContain(option);
  });

  it('offers no option that the table hasn’t', () => {
    for (const name of COMMAND_NAMES)
      expect([...optionsIn(script, shell, name)].sort()).toEqual([...optionsOf(name)].sort());
  });

  it('says what each of them is for', () => {
    const { option } = stringsFor(language, []).cli;
    for (const name of Object.keys(OPTIONS).filter(isOption)) {
      const said = option[name];
      const escaped = shell === 'fish' ? said.replace(/[\\']/g, '\\$&') : said.replaceAll("'", String.raw`'\''`);
      expect(script).toContain(`'${escaped}'`);
    }
  });
});

/** Of one command, as the script has them. */
function optionsIn(script: string, shell: (typeof SHELLS)[number], command: string): readonly string[] {
  if (shell !== 'fish') {
    const [, all = ''] = /\n_ferry_options\(\) \{\n(.*?)\n\}\n/s.exec(script) ?? [];
    const own = new RegExp(`\\n {4}(?:'' \\| )?${command}\\)\\n(.*?)\\n {6};;`, 's').exec(all)?.[1] ?? '';
    return [...own.matchAll(/_ferry_offer '--([\w-]+)'/g)].map(([, name = '']) => name);
  }
  return [...script.matchAll(/^complete -c ferry (?:-n '__ferry_in ([a-z ]+)' )?(?:-s \w )?-l ([\w-]+) /gm)]
    .filter(([, commands]) => commands === undefined || commands.split(' ').includes(command))
    .map(([, , name = '']) => name);
}
