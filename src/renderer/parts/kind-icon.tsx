// What the files of a transfer are, and what a device is, as a picture.
import type { ReactNode } from 'react';
import type { DeviceKind } from '../../contract/devices.ts';
import type { FileKind } from '../../contract/transfers.ts';
import {
  ArchiveIcon,
  DesktopIcon,
  DeviceIcon,
  FileIcon,
  MusicIcon,
  PhoneIcon,
  PictureIcon,
  ProgramIcon,
  ServerIcon,
  TabletIcon,
  TextIcon,
  VideoIcon,
} from './icons.tsx';

const ICONS: Readonly<Record<FileKind, () => ReactNode>> = {
  picture: PictureIcon,
  video: VideoIcon,
  music: MusicIcon,
  document: TextIcon,
  archive: ArchiveIcon,
  program: ProgramIcon,
  file: FileIcon,
};

export function KindIcon({ kind }: { readonly kind: FileKind }): ReactNode {
  const Icon = ICONS[kind];
  return <Icon />;
}

const DEVICES: Readonly<Record<DeviceKind, () => ReactNode>> = {
  desktop: DesktopIcon,
  laptop: DeviceIcon,
  phone: PhoneIcon,
  tablet: TabletIcon,
  server: ServerIcon,
  unknown: DeviceIcon,
};

export function DeviceKindIcon({ kind }: { readonly kind: DeviceKind }): ReactNode {
  const Icon = DEVICES[kind];
  return <Icon />;
}
