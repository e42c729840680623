# Prints what bash completes for each command line on standard input, after a line with ">" and that command line.
# $1 is the completion script.
source "$1"
compopt() { :; } # works only while a person completes
while IFS= read -r line; do
  COMP_WORDS=($line)
  [[ $line != *" " ]] || COMP_WORDS+=("")
  COMP_CWORD=$((${#COMP_WORDS[@]} - 1)) COMP_LINE=$line COMP_POINT=${#line} COMPREPLY=()
  _complete_sppdet
  printf '%s\n' ">$line" "${COMPREPLY[@]}"
done
