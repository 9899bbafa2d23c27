# Completion of dev for fish: dev completion fish | source

# Prints what can stand at the end of the command line, with a description behind a tab.
function __devctl_complete
  set -l words (commandline -opc)
  set -l current (commandline -ct)
  set -l dev $words[1]
  set -e words[1]
  set -l at ''
  set -l value ''
  set -l file
  set -l given 0
  __devctl_table ''
  for word in $words
    if test -n "$value"
      test "$value" = --file; and set file --file $word
      set value ''
    else if test "$word" = --
      __devctl_names $dev commands
      return
    else if string match -q -- '-*' $word
      string match -q -- "$word=*" $__devctl_values; and set value $word
    else if string match -q -- "$word"\t'*' $__devctl_children
      set at "$at $word"
      __devctl_table $at
      set given 0
    else
      set given (math $given + 1)
    end
  end
  if test -n "$value"
    __devctl_names $dev (string replace -- "$value=" '' (string match -- "$value=*" $__devctl_values)) $file
    return
  end
  if string match -q -- '-*' "$current"
    test -z "$__devctl_options"; or printf '%s\n' $__devctl_options
    return
  end
  test -z "$__devctl_children"; or printf '%s\n' $__devctl_children
  set -l kinds (string match -v -- '+' $__devctl_arguments)
  set -l next (math $given + 1)
  if test $next -gt (count $kinds); and contains -- '+' $__devctl_arguments
    set next (count $kinds)
  end
  if test $next -ge 1; and test $next -le (count $kinds)
    __devctl_names $dev $kinds[$next] $file
  end
end

# The names of a kind; asked of dev itself, quick and without starting anything.
function __devctl_names # DEV KIND [--file FILE]
  switch $argv[2]
    case files
      __fish_complete_path (commandline -ct)
    case folders
      __fish_complete_directories (commandline -ct)
    case commands
      __fish_complete_command
    case shells
      printf '%s\n' bash zsh fish
    case any
    case '*'
      $argv[1] completion --names $argv[2] $argv[3..-1] 2>/dev/null </dev/null
  end
end

# Sets children, options, values and arguments of a command, by its words with a space in front of each.
function __devctl_table
  set -l children
  set -l options
  set -l values
  set -l arguments
  switch "$argv[1]"
{{table}}
  end
  set -g __devctl_children $children
  set -g __devctl_options $options
  set -g __devctl_values $values
  set -g __devctl_arguments $arguments
end

complete -c dev -f -a '(__devctl_complete)'
