#!/usr/bin/env bash
# Runs the recipe for GraphQL Code Generator in docs/schema.md, and compiles a client with the types that it generates.
# Installs the generator into .cache/code-generator. Idempotent.
set -euo pipefail
cd "$(dirname "$0")/../.."
project=.cache/code-generator
mkdir -p "$project/src"
cp scripts/ci/code-generator/operations.graphql "$project/src/"
# The example is no source of this project: it compiles only beside the generated types.
cp scripts/ci/code-generator/client.ts.example "$project/src/client.ts"
cp -r schema "$project/"
awk '/^```ts$/ { inside = 1; next } /^```$/ { inside = 0 } inside' docs/schema.md >"$project/codegen.ts"
echo '{ "private": true, "type": "module" }' >"$project/package.json"
scripts/ci/retry.sh npm install --prefix "$project" --no-audit --no-fund --silent \
  graphql@16 typescript@6 @graphql-codegen/cli@7 @graphql-codegen/typescript-operations@6
cd "$project"
npx graphql-codegen --silent
npx tsc --ignoreConfig --noEmit --strict --module nodenext --target es2022 --allowImportingTsExtensions src/client.ts
