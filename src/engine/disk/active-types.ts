// What does something when it is opened, or merely lies where it lies, on any system: it is pointed out before it is
// accepted, and marked as having come from elsewhere.
import { withoutTail } from './safe-path.ts';

const words = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/).filter(Boolean));

const EXTENSIONS = words(`
  exe com scr pif bat cmd ps1 psm1 psd1 ps1xml psc1 msi msp mst msix msixbundle appx appxbundle appinstaller
  application appref-ms lnk url website hta chm hlp js jse mjs cjs vbs vbe vb ws wsf wsh wsc sct reg inf scf cpl msc dll
  ocx sys drv gadget theme themepack diagcab settingcontent-ms library-ms search-ms searchconnector-ms xll wll rdp iso
  img vhd vhdx jnlp jar class msh msh1 msh2 mshxml ade adp mde accde accdr
  app command tool workflow terminal pkg mpkg dmg scpt scptd applescript osx webloc inetloc fileloc prefpane
  plugin kext mobileconfig saver qlgenerator mdimporter service
  sh bash zsh fish csh tcsh ksh run elf so desktop appimage deb rpm snap flatpak flatpakref flatpakrepo apk
  aab ipa crx xpi vsix py pyw pyc pyz pyzw pl pm rb php lua tcl awk jsp ahk au3 xbe
  docm dotm xlsm xltm xlam xlsb pptm potm ppam ppsm sldm one slk iqy oqy rqy
`);

/** Whole names: read by a system, a shell or a tool wherever they find them. */
const NAMES = words(`
  desktop.ini autorun.inf folder.htt
  .bashrc .bash_profile .bash_login .bash_logout .bash_aliases .profile .zshrc .zshenv .zprofile .zlogin .zlogout
  .cshrc .tcshrc .login .kshrc .inputrc .xinitrc .xsession .xprofile .xsessionrc .envrc .vimrc .exrc .emacs
  .gdbinit .lldbinit .npmrc .yarnrc .pypirc .netrc .gitconfig
  authorized_keys authorized_keys2 sudoers crontab makefile gnumakefile
  .git .ssh .gnupg .vscode autostart startup launchagents launchdaemons
  applypatch-msg pre-applypatch post-applypatch pre-commit pre-merge-commit prepare-commit-msg commit-msg post-commit
  pre-rebase post-checkout post-merge pre-push pre-receive post-receive post-update reference-transaction
  push-to-checkout pre-auto-gc post-rewrite sendemail-validate fsmonitor-watchman post-index-change
`);

const ASCII = /^[ -~]*$/;

/** Of a file or a folder, by its name on the wire or here. */
export function isActiveType(name: string): boolean {
  // As the system sees it that is careless: without what isn't seen, without dots and spaces at the end, without case.
  const seen = ASCII.test(name) ? name : name.normalize('NFKC').replace(/\p{Default_Ignorable_Code_Point}/gu, '');
  const plain = withoutTail(seen).toLowerCase();
  const dot = plain.lastIndexOf('.');
  return NAMES.has(plain) || (dot >= 0 && EXTENSIONS.has(plain.slice(dot + 1)));
}
