import type { ReactNode } from 'react';
import type { ShellFacts, WindowInput } from '../../contract/window.ts';
import { useStrings } from '../strings-context.tsx';
import { Sheet } from './sheet.tsx';

export type CloseAnswer = WindowInput<'window.closeAnswer'>['answer'];

/** Asked the first time the window is closed. */
export function CloseSheet({
  hasTray,
  platform,
  onAnswer,
}: {
  readonly hasTray: boolean;
  readonly platform: ShellFacts['platform'];
  readonly onAnswer: (answer: CloseAnswer) => void;
}): ReactNode {
  const { closing } = useStrings();
  const answers = {
    keep: () => onAnswer('keep'),
    quit: () => onAnswer('quit'),
    stay: () => onAnswer('stay'),
  };
  if (hasTray) {
    return (
      <Sheet
        title={platform === 'macos' ? closing.menuBarTitle : closing.trayTitle}
        safe={{ label: closing.gotIt, onChoose: answers.keep }}
        other={{ label: closing.quitInstead, onChoose: answers.quit }}
        onLeave={answers.stay}
        platform={platform}
      />
    );
  }
  return (
    <Sheet
      title={closing.noTrayTitle}
      more={closing.noTrayMore}
      safe={{ label: closing.keep, onChoose: answers.keep }}
      other={{ label: closing.quit, onChoose: answers.quit }}
      onLeave={answers.stay}
      platform={platform}
    />
  );
}
