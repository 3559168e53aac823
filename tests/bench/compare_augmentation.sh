#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Augmentation per core in C++ and in the reference's way in Python, in turns; prints how many times
# faster C++ is at its best. PYTHONS names interpreters: one with torch, one with elasticdeform.
# [PYTHONS="..."] compare_augmentation.sh BENCH_AUGMENTATION [ROUNDS SECONDS]
set -eu
bench=${1:?usage: compare_augmentation.sh path/to/bench_augmentation [rounds seconds]}
rounds=${2:-3} seconds=${3:-3}
here=$(cd "$(dirname "$0")" && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
for round in $(seq "$rounds"); do
  "$bench" "$seconds" "$folder"
  for python in ${PYTHONS:-/usr/bin/python3}; do
    PYTHONDONTWRITEBYTECODE=1 "$python" "$here/augmentation.py" "$seconds"
  done
done | /usr/bin/python3 -c '
import json, sys
best = {}
for line in sys.stdin:
    e = json.loads(line)
    key = (e["language"], e["what"], e["unit"])
    best[key] = max(e["rate"], best.get(key, 0))
print("| augmentation on one core | C++ | Python | times |\n|---|---|---|---|")
for (language, what, unit), theirs in best.items():
    ours = best.get(("c++", what.split(" (")[0], unit))
    if language == "python" and ours:
        print("| %s | %.1f %s | %.1f %s | %.1f |" % (what, ours, unit, theirs, unit, ours / theirs))
'
