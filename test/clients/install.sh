#!/usr/bin/env bash
# Installs the AWS CLI and boto3, for the tests beside this, into a Python environment of their own outside the tree.
set -euo pipefail
folder=${CCB_TEST_CLIENTS:-$HOME/.cache/ccb-test/aws-clients}
[ -e "$folder/complete" ] && exit 0
python3 -m venv "$folder"
"$folder/bin/python3" -m pip install --quiet --disable-pip-version-check 'awscli~=1.45' 'boto3~=1.43'
touch "$folder/complete"
