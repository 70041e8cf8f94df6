// What this system calls the programs we need, and the command that installs them. Pure; the table is the whole truth.

/** @typedef {'apt' | 'dnf' | 'pacman' | 'zypper'} Family */
/**
 * @typedef {object} Need
 * @property {string} proof a command on the PATH, or an absolute path: it is installed when that is there
 * @property {Record<Family, string>} packages the package that has it
 * @property {string} why what is skipped without it
 */

/** @type {readonly Need[]} */
export const NEEDS = [
  {
    proof: 'chromium',
    packages: { apt: 'chromium', dnf: 'chromium', pacman: 'chromium', zypper: 'chromium' },
    why: 'the tests of the window',
  },
  {
    proof: 'Xvfb',
    packages: { apt: 'xvfb', dnf: 'xorg-x11-server-Xvfb', pacman: 'xorg-server-xvfb', zypper: 'xorg-x11-server-Xvfb' },
    why: 'the tests of `npm start`, which need a screen',
  },
  {
    proof: 'dbus-daemon',
    packages: { apt: 'dbus', dnf: 'dbus-daemon', pacman: 'dbus', zypper: 'dbus-1-daemon' },
    why: 'the tests of notifications and the tray on Linux',
  },
  {
    proof: 'dunst',
    packages: { apt: 'dunst', dnf: 'dunst', pacman: 'dunst', zypper: 'dunst' },
    why: 'the tests of notifications with a real service',
  },
  {
    proof: 'ip',
    packages: { apt: 'iproute2', dnf: 'iproute', pacman: 'iproute2', zypper: 'iproute2' },
    why: 'the tests of several computers on one network',
  },
  {
    proof: '/usr/sbin/avahi-daemon',
    packages: { apt: 'avahi-daemon', dnf: 'avahi', pacman: 'avahi', zypper: 'avahi' },
    why: 'the tests of discovery beside another program',
  },
  {
    proof: 'avahi-browse',
    packages: { apt: 'avahi-utils', dnf: 'avahi-tools', pacman: 'avahi', zypper: 'avahi-utils' },
    why: 'the tests of discovery by another program',
  },
  {
    proof: 'zsh',
    packages: { apt: 'zsh', dnf: 'zsh', pacman: 'zsh', zypper: 'zsh' },
    why: 'the tests of completion in zsh',
  },
  {
    proof: 'fish',
    packages: { apt: 'fish', dnf: 'fish', pacman: 'fish', zypper: 'fish' },
    why: 'the tests of completion in fish',
  },
  {
    proof: 'mandoc',
    packages: { apt: 'mandoc', dnf: 'mandoc', pacman: 'mandoc', zypper: 'mandoc' },
    why: 'the tests of the manual page',
  },
  {
    proof: '/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf',
    packages: {
      apt: 'fonts-dejavu-core',
      dnf: 'dejavu-sans-fonts',
      pacman: 'ttf-dejavu',
      zypper: 'dejavu-fonts',
    },
    why: 'the pictures of the window, which want the same letters everywhere',
  },
];

/** @type {Record<Family, string>} */
const COMMANDS = {
  apt: 'apt-get install --no-install-recommends',
  dnf: 'dnf install',
  pacman: 'pacman -S --needed',
  zypper: 'zypper install',
};

/** @type {Record<string, Family>} by the names of /etc/os-release */
const FAMILIES = {
  debian: 'apt',
  ubuntu: 'apt',
  fedora: 'dnf',
  rhel: 'dnf',
  arch: 'pacman',
  suse: 'zypper',
  opensuse: 'zypper',
};

/**
 * The package manager of a Linux, from /etc/os-release: its own name first, then those it says it is like.
 * @param {string} osRelease the file's text
 * @returns {Family | null}
 */
export function packageFamily(osRelease) {
  /** @param {string} key */
  const value = (key) => new RegExp(`^${key}=["']?([^"'\\n]*)`, 'm').exec(osRelease)?.[1] ?? '';
  const names = [value('ID'), ...value('ID_LIKE').split(' ')];
  for (const name of names) {
    const family = FAMILIES[name];
    if (family) return family;
  }
  return null;
}

/**
 * What a package is called here. Ubuntu has Chromium under another name (it leads to its snap).
 * @param {Need} need
 * @param {Family} family
 * @param {string} osRelease
 */
export function packageName(need, family, osRelease) {
  if (need.proof === 'chromium' && /^ID=["']?ubuntu/m.test(osRelease)) return 'chromium-browser';
  return need.packages[family];
}

/**
 * @param {Family} family
 * @param {readonly string[]} names
 * @param {boolean} isRoot
 */
export function installCommand(family, names, isRoot) {
  return `${isRoot ? '' : 'sudo '}${COMMANDS[family]} ${names.join(' ')}`;
}

/**
 * How to get a Chromium on this system, as the end of a sentence that begins with "install".
 * @param {string} platform
 * @param {string} osRelease '' where there is none
 * @param {boolean} isRoot
 */
export function chromiumAdvice(platform, osRelease, isRoot) {
  if (platform === 'darwin')
    return 'Google Chrome from https://www.google.com/chrome, or: brew install --cask chromium';
  if (platform === 'win32') return 'Google Chrome from https://www.google.com/chrome, or: winget install Google.Chrome';
  const family = packageFamily(osRelease);
  const need = NEEDS.find(({ proof }) => proof === 'chromium');
  if (family === null || need === undefined) return 'Chromium with the package manager of this system';
  return `Chromium: ${installCommand(family, [packageName(need, family, osRelease)], isRoot)}`;
}
