# The same in zsh, which completes only in a terminal: a shell in one, whose Tab prints what would be shown.
zmodload zsh/zpty
zpty shell zsh -f -i
zpty -w shell "PS1= PS2= PROMPT_EOL_MARK=; stty -echo; fpath=(${(q)1:h} \$fpath); autoload -U compinit; compinit -u -D
compadd() { local -a hits; builtin compadd -A hits \"\$@\"; print -rl -- \$hits; builtin compadd \"\$@\" }
answer() { print -r -- \"<start>\"; _main_complete; compstate[insert]=; compstate[list]=; print -r -- \"<end>\" }
zle -C answer complete-word answer; bindkey '^I' answer; print ready"
zpty -r shell output "*ready*ready*" 2> /dev/null || true
while IFS= read -r line; do
  zpty -w -n shell $'\x15'"$line"$'\t'
  output=
  zpty -r shell output "*<end>*"
  output=${${output##*<start>}%%<end>*}
  print -r -- ">$line"
  print -r -- "${output//$'\r'/}" | sed '/^ *$/d'
done
zpty -d shell
