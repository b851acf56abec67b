# Shared by the scripts: where things are, how to speak, how to run something long and quietly.
# Sourced, never run. Everything that is said goes to standard error.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
build=$root/build

say() { printf 'preflight: %s\n' "$*" >&2; }

die() {
  say "$*"
  exit 3
}

# One line that is written over and over on a terminal; elsewhere nothing.
progress() {
  [[ -t 2 ]] && printf '\r\033[K%s' "$*" >&2
  return 0
}

# quietly LOG LABEL COMMAND...: the output goes to LOG; Ninja's "[12/34] ..." becomes one line of
# progress. Gives back the exit code of COMMAND.
quietly() {
  local log=$1 label=$2 line
  shift 2
  mkdir -p "$(dirname "$log")"
  if [[ -t 2 ]]; then progress "[  0%] $label"; else say "$label"; fi
  # Fixed by the script, not by the caller's wish for colours or another form of progress.
  NINJA_STATUS='[%f/%t] ' "$@" 2>&1 </dev/null | while IFS= read -r line; do
    printf '%s\n' "$line"
    if [[ $line =~ ^\[([0-9]+)/([0-9]+)\] ]]; then
      progress "$(printf '[%3d%%] %s' $((100 * BASH_REMATCH[1] / BASH_REMATCH[2])) "$label")"
    fi
  done >>"$log"
  local code=${PIPESTATUS[0]}
  progress ''
  return "$code"
}
