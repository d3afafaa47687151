# Sourced by the programs in bin with $bin set: finds Java and becomes it. The shell is replaced, so
# that the process that systemd started, with its descriptors, is the daemon itself.
#   ALBATROSS_JAVA       the java program (else JAVA_HOME/bin/java, else java on PATH)
#   ALBATROSS_JAVA_OPTS  more options for the JVM
#   ALBATROSS_ARCHIVE    "off": make no class data archive at the first start

home=$(cd "$bin/.." && pwd -P) || exit 125

fail() {
  echo "${0##*/}: $1" >&2
  exit 125
}

find_java() {
  java=${ALBATROSS_JAVA:-${JAVA_HOME:+$JAVA_HOME/bin/java}}
  [ -n "$java" ] || java=$(command -v java) ||
    fail "Java 17 or later is needed: install openjdk-17-jre-headless, or set ALBATROSS_JAVA"
  [ -x "$java" ] || fail "$java cannot be executed; set ALBATROSS_JAVA or JAVA_HOME"
}

# The version and maker of this Java, from the file beside it: asking it would take as long again.
identify_java() {
  version=unknown
  maker=unknown
  release=$(readlink -f "$java")
  release=${release%/bin/java}/release
  [ -r "$release" ] || return 0
  while IFS='=' read -r key value; do
    value=${value#\"}
    value=${value%\"}
    case $key in
      JAVA_VERSION) version=$value ;;
      IMPLEMENTOR) maker=$value ;;
    esac
  done <"$release"
  case $version in
    unknown | 1[7-9]* | [2-9][0-9]*) ;;
    *) fail "$java is Java $version; 17 or later is needed (ALBATROSS_JAVA names another)" ;;
  esac
}

class_path() {
  classes=
  for jar in "$home"/lib/*.jar; do
    classes=$classes${classes:+:}$jar
  done
}

# An archive of classes as the JVM has them in memory, bound to this Java, this place and these jars.
# One that is not of here or older than a jar is not used, and made again where that is possible.
find_archive() {
  archive=
  case $version$maker in *unknown* | *[!A-Za-z0-9._+\ -]*) return 0 ;; esac
  name="$home/archives/$version-$maker"
  if [ -r "$name.jsa" ] && [ -r "$name.home" ]; then
    read -r made_for <"$name.home" || true
    [ "$made_for" != "$home" ] || archive=$name.jsa
    for jar in "$home"/lib/*.jar; do
      [ ! "$jar" -nt "$name.jsa" ] || archive=
    done
    [ -z "$archive" ] || return 0
  fi
  if [ "${ALBATROSS_ARCHIVE:-}" != off ] && [ -w "$home/archives" ]; then
    # Twice in the background: a daemon must not find a child that it did not start.
    (exec </dev/null >/dev/null 2>&1; nice "$home/libexec/make-archive" "$java" &)
  fi
}

launch() {
  kind=$1
  main=$2
  shift 2
  find_java
  identify_java
  class_path
  find_archive
  set -- -cp "$classes" "$main" "$@"
  # shellcheck disable=SC2086 # several options in one variable
  set -- ${ALBATROSS_JAVA_OPTS:-} "$@"
  # What the JVM says of an archive that it does not use is of no use to anybody.
  [ -z "$archive" ] || set -- -XX:SharedArchiveFile="$archive" -Xlog:disable "$@"
  set -- -Xshare:auto -XX:+UseSerialGC -XX:-UsePerfData --enable-native-access=ALL-UNNAMED "$@"
  if [ "$kind" = client ]; then
    exec "$java" -XX:TieredStopAtLevel=1 -Xms8m -Xss512k "$@"
  fi
  # Arenas for each thread are memory that never comes back.
  MALLOC_ARENA_MAX=2
  export MALLOC_ARENA_MAX
  exec "$java" -Xms8m -Xss512k -XX:MinHeapFreeRatio=10 -XX:MaxHeapFreeRatio=30 "$@"
}
