#compdef ferry
# Completes the words of ferry in zsh. Made by: ferry completion zsh
# Nothing that was typed or is listed is ever evaluated; zsh quotes what it puts in.

_ferry_offer() {
  offered+=("${${1//\\/\\\\}//:/\\:}${2:+:$2}")
}

_ferry_list() {
  local line about
  for line in "${(@f)$(command ferry completion list $1 ${data:+--data} ${data:+"$data"} 2>/dev/null </dev/null)}"; do
    [[ -n $line ]] || continue
    about=
    [[ $line == *$'\t'* ]] && about=${line#*$'\t'}
    _ferry_offer "${line%%$'\t'*}" "$about"
  done
}

_ferry_files() { _files; }
_ferry_folders() { _path_files -/; }

# Behind --option=. What compset does lasts as long as its function.
_ferry_value_of() {
  within=1
  compset -P 1 '*='
  _ferry_value "${1#--}"
}
