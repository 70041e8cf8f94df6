# The words before the one that is typed: the command, what it was given, and what else counts.
_ferry_read() {
  local typed
  for typed; do
    if [ -n "$wants" ]; then
      [ "$wants" = data ] && data=$typed
      wants=
      continue
    fi
    if [ -z "$raw" ]; then
      case $typed in
        --) raw=1; continue ;;
        --data=*) data=${typed#*=}; continue ;;
        --*) _ferry_takes "$typed" && wants=${typed#--}; continue ;;
        -?*) continue ;;
      esac
    fi
    case $count in
      0) command=$typed ;;
      1) action=$typed ;;
      2) key=$typed ;;
    esac
    count=$((count + 1))
  done
  case $data in
    "~/"*) data=$HOME/${data#"~/"} ;;
  esac
}

_ferry_offers() {
  if [ -n "$wants" ]; then
    _ferry_value "$wants"
    return
  fi
  if [ -z "$raw" ]; then
    case $cur in
      --*=*) _ferry_value_of "${cur%%=*}"; return ;;
      -*) _ferry_options; return ;;
    esac
  fi
  _ferry_places
}
