# Sourced by ./check and ./demo: what this machine needs, and installing it where that is possible.
# Debian 12 has all of it: a JDK from 17 on, Maven, ip (iproute2), and openssl for
# tests.

requirements() {
  missing=
  command -v javac >/dev/null 2>&1 || missing="$missing openjdk-17-jdk-headless"
  command -v mvn >/dev/null 2>&1 || missing="$missing maven"
  command -v ip >/dev/null 2>&1 || missing="$missing iproute2"
  command -v openssl >/dev/null 2>&1 || missing="$missing openssl"
  [ -n "$missing" ] || return 0
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing$missing ..."
    apt-get update -q >/dev/null
    # shellcheck disable=SC2086 # one word a package
    DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends $missing >/dev/null
  else
    echo "This needs$missing. On Debian, as root: apt-get install$missing" >&2
    exit 1
  fi
}
