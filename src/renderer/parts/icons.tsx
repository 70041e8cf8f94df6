// Small drawings in the colour of the text beside them. They never stand alone: the words say the same.
import type { ReactNode } from 'react';

function Icon({ children }: { readonly children: ReactNode }): ReactNode {
  return (
    <svg className="icon" viewBox="0 0 20 20" aria-hidden="true" focusable="false">
      {children}
    </svg>
  );
}

export const DeviceIcon = (): ReactNode => (
  <Icon>
    <rect x="3.5" y="4" width="13" height="9" rx="1.5" />
    <path d="M1.5 16h17" />
  </Icon>
);

export const DesktopIcon = (): ReactNode => (
  <Icon>
    <rect x="2.5" y="3.5" width="15" height="10" rx="1.5" />
    <path d="M10 13.5v3M6.5 16.5h7" />
  </Icon>
);

export const PhoneIcon = (): ReactNode => (
  <Icon>
    <rect x="6" y="2.5" width="8" height="15" rx="1.75" />
    <path d="M9 15h2" />
  </Icon>
);

export const TabletIcon = (): ReactNode => (
  <Icon>
    <rect x="4" y="2.5" width="12" height="15" rx="1.75" />
    <path d="M9 15h2" />
  </Icon>
);

export const ServerIcon = (): ReactNode => (
  <Icon>
    <rect x="3" y="3.5" width="14" height="5.5" rx="1.5" />
    <rect x="3" y="11" width="14" height="5.5" rx="1.5" />
    <path d="M6 6.25v.01M6 13.75v.01" />
  </Icon>
);

export const SettingsIcon = (): ReactNode => (
  <Icon>
    <circle cx="10" cy="10" r="5.5" />
    <circle cx="10" cy="10" r="2" />
    {/* Eight teeth: dashes of a circle just outside. */}
    <circle
      cx="10"
      cy="10"
      r="7.25"
      strokeWidth="2.25"
      strokeLinecap="butt"
      strokeDasharray="2.4 3.2942"
      strokeDashoffset="1.2"
    />
  </Icon>
);

export const PencilIcon = (): ReactNode => (
  <Icon>
    <path d="M12.5 4.5l3 3L7 16l-3.75.75L4 13z" />
  </Icon>
);

export const ChevronIcon = (): ReactNode => (
  <Icon>
    <path d="M5.5 8l4.5 4.5L14.5 8" />
  </Icon>
);

/** Points to where reading begins: mirrored by the style sheet in right-to-left languages. */
export const BackIcon = (): ReactNode => (
  <Icon>
    <path className="mirrored" d="M12.5 4.5L7 10l5.5 5.5" />
  </Icon>
);

export const CloseIcon = (): ReactNode => (
  <Icon>
    <path d="M5.5 5.5l9 9M14.5 5.5l-9 9" />
  </Icon>
);

export const CheckIcon = (): ReactNode => (
  <Icon>
    <path d="M4.5 10.5l3.5 3.5 7.5-8" />
  </Icon>
);

export const WarningIcon = (): ReactNode => (
  <Icon>
    <path d="M10 3.25l7.25 13H2.75z" />
    <path d="M10 8v4M10 14v.25" />
  </Icon>
);

export const QuestionIcon = (): ReactNode => (
  <Icon>
    <circle cx="10" cy="10" r="7.25" />
    <path d="M7.75 8a2.25 2.25 0 1 1 3.4 1.95c-.75.45-1.15.85-1.15 1.8M10 14v.25" />
  </Icon>
);

export const FolderIcon = (): ReactNode => (
  <Icon>
    <path d="M2.5 6A1.5 1.5 0 0 1 4 4.5h3.5l2 2H16A1.5 1.5 0 0 1 17.5 8v6a1.5 1.5 0 0 1-1.5 1.5H4A1.5 1.5 0 0 1 2.5 14z" />
  </Icon>
);

export const EyeIcon = (): ReactNode => (
  <Icon>
    <path d="M1.75 10C3.5 6.75 6.5 5 10 5s6.5 1.75 8.25 5c-1.75 3.25-4.75 5-8.25 5s-6.5-1.75-8.25-5z" />
    <circle cx="10" cy="10" r="2.25" />
  </Icon>
);

