#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Installs what is missing, builds Transpine and starts it.
#   ./run.sh                 opens the window with a demo study (headless without a display)
#   ./run.sh VERB ...        runs a verb, e.g. ./run.sh info image.nii.gz
#   ./run.sh --build-only    stops after the build: build/release/bin/transpine
#   ./run.sh --torch DIR ... builds against the LibTorch in DIR instead of the distribution's
set -euo pipefail
. "$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)/cmake/setup.sh"

build_only=
while [ $# -gt 0 ]; do
  case $1 in
    --build-only) build_only=1 ;;
    --torch)
      [ $# -ge 2 ] && [ -d "$2" ] || fail "--torch needs the folder of a LibTorch." "./run.sh --torch /opt/libtorch"
      torch_dir=$(cd "$2" && pwd)
      shift
      ;;
    -h | --help)
      sed -n '4,7s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"
      exit 0
      ;;
    *) break ;;
  esac
  shift
done

mkdir -p "$root/build"
install_packages
configure_and_build transpine
[ -n "$build_only" ] && exit 0

binary="$root/build/release/bin/transpine"
# OpenMP threads that wait must not spin: the window and other programs need the processor too.
export OMP_WAIT_POLICY=${OMP_WAIT_POLICY:-passive}
[ $# -gt 0 ] && exec "$binary" "$@"

study="${TRANSPINE_DEMO:-$root/demo-study}"
if [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
  exec "$binary" --demo "$study"
fi
say "There is no display: running the demo study headless. This takes up to ten minutes."
"$binary" demo --out "$study"
say "Results: $study (open $study/reports/report.html in a browser)"
