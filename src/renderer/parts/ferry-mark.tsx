import type { ReactNode } from 'react';

/** The mark of assets/source/icon.svg, flat. The name is always written beside it. */
export function FerryMark(): ReactNode {
  return (
    <svg className="ferry-mark" viewBox="0 0 1024 1024" aria-hidden="true" focusable="false">
      <rect x="32" y="32" width="960" height="960" rx="216" fill="#127f98" />
      <path d="M328 532V180a36 36 0 0 1 36-36h180l128 128v260z" fill="#ffc34f" />
      <path d="M544 144l128 128h-92a36 36 0 0 1-36-36z" fill="#dd7420" />
      <path d="M424 380h152M424 460h152" stroke="#0b4f66" strokeWidth="42" strokeLinecap="round" />
      <path
        d="M146 532h732l-122 188q-22 34-60 34H262q-44 0-58-44z"
        fill="#fff"
        stroke="#fff"
        strokeWidth="24"
        strokeLinejoin="round"
      />
      <path
        d="M152 876c72 0 72-48 144-48s72 48 144 48 72-48 144-48 72 48 144 48 72-48 144-48"
        fill="none"
        stroke="#8fe0dd"
        strokeWidth="52"
        strokeLinecap="round"
      />
    </svg>
  );
}
