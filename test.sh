#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Installs what is missing, builds everything and runs every test.
#   ./test.sh                all tests
#   ./test.sh -L unit        arguments go to ctest: one label, -R NAME, ...
set -euo pipefail
. "$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)/cmake/setup.sh"

[ -n "${TRANSPINE_PRESET:-}" ] && preset=$TRANSPINE_PRESET
mkdir -p "$root/build"
install_packages
configure_and_build all

# Tests run side by side: OpenMP threads that wait must not spin.
export OMP_WAIT_POLICY=${OMP_WAIT_POLICY:-passive}
run=()
if [ -z "${DISPLAY:-}" ]; then
  run=(xvfb-run -a -s "-screen 0 1600x1000x24")
  export LIBGL_ALWAYS_SOFTWARE=1
fi
exec "${run[@]}" ctest --test-dir "$root/build/release" --output-on-failure -j "$(nproc)" "$@"
