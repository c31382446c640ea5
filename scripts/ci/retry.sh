#!/usr/bin/env bash
# retry.sh COMMAND...: runs a command that depends on a registry, up to three times until it succeeds.
set -uo pipefail
for pause in 10 30 0; do
  "$@" && exit
  status=$?
  echo "failed (status $status): $*" >&2
  sleep "$pause"
done
exit "$status"
