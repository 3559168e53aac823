#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# All figures of cases of 64 x 256 x 256 in C++ and in Python (scikit-image, SciPy, NumPy,
# surface-distance) on the same cores; prints seconds a case, how many times faster C++ is by the
# clock and by processor time, and how far the figures differ.
# [PYTHON=...] compare_evaluation.sh BENCH_EVALUATION [CASES PYTHON_CASES THREADS]
set -eu
bench=${1:?usage: compare_evaluation.sh path/to/bench_evaluation [cases python_cases threads]}
cases=${2:-100} python_cases=${3:-3} threads=${4:-2}
here=$(cd "$(dirname "$0")" && pwd)
python=${PYTHON:-/usr/bin/python3}
{
  "$bench" "$cases" "$threads"
  PYTHONDONTWRITEBYTECODE=1 "$python" "$here/evaluation.py" "$python_cases" --processes "$threads"
} | /usr/bin/python3 -c '
import json, sys
ours, theirs = (json.loads(line) for line in sys.stdin)
print("| evaluation, seconds a case | C++ | Python | times |\n|---|---|---|---|")
for key, name in (("wall_s", "clock"), ("processor_s", "processor")):
    print("| %s | %.2f | %.2f | %.1f |" % (name, ours[key], theirs[key], theirs[key] / ours[key]))
print("resident MiB after cases:", ours["resident_mib"])
worst = max(abs(ours["figures"][k] - v) / max(1, abs(v)) for k, v in theirs["figures"].items())
print("largest difference of a figure: %.2g" % worst)
sys.exit(worst > 1e-6)
'
