#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Times training steps and sampling of all families of models in C++ and in Python on the same
# LibTorch, in turns, and prints the ratios of the best times (below 1: C++ is faster);
# with one thread those of the processor, so that a busy machine disturbs little. Needs
# python3-torch (Debian) for the measurement only.
# compare_models.sh BENCH_MODELS [ROUNDS STEPS THREADS [CASE...]]
set -eu
bench=${1:?usage: compare_models.sh path/to/bench_models [rounds steps threads [case...]]}
rounds=${2:-3} steps=${3:-5} threads=${4:-1}
[ $# -lt 4 ] && shift $# || shift 4
here=$(cd "$(dirname "$0")" && pwd)
[ $# -gt 0 ] || set -- ddim fast-ddpm pix2pix-unet pix2pix-sa-unet pix2pix-original \
  cut-resnet cut-sa-unet cyclegan syndiff ddim-3d pix2pix-3d residual-unet-3d wavelet-3d
export OMP_WAIT_POLICY=passive PYTHONDONTWRITEBYTECODE=1
for round in $(seq "$rounds"); do
  # Case by case, so that both meet the machine in the same state.
  for case in "$@"; do
    "$bench" "$steps" "$threads" "$case"
    /usr/bin/python3 "$here/bench_models.py" "$steps" "$threads" "$case"
  done
done | /usr/bin/python3 -c '
import json, sys
best = {}
for line in sys.stdin:
    e = json.loads(line)
    times = best.setdefault((e["case"], e["what"]), {})
    times[e["language"]] = min(e["best_s"], times.get(e["language"], 1e9))
print("| model | | C++ | Python | ratio |\n|---|---|---|---|---|")
for (case, what), times in best.items():
    ours, theirs = times["c++"], times["python"]
    print("| %s | %s | %.1f ms | %.1f ms | %.2f |"
          % (case, what, 1e3 * ours, 1e3 * theirs, ours / theirs))
'
