_ferry() {
  local command= action= key= count=0 wants= raw= data= within= cur="${(Q)PREFIX}"
  local -a offered
  (( CURRENT > 2 )) && _ferry_read "${(@Q)words[2,CURRENT-1]}"
  _ferry_offers
  [[ -n $within ]] && compset -P 1 '*='
  (( $#offered )) && _describe ferry offered
}

# Read from a folder of completions, it is called; read by `source`, it says what it is for.
if [[ ${funcstack[1]} == _ferry ]]; then
  _ferry "$@"
else
  compdef _ferry ferry
fi
