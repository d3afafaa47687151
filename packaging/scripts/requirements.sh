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

# What some tests need and others do not: without it they are skipped. On a host that runs services
# influxdb and inetd are left to whoever owns it, for their packages start a server.
wishes() {
  missing=
  command -v tmux >/dev/null 2>&1 || missing="$missing tmux"
  command -v influxd >/dev/null 2>&1 || [ -d /run/systemd/system ] || missing="$missing influxdb"
  [ -x /usr/sbin/inetd ] || [ -d /run/systemd/system ] || missing="$missing openbsd-inetd"
  if [ -n "$missing" ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing$missing ..."
    apt-get update -q >/dev/null || true
    # shellcheck disable=SC2086 # one word a package
    DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends $missing >/dev/null || true
  fi
  command -v tmux >/dev/null 2>&1 ||
    echo "No tmux: the tests of albatross-client top are skipped (apt-get install tmux)."
  command -v influxd >/dev/null 2>&1 ||
    echo "No influxd: the round trip through InfluxDB is skipped (apt-get install influxdb)."
  [ -x /usr/sbin/inetd ] ||
    echo "No inetd: its test with the endpoint is skipped (apt-get install openbsd-inetd)."
}
