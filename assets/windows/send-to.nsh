; The "Send to" menu of Explorer, for the person who installs Ferry. Explorer adds the selected files to the command.

!macro customInstall
  CreateShortCut "$SENDTO\Ferry.lnk" "$INSTDIR\${APP_EXECUTABLE_FILENAME}" "--send --" "$INSTDIR\${APP_EXECUTABLE_FILENAME}" 0
!macroend

; An update installs it anew, whatever became of it.
!macro customUnInstall
  Delete "$SENDTO\Ferry.lnk"
!macroend
