#!/usr/bin/env bash
# Installs Debian's Chromium for the browser tests. Idempotent. Needs root unless Chromium is installed.
set -euo pipefail
cd "$(dirname "$0")/../.."
if [ -z "${CHROMIUM_PATH:-}" ] && ! command -v chromium >/dev/null; then
  [ "$(id -u)" = 0 ] || { echo 'installing chromium needs root; alternatively set CHROMIUM_PATH' >&2; exit 1; }
  scripts/ci/retry.sh apt-get update -qq
  export DEBIAN_FRONTEND=noninteractive
  scripts/ci/retry.sh apt-get install -y -qq --no-install-recommends chromium >/dev/null
fi
"${CHROMIUM_PATH:-chromium}" --version 2>/dev/null
