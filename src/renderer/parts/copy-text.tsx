// A text as it is typed elsewhere, and a button that copies it.
import type { ReactNode } from 'react';
import { useRef, useState } from 'react';
import { useStrings } from '../strings-context.tsx';
import { useAnnounce } from './announcer.tsx';
import { copyTextOf } from './copy.ts';

export function CopyText({
  text,
  button,
  spoken,
}: {
  readonly text: string;
  readonly button: string;
  /** The button's name for a screen reader, where its words alone don't say what is copied. */
  readonly spoken?: string;
}): ReactNode {
  const { common } = useStrings();
  const announce = useAnnounce();
  const shown = useRef<HTMLElement>(null);
  const [copied, setCopied] = useState<string | null>(null);

  function copy(): void {
    if (!copyTextOf(shown.current)) return;
    setCopied(text);
    announce(common.copied);
  }

  return (
    <div className="copy-text">
      <code ref={shown} dir="ltr">
        {wholeWords(text)}
      </code>
      <button type="button" className="button" aria-label={copied === text ? undefined : spoken} onClick={copy}>
        {copied === text ? common.copied : button}
      </button>
    </div>
  );
}

/** Longer ones have to break somewhere. */
const LONGEST_WHOLE = 24;

/** A line breaks between the words of a command, and not after its hyphens. */
function wholeWords(text: string): ReactNode {
  const parts = text.split(/(\s+)/);
  return parts.map((part, at) =>
    part.includes('-') && part.length <= LONGEST_WHOLE ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: parts of one text never move.
      <span key={at} className="whole">
        {part}
      </span>
    ) : (
      part
    ),
  );
}
