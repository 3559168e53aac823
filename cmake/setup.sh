# SPDX-License-Identifier: Apache-2.0
# Sourced by run.sh and test.sh: installs what is missing, configures and builds.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
torch_dir=
preset=release

say() { printf '%s\n' "$*" >&2; }

fail() {
  say ""
  say "Transpine: $1"
  say "What to do: $2"
  exit 1
}

install_packages() {
  command -v dpkg-query >/dev/null || {
    say "This is not Debian or Ubuntu: nothing is installed. Needed: the packages in cmake/packages-debian.txt."
    return
  }
  local wanted missing=() package
  wanted=$(grep -v '^#' "$root/cmake/packages-debian.txt")
  [ -n "$torch_dir" ] && wanted=$(printf '%s\n' "$wanted" | grep -v '^libtorch-dev$')
  for package in $wanted; do
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q '^install ok installed' ||
      missing+=("$package")
  done
  [ ${#missing[@]} -eq 0 ] && return
  local sudo=
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || fail "these packages are missing and sudo is not there: ${missing[*]}" \
      "ask an administrator to run: apt-get install ${missing[*]}"
    sudo=sudo
  fi
  say "Installing from your distribution: ${missing[*]}"
  $sudo apt-get update -qq >&2 || fail "the package lists could not be updated." \
    "check the network and /etc/apt/sources.list, then run this again."
  $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
    "${missing[@]}" >"${TMPDIR:-/tmp}/transpine-apt-$(id -u).log" 2>&1 || {
    tail -n 15 "${TMPDIR:-/tmp}/transpine-apt-$(id -u).log" >&2
    fail "the packages could not be installed (the end of the log is above)." \
      "install them by hand: apt-get install ${missing[*]}"
  }
}

# The build folder is configured again only when what it was configured with has changed.
configure_and_build() {
  local build="$root/build/release" stamp args
  args=(--preset "$preset")
  [ -n "$torch_dir" ] && args+=("-DCMAKE_PREFIX_PATH=$torch_dir")
  stamp="${args[*]}"
  if [ ! -f "$build/build.ninja" ] || [ "$(cat "$build/.configured" 2>/dev/null)" != "$stamp" ]; then
    say "Configuring in build/release ..."
    # A cached Torch_DIR would win over another --torch.
    rm -f "$build/CMakeCache.txt"
    (cd "$root" && cmake "${args[@]}") >"$build.configure.log" 2>&1 || {
      grep -A 12 -E 'CMake Error' "$build.configure.log" >&2 || tail -n 20 "$build.configure.log" >&2
      fail "CMake could not configure the build (log: build/release.configure.log)." \
        "install what it misses; with --torch give the folder that holds share/cmake/Torch."
    }
    printf '%s' "$stamp" >"$build/.configured"
  fi
  local jobs memory_gb
  memory_gb=$(awk '/MemAvailable/ {print int($2 / 1048576)}' /proc/meminfo)
  jobs=$(nproc)
  # A file with torch headers takes over 1 GB to compile.
  [ "$memory_gb" -lt $((jobs * 2)) ] && jobs=$((memory_gb / 2))
  [ "$jobs" -lt 1 ] && jobs=1
  if ! cmake --build "$build" -j "$jobs" --target "$@" >"$build.build.log" 2>&1; then
    grep -E -A 6 'error:|FAILED:|undefined reference' "$build.build.log" | head -n 60 >&2
    fail "the build failed (log: build/release.build.log)." \
      "run this again with less in use if memory was short; else report the log."
  fi
  grep -q 'no work to do' "$build.build.log" || say "Built in build/release."
}
