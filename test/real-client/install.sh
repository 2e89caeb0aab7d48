#!/usr/bin/env bash
# Installs the versions of Claude Code that the tests beside this run, each into a folder of its own outside the tree
# (235 to 384 MB). Scripts of packages are not run: the program is a file of the package for this platform.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=${CCB_TEST_CLAUDE_CODE:-$HOME/.cache/ccb-test}
while read -r version; do
  folder=$root/claude-code-$version
  [ -e "$folder/complete" ] && continue
  mkdir -p "$folder"
  npm install --prefix "$folder" --ignore-scripts --no-audit --no-fund --loglevel=error \
    "@anthropic-ai/claude-code@$version"
  touch "$folder/complete"
done < "$here/versions.txt"
