# For scripts that print tables of models: what they share. Sets `scripts`, the folder of all scripts, and `wanted`, the rows to print.
scripts=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)
wanted=()

# is_wanted ROW: all rows are, unless some were named
is_wanted() {
  local name
  ((${#wanted[@]} > 0)) || return 0
  for name in "${wanted[@]}"; do [[ $name != "$1" ]] || return 0; done
  return 1
}

# logged LOG COMMAND...: keeps what a command says in a file, and shows it only when the command fails
logged() {
  local log=$1
  shift
  "$@" > "$log" 2>&1 || { cat -- "$log" >&2; exit 1; }
}
