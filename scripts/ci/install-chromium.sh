#!/usr/bin/env bash
# Installs Debian's headless Chromium for the browser tests. Idempotent. Needs root unless a Chromium is installed.
set -euo pipefail
cd "$(dirname "$0")/../.."
installed() { command -v chromium-headless-shell chromium | head -n 1; }
if [ -z "${CHROMIUM_PATH:-$(installed)}" ]; then
  [ "$(id -u)" = 0 ] || { echo 'installing Chromium needs root; alternatively set CHROMIUM_PATH' >&2; exit 1; }
  scripts/ci/retry.sh apt-get update -qq
  export DEBIAN_FRONTEND=noninteractive
  scripts/ci/retry.sh apt-get install -y -qq --no-install-recommends chromium-headless-shell >/dev/null
fi
"${CHROMIUM_PATH:-$(installed)}" --version 2>/dev/null
