// A picture that is chosen by the system's dialog and read in the window itself: its path goes nowhere.
import type { ReactNode } from 'react';
import { useRef } from 'react';

export function PictureButton({
  label,
  onPicture,
}: {
  readonly label: string;
  readonly onPicture: (picture: Blob) => void;
}): ReactNode {
  const chooser = useRef<HTMLInputElement>(null);
  return (
    <>
      <input
        ref={chooser}
        type="file"
        hidden
        accept="image/*"
        aria-label={label}
        onChange={(event) => {
          const [file] = event.target.files ?? [];
          // The same file again is news, too.
          if (file !== undefined) onPicture(file);
          event.target.value = '';
        }}
      />
      <button type="button" className="button" onClick={() => chooser.current?.click()}>
        {label}
      </button>
    </>
  );
}
