# Prints what bash completes for each command line on standard input, after a line with ">" and that command line.
# $1 is the completion script.
source "$1"
compopt() { [[ $* != "+o default" ]] || default=no; } # bash's works only while a person completes
while IFS= read -r line; do
  COMP_WORDS=($line)
  [[ $line != *" " ]] || COMP_WORDS+=("")
  COMP_CWORD=$((${#COMP_WORDS[@]} - 1)) COMP_LINE=$line COMP_POINT=${#line} COMPREPLY=()
  [[ $(complete -p sppdet) == *"-o default"* ]] && default=yes || default=no
  _complete_sppdet
  # what bash does itself where no word fits
  ((${#COMPREPLY[@]})) || [[ $default == no ]] || mapfile -t COMPREPLY < <(compgen -f -- "${COMP_WORDS[COMP_CWORD]}")
  printf '%s\n' ">$line" "${COMPREPLY[@]}"
done
