# Sourced by ./check and ./demo: what this machine needs, and installing it where that is possible:
# a JDK from 17 on, Maven, ip (iproute2), and openssl for tests. Packages are named as Debian and
# Ubuntu name them; which JDKs they have differs from release to release.

oldest_java=17

# The major release of the JDK that Maven takes; nothing if there is none.
jdk_release() {
  javac=${JAVA_HOME:+$JAVA_HOME/bin/}javac
  { "$javac" -version 2>&1 || true; } | sed -n 's/^javac \([0-9][0-9]*\).*/\1/p'
}

# The newest headless JDK that can be installed here; nothing if that is too old, or there is none.
newest_jdk_package() {
  newest=$(apt-cache search --names-only '^openjdk-[0-9]+-jdk-headless$' 2>/dev/null |
    sed -n 's/^openjdk-\([0-9]*\)-jdk-headless .*/\1/p' | sort -n | tail -n 1)
  [ "${newest:-0}" -lt "$oldest_java" ] || echo "openjdk-$newest-jdk-headless"
}

can_install() {
  [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1
}

# Runs apt-get in silence, and says all it said where it fails.
quiet_apt() {
  apt_said=$(DEBIAN_FRONTEND=noninteractive apt-get -q -y "$@" 2>&1) || {
    printf '%s\n' "$apt_said" >&2
    return 1
  }
}

update_packages() {
  [ -z "${packages_updated:-}" ] || return 0
  packages_updated=yes
  quiet_apt update ||
    echo "apt-get update failed: going on with the packages that were known before." >&2
}

# What is missing, as packages; "jdk" stands for any JDK that is new enough.
missing_requirements() {
  release=$(jdk_release)
  [ "${release:-0}" -ge "$oldest_java" ] || echo jdk
  command -v mvn >/dev/null 2>&1 || echo maven
  command -v ip >/dev/null 2>&1 || echo iproute2
  command -v openssl >/dev/null 2>&1 || echo openssl
}

install_requirement() {
  package=$1
  if [ "$package" = jdk ]; then
    package=$(newest_jdk_package)
    if [ -z "$package" ]; then
      echo "No package source of this host has a JDK from $oldest_java on. Install one by hand," >&2
      echo "put its javac on PATH or set JAVA_HOME, and start again." >&2
      exit 1
    fi
  fi
  echo "Installing $package ..."
  quiet_apt install --no-install-recommends "$package" || {
    echo "apt-get could not install $package, for the reason above: mend that, or install it" >&2
    echo "by hand, and start again." >&2
    exit 1
  }
}

requirements() {
  missing=$(missing_requirements)
  [ -n "$missing" ] || return 0
  case $missing in
    jdk*) [ -z "${JAVA_HOME:-}" ] || {
      echo "JAVA_HOME is $JAVA_HOME, which is no JDK from $oldest_java on: unset it, or set another." >&2
      exit 1
    } ;;
  esac
  if ! can_install; then
    echo "This needs:" >&2
    printf '%s\n' "$missing" | sed "s/^jdk\$/a JDK from $oldest_java on/" | sed 's/^/  /' >&2
    echo "Started as root, this installs them on Debian and Ubuntu (README.md has the line)." >&2
    exit 1
  fi
  update_packages
  for package in $missing; do
    install_requirement "$package"
  done
  missing=$(missing_requirements)
  [ -z "$missing" ] || {
    # An older JDK can be first on PATH or chosen by hand (update-alternatives).
    echo "Installed, but not found on PATH:" $missing >&2
    echo "javac on PATH says: $(javac -version 2>&1 | head -n 1)" >&2
    exit 1
  }
}

# What some tests need and others do not: without it they are skipped. On a host that runs services
# influxdb and inetd are left to whoever owns it, for their packages start a server.
wishes() {
  missing=
  command -v tmux >/dev/null 2>&1 || missing="$missing tmux"
  command -v influxd >/dev/null 2>&1 || [ -d /run/systemd/system ] || missing="$missing influxdb"
  [ -x /usr/sbin/inetd ] || [ -d /run/systemd/system ] || missing="$missing openbsd-inetd"
  if [ -n "$missing" ] && can_install; then
    update_packages
    # One by one: a release that lacks one of them has the others.
    for package in $missing; do
      echo "Installing $package ..."
      quiet_apt install --no-install-recommends "$package" 2>/dev/null || true
    done
  fi
  command -v tmux >/dev/null 2>&1 ||
    echo "No tmux: the tests of albatross-client top are skipped (apt-get install tmux)."
  command -v influxd >/dev/null 2>&1 ||
    echo "No influxd: the round trip through InfluxDB is skipped (apt-get install influxdb)."
  [ -x /usr/sbin/inetd ] ||
    echo "No inetd: its test with the endpoint is skipped (apt-get install openbsd-inetd)."
}
