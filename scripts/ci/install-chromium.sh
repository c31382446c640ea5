#!/usr/bin/env bash
# Installs Debian's Chromium, so that the tests in a browser run. Idempotent; needs root where there is none yet.
set -euo pipefail
if [ -z "${CHROMIUM_PATH:-}" ] && ! command -v chromium >/dev/null; then
  [ "$(id -u)" = 0 ] || { echo 'root is needed to install chromium; or set CHROMIUM_PATH' >&2; exit 1; }
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >/dev/null
fi
"${CHROMIUM_PATH:-chromium}" --version 2>/dev/null
