# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # what is set here is used by the scripts, and the other way round
# Shared by the scripts beside this file: places, progress lines, failures.

# Sourced with `set -euo pipefail` in force.
root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)
cache=${WINERROR87_CACHE:-${XDG_CACHE_HOME:-${HOME:?HOME is not set: set it, or WINERROR87_CACHE}/.cache}/winerror87}
logs=$cache/log

# Exit statuses as the program has them: above 127 `git bisect run` stops instead of blaming a commit.
readonly status_missing=128 # the machine lacks something, or a registry is unreachable
readonly status_usage=129

say() { printf '%s\n' "$*"; }

# fail STATUS WHAT [NEXT...]: what went wrong, then what to do about it, a line each.
fail() {
  local status=$1
  shift
  printf '%s\n' "$@" >&2
  exit "$status"
}

usage_error() { fail "$status_usage" "$(basename -- "$0"): $1" "Usage: $usage"; }

ticker_pid=
stop_ticker() {
  [[ -z $ticker_pid ]] && return
  kill "$ticker_pid" 2>/dev/null || true
  wait "$ticker_pid" 2>/dev/null || true
  ticker_pid=
}
trap stop_ticker EXIT

# A line every 10 seconds, so that a silent step is seen to live. It ends with this shell, however that ends.
start_ticker() {
  local text=${1%%:*} begin=$SECONDS
  (
    trap - EXIT
    # The sleep must not hold our output open: whoever reads it would wait for it.
    while sleep 10 >/dev/null 2>&1 && kill -0 $$ 2>/dev/null; do
      say "  $text: $((SECONDS - begin)) s so far"
    done
  ) &
  ticker_pid=$!
}

# step NAME TEXT COMMAND...: runs it with its output in a log; on failure shows the log's end and returns the status.
step() {
  local log=$logs/$1.log text=$2 begin=$SECONDS status=0
  shift 2
  mkdir -p "$logs"
  say "- $text ..."
  start_ticker "$text"
  # In the foreground, so that Ctrl-C reaches it.
  "$@" >"$log" 2>&1 </dev/null || status=$?
  stop_ticker
  if ((status == 0)); then
    say "  done in $((SECONDS - begin)) s"
  else
    say "  failed with status $status; the last lines of $log:" >&2
    tail -n 20 "$log" | sed 's/^/    /' >&2
  fi
  return "$status"
}
