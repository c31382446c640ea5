#!/usr/bin/env bash
# Installs Debian's Chromium for the browser tests. Idempotent. Needs root unless Chromium is installed.
set -euo pipefail
if [ -z "${CHROMIUM_PATH:-}" ] && ! command -v chromium >/dev/null; then
  [ "$(id -u)" = 0 ] || { echo 'installing chromium needs root; alternatively set CHROMIUM_PATH' >&2; exit 1; }
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >/dev/null
fi
"${CHROMIUM_PATH:-chromium}" --version 2>/dev/null
