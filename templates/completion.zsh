#compdef dev
# Completion of dev for zsh: source <(dev completion zsh)

# Sets children, options, values and arguments of a command, by its words with a space in front of each.
_devctl_table() {
  children=() options=() values='' arguments=''
  case $1 in
{{table}}
  esac
}

_devctl_complete() { # KIND
  local -a names
  case $1 in
    (files) _files ;;
    (folders) _files -/ ;;
    (commands) _command_names -e ;;
    (shells) compadd -- bash zsh fish ;;
    (any) ;;
    (*)
      # asked of dev itself, quick and without starting anything
      if [[ -n $file ]]; then
        names=(${(f)"$($words[1] completion --names $1 --file $file 2>/dev/null </dev/null)"})
      else
        names=(${(f)"$($words[1] completion --names $1 2>/dev/null </dev/null)"})
      fi
      compadd -a -- names ;;
  esac
}

_devctl() {
  local at='' value='' file='' word one kind=''
  local -i given=0 i=0 n
  local -a children options
  local values arguments
  _devctl_table ''
  for (( n = 2; n < CURRENT; n++ )); do
    word=$words[n]
    if [[ -n $value ]]; then
      [[ $value != --file ]] || file=$word
      value=''
    elif [[ $word == -- ]]; then
      _devctl_complete commands
      return
    elif [[ $word == -* ]]; then
      [[ " $values " != *" $word="* ]] || value=$word
    elif (( ${children[(I)$word:*]} )); then
      at="$at $word"
      _devctl_table "$at"
      given=0
    else
      given+=1
    fi
  done
  if [[ -n $value ]]; then
    for one in ${=values}; do
      [[ ${one%%=*} != $value ]] || _devctl_complete ${one#*=}
    done
    return
  fi
  if [[ $words[CURRENT] == -* ]]; then
    _describe -o option options
    return
  fi
  if (( $#children )) && (( ! given )); then
    _describe command children && return
  fi
  for one in ${=arguments}; do
    if [[ $one != + ]]; then
      (( i > given )) || kind=$one
      i+=1
    fi
  done
  [[ $arguments == *+ ]] || (( given < i )) || kind=''
  [[ -z $kind ]] || _devctl_complete $kind
}

# whose settings have not asked for completion until now
(( $+functions[compdef] )) || { autoload -Uz compinit && compinit }
compdef _devctl dev
