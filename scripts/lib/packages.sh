# Which Debian packages a task needs, and how a missing one comes onto the machine.
# Sourced after common.sh.

declare -A package_sets=(
  [build]='g++ cmake ninja-build libcli11-dev libfmt-dev nlohmann-json3-dev libsqlitecpp-dev
           libsqlite3-dev libpugixml-dev libboost-dev libssl-dev libminizip-dev zlib1g-dev'
  [windows]='g++-mingw-w64-x86-64-posix cmake ninja-build dpkg-dev ca-certificates libcli11-dev
             libfmt-dev nlohmann-json3-dev catch2 libz-mingw-w64-dev'
  [wine]='wine wine64'
  [test]='catch2 python3 python3-jsonschema python3-markdown-it python3-prometheus-client python3-yaml
          python3-fastapi python3-uvicorn python3-django libxml2-utils systemd dbus iproute2
          monitoring-plugins-basic openssl zsh fish man-db mandoc nodejs cmark-gfm
          python3-junitparser python3-html5lib python3-pyte libmonitoring-plugin-perl'
  [browser]='chromium chromium-driver poppler-utils openjdk-17-jre-headless'
  [lint]='clang clang-format clang-tidy python3'
  [sanitize]='clang libclang-rt-dev'
  [package]='tar gzip zip'
)

# Those of the named packages that are not installed, one a line.
missing_packages() {
  local installed
  # It fails where it does not know one of them, and still tells of the others.
  installed=$(dpkg-query -W -f '${db:Status-Status} ${Package}\n' "$@" 2>/dev/null) || true
  local package
  for package in "$@"; do
    [[ $'\n'$installed$'\n' == *$'\n'"installed $package"$'\n'* ]] || printf '%s\n' "$package"
  done
}

# need_packages SET...: installs what is missing. Asks for root only when something is missing.
# PREFLIGHT_SKIP_PACKAGES=1 says that everything is there in some other way.
need_packages() {
  [[ ${PREFLIGHT_SKIP_PACKAGES:-} == 1 ]] && return 0
  local set wanted=()
  for set in "$@"; do
    # shellcheck disable=SC2206  # a set is a list of words
    wanted+=(${package_sets[$set]})
  done
  if ! command -v apt-get >/dev/null || ! command -v dpkg-query >/dev/null; then
    say 'this script installs what it needs with apt-get, which this system does not have.'
    say "install what stands for these Debian packages: ${wanted[*]}"
    die 'then run it again with PREFLIGHT_SKIP_PACKAGES=1, or build with: cmake --preset linux'
  fi
  local missing
  mapfile -t missing < <(missing_packages "${wanted[@]}")
  [[ ${#missing[@]} -eq 0 ]] && return 0

  local as_root=()
  if [[ $(id -u) -ne 0 ]]; then
    command -v sudo >/dev/null ||
      die "as root, install: apt-get install ${missing[*]}   (there is no sudo here)"
    say "these packages are missing; sudo may ask for your password: ${missing[*]}"
    as_root=(sudo)
    sudo -v || die "could not become root; install by hand: apt-get install ${missing[*]}"
  fi
  local log=$build/log/packages.log
  mkdir -p "$build/log"
  : >"$log"
  progress "[  0%] installing ${missing[*]}"
  "${as_root[@]}" apt-get update >>"$log" 2>&1 </dev/null ||
    say "apt-get update failed (see $log); trying with the lists that are there"
  if ! "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y --no-install-recommends "${missing[@]}" >>"$log" 2>&1 </dev/null; then
    progress ''
    tail -n 5 "$log" >&2
    die "could not install: ${missing[*]}   (log: $log)"
  fi
  progress ''
}
