# Completion of dev for bash: source <(dev completion bash)

# Sets children, options, values and arguments of a command, by its words with a space in front of each.
_devctl_table() {
  children='' options='' values='' arguments=''
  case $1 in
{{table}}
  esac
}

# The names of a kind, each on a line; asked of dev itself, quick and without starting anything.
_devctl_names() { # KIND DEV FILE
  if [ -n "$3" ]; then
    "$2" completion --names "$1" --file "$3" 2>/dev/null </dev/null
  else
    "$2" completion --names "$1" 2>/dev/null </dev/null
  fi
}

_devctl_complete() { # KIND
  local line
  case $1 in
    files) COMPREPLY=($(compgen -f -- "$current")); compopt -o filenames 2>/dev/null ;;
    folders) COMPREPLY=($(compgen -d -- "$current")); compopt -o filenames 2>/dev/null ;;
    commands) COMPREPLY=($(compgen -c -- "$current")) ;;
    shells) COMPREPLY=($(compgen -W 'bash zsh fish' -- "$current")) ;;
    any) ;;
    *)
      while IFS= read -r line; do
        case $line in "$current"*) COMPREPLY+=("$(printf '%q' "$line")") ;; esac
      done < <(_devctl_names "$1" "${COMP_WORDS[0]}" "$file") ;;
  esac
}

_devctl() {
  local IFS=$' \t\n' current=${COMP_WORDS[COMP_CWORD]} at='' given=0 value='' file='' i word one kind
  local children options values arguments
  COMPREPLY=()
  _devctl_table ''
  for ((i = 1; i < COMP_CWORD; i++)); do
    word=${COMP_WORDS[i]}
    if [ -n "$value" ]; then
      [ "$value" != --file ] || file=$word
      value=''
    elif [ "$word" = -- ]; then
      _devctl_complete commands
      return
    elif [ "${word#-}" != "$word" ]; then
      case " $values " in *" $word="*) value=$word ;; esac
    else
      case " $children " in
        *" $word "*) at="$at $word"; _devctl_table "$at"; given=0 ;;
        *) given=$((given + 1)) ;;
      esac
    fi
  done
  if [ -n "$value" ]; then
    for one in $values; do
      [ "${one%%=*}" != "$value" ] || _devctl_complete "${one#*=}"
    done
    return
  fi
  if [ "${current#-}" != "$current" ]; then
    COMPREPLY=($(compgen -W "$options" -- "$current"))
    return
  fi
  COMPREPLY=($(compgen -W "$children" -- "$current"))
  i=0
  kind=''
  for one in $arguments; do
    if [ "$one" != + ]; then
      [ "$i" -gt "$given" ] || kind=$one
      i=$((i + 1))
    fi
  done
  case $arguments in *+) ;; *) [ "$given" -lt "$i" ] || kind='' ;; esac
  [ -z "$kind" ] || [ -n "${COMPREPLY[*]}" ] || _devctl_complete "$kind"
}

complete -F _devctl dev
