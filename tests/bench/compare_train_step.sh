#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Times one SA-UNet training step in C++ and in Python on the same LibTorch, in turns, and prints
# the ratio of the best times. Needs python3-torch (Debian) for the measurement only.
# compare_train_step.sh BENCH_TRAIN_STEP [CHANNELS SIZE BATCH STEPS THREADS]
set -eu
bench=${1:?usage: compare_train_step.sh path/to/bench_train_step [channels size batch steps threads]}
shift
[ $# -eq 5 ] || set -- 16 64 4 7 2
here=$(cd "$(dirname "$0")" && pwd)
for round in 1 2 3; do
  "$bench" "$@"
  /usr/bin/python3 "$here/train_step.py" "$@"
done | tee /dev/stderr | /usr/bin/python3 -c '
import json, sys
best = {}
for line in sys.stdin:
    entry = json.loads(line)
    best.setdefault(entry["language"], []).append(entry["best_s"])
ours, theirs = min(best["c++"]), min(best["python"])
print("C++ %.3f s, Python %.3f s, ratio %.2f" % (ours, theirs, ours / theirs))
'