export const EyeOffIcon = (): ReactNode => (
  <Icon>
    <path d="M1.75 10C3.5 6.75 6.5 5 10 5s6.5 1.75 8.25 5c-1.75 3.25-4.75 5-8.25 5s-6.5-1.75-8.25-5z" />
    <path d="M4 16.5l12-13" />
  </Icon>
);

export const PairedIcon = (): ReactNode => (
  <Icon>
    <circle cx="7" cy="10" r="4.25" />
    <circle cx="13" cy="10" r="4.25" />
  </Icon>
);

export const NoNetworkIcon = (): ReactNode => (
  <Icon>
    <path d="M2.5 8c4.5-4 10.5-4 15 0M5.5 11c2.75-2.4 6.25-2.4 9 0" />
    <path d="M10 14.5v.25M4 17l12-14" />
  </Icon>
);

export const TransferIcon = (): ReactNode => (
  <Icon>
    <path d="M6.5 16V4M3 7.5L6.5 4 10 7.5M13.5 4v12M10 12.5l3.5 3.5 3.5-3.5" />
  </Icon>
);

export const SendIcon = (): ReactNode => (
  <Icon>
    <path d="M10 16V4M5 9l5-5 5 5" />
  </Icon>
);

export const ReceiveIcon = (): ReactNode => (
  <Icon>
    <path d="M10 4v12M5 11l5 5 5-5" />
  </Icon>
);

export const ClockIcon = (): ReactNode => (
  <Icon>
    <circle cx="10" cy="10" r="7" />
    <path d="M10 6v4.25l2.75 1.75" />
  </Icon>
);

export const PauseIcon = (): ReactNode => (
  <Icon>
    <path d="M7 5v10M13 5v10" />
  </Icon>
);

export const ResumeIcon = (): ReactNode => (
  <Icon>
    <path className="mirrored" d="M7 4.5v11l8.5-5.5z" />
  </Icon>
);

export const EndedIcon = (): ReactNode => (
  <Icon>
    <circle cx="10" cy="10" r="7" />
    <path d="M5.5 14.5l9-9" />
  </Icon>
);

export const TextIcon = (): ReactNode => (
  <Icon>
    <path d="M4 5h12M4 10h12M4 15h7" />
  </Icon>
);

export const FileIcon = (): ReactNode => (
  <Icon>
    <path d="M5.5 3.5h6l3.5 3.5v9.5h-9.5z" />
    <path d="M11.5 3.5V7H15" />
  </Icon>
);

/** Points to where reading goes on. */
export const ForwardIcon = (): ReactNode => (
  <Icon>
    <path className="mirrored" d="M7.5 4.5L13 10l-5.5 5.5" />
  </Icon>
);

export const PictureIcon = (): ReactNode => (
  <Icon>
    <rect x="2.5" y="4" width="15" height="12" rx="1.5" />
    <circle cx="6.75" cy="8" r="1.25" />
    <path d="M3 14.5l4-3.75 2.5 2.25 3.5-4 4 4.5" />
  </Icon>
);

export const VideoIcon = (): ReactNode => (
  <Icon>
    <rect x="2.5" y="4" width="15" height="12" rx="1.5" />
    <path d="M8.5 7.5v5l4-2.5z" />
  </Icon>
);

export const MusicIcon = (): ReactNode => (
  <Icon>
    <path d="M7.5 14.5v-9l8-1.75v9" />
    <circle cx="5.5" cy="14.5" r="2" />
    <circle cx="13.5" cy="12.75" r="2" />
  </Icon>
);

export const ArchiveIcon = (): ReactNode => (
  <Icon>
    <rect x="2.5" y="4" width="15" height="4" rx="1" />
    <path d="M4 8v6.5A1.5 1.5 0 0 0 5.5 16h9a1.5 1.5 0 0 0 1.5-1.5V8M8 11h4" />
  </Icon>
);

export const ProgramIcon = (): ReactNode => (
  <Icon>
    <rect x="2.5" y="4" width="15" height="12" rx="1.5" />
    <path d="M5.5 8l2.5 2.25-2.5 2.25M10 12.5h4" />
  </Icon>
);
