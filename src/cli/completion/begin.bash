# Completes the words of ferry in bash. Made by: ferry completion bash
# Readline wants what it puts in as the shell will read it, and tells only roughly what was typed. So the line is read
# here, and what is offered is quoted here. Nothing that was typed or is listed is ever evaluated.

# The words before the cursor as the shell will read them, and from where on readline replaces the last one.
_ferry_split() {
  local line=${COMP_LINE:0:COMP_POINT} outer=0 begun= char next i
  for ((i = 0; i < ${#line}; i++)); do
    char=${line:i:1}
    if [[ $char == "$quote" ]]; then
      quote= cut=$outer
    elif [[ $quote == "'" ]]; then
      cur+=$char
    elif [[ $char == \\ ]]; then
      i=$((i + 1)) begun=1
      next=${line:i:1}
      [[ $quote == '"' && $next != [\"\$\`\\] ]] && cur+=\\
      cur+=$next
    elif [[ -n $quote ]]; then
      cur+=$char
    elif [[ $char == [\"\'] ]]; then
      quote=$char outer=$cut cut=${#cur} begun=1
    elif [[ $char == [[:space:]] ]]; then
      [[ -n $begun ]] && before+=("$cur")
      cur= cut=0 begun=
    else
      cur+=$char begun=1
      [[ $COMP_WORDBREAKS == *"$char"* ]] && cut=${#cur}
    fi
  done
}

# What begins as typed is offered, quoted as that is.
_ferry_offer() {
  local whole=$prefix$1 out= char i
  [[ $whole == "$cur"* ]] || return 0
  if [[ -z $quote ]]; then
    printf -v out %q "${whole:cut}"
  else
    for ((i = cut; i < ${#whole}; i++)); do
      char=${whole:i:1}
      if [[ $quote == "'" && $char == "'" ]]; then
        out+="'\\''"
      elif [[ $quote == '"' && $char == '!' ]]; then
        # In there a backslash would stay.
        out+='"\!"'
      elif [[ $quote == '"' && $char == [\"\$\`\\] ]]; then
        out+=\\$char
      else
        out+=$char
      fi
    done
    # Readline puts in the last quote, and takes a first or last one in here for that: so these are given twice.
    [[ $out == "$quote"* ]] && out=$quote$out
    [[ $out == *"$quote" ]] && out+=$quote
  fi
  COMPREPLY+=("$out")
}

_ferry_list() {
  local line
  while IFS= read -r line; do
    _ferry_offer "${line%%$'\t'*}"
  done < <(command ferry completion list "$1" ${data:+--data "$data"} 2>/dev/null </dev/null)
}

_ferry_files() { compopt -o default 2>/dev/null; }
_ferry_folders() { compopt -o dirnames 2>/dev/null; }

# Behind --option=
_ferry_value_of() {
  prefix=$1=
  _ferry_value "${1#--}"
}
