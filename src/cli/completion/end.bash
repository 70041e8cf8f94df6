_ferry() {
  local command= action= key= count=0 wants= raw= data= prefix= cur= quote= cut=0
  local -a before=()
  COMPREPLY=()
  _ferry_split
  # Where the shell itself opens a file.
  if [[ ${before[${#before[@]} - 1]} == *[\<\>] || $cur == [\<\>]* ]]; then
    _ferry_files
    return
  fi
  _ferry_read "${before[@]:1}"
  _ferry_offers
}

if type compopt >/dev/null 2>&1; then
  complete -F _ferry ferry
else
  # Before bash 4 files can't be offered at some places alone.
  complete -o default -F _ferry ferry
fi
