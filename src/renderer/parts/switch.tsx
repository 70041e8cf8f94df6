import type { ReactNode } from 'react';

/** On or off, at once. Named by `label`, or by a <label> that points at `id`. */
export function Switch({
  id,
  label,
  describedBy,
  isOn,
  onChange,
}: {
  readonly id?: string;
  readonly label?: string;
  /** The id of what went wrong with it. */
  readonly describedBy?: string | undefined;
  readonly isOn: boolean;
  readonly onChange: (isOn: boolean) => void;
}): ReactNode {
  return (
    <input
      id={id}
      type="checkbox"
      // biome-ignore lint/a11y/useAriaPropsForRole: a checkbox says itself whether it is checked.
      role="switch"
      className="switch"
      aria-label={label}
      aria-describedby={describedBy}
      checked={isOn}
      onChange={(event) => onChange(event.target.checked)}
    />
  );
}
