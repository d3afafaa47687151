# Sourced by the programs in bin with $bin set: finds Java and becomes it. The shell is replaced, so
# that the process that systemd started, with its descriptors, is the daemon itself.
# docs/packaging.md lists the variables that it heeds. No process is started on the usual way.

unset CDPATH
home=$(cd -P -- "$bin/.." && pwd -P) || exit 125
# In the order of the build: another order of the same jars would not fit the archive.
classes="@class.path@"

# The default of Ubuntu 22.04 is Java 11.
install_java="install default-jre-headless (on Ubuntu 22.04 openjdk-17-jre-headless)"

fail() {
  echo "${0##*/}: error: $1" >&2
  exit 125
}

find_java() {
  java=${ALBATROSS_JAVA:-${JAVA_HOME:+$JAVA_HOME/bin/java}}
  [ -n "$java" ] || java=$(command -v java) ||
    fail "Java 17 or later is needed: $install_java, or set ALBATROSS_JAVA"
  [ -f "$java" ] && [ -x "$java" ] ||
    fail "$java is no program; set ALBATROSS_JAVA or JAVA_HOME, or $install_java"
}

# The version and maker of this Java, from the file beside it: asking it would take as long again.
identify_java() {
  version= maker= java_home=
  java_home=$java
  [ ! -L "$java" ] || java_home=$(readlink -f "$java")
  java_home=${java_home%/bin/java}
  [ -r "$java_home/release" ] || return 0
  while IFS='=' read -r key value; do
    value=${value#\"}
    value=${value%\"}
    case $key in
      # 8 and earlier have no runtime version.
      JAVA_RUNTIME_VERSION | JAVA_VERSION) version=${version:-$value} ;;
      IMPLEMENTOR) maker=${value%%[!A-Za-z0-9.]*} ;;
    esac
    # The rest of the file is long, and a shell reads byte by byte.
    [ -z "$version" ] || [ -z "$maker" ] || break
  done <"$java_home/release"
  case $version in
    '' | 1[7-9]* | [2-9][0-9]*) ;;
    *) fail "$java is Java $version; 17 or later is needed: $install_java, or set ALBATROSS_JAVA" ;;
  esac
}

# Where the archive of this Java belongs; empty if this Java does not say who it is.
name_archive() {
  name=
  case $version$maker in '' | *[!A-Za-z0-9._+-]*) return 0 ;; esac
  name=$home/archives/$version-${maker:-unknown}
}

# Whether the archive was made here and is younger than the jars. The JVM itself looks closer.
archive_fits() {
  [ -r "$name.jsa" ] && [ -r "$name.home" ] || return 1
  read -r made_for <"$name.home" || return 1
  [ "$made_for" = "$home" ] || return 1
  for jar in "$home"/lib/*.jar; do
    [ ! "$jar" -nt "$name.jsa" ] || return 1
  done
}

find_archive() {
  archive=
  name_archive
  [ -n "$name" ] || return 0
  if archive_fits; then
    archive=$name.jsa
  elif [ -w "$home/archives" ] && [ "${ALBATROSS_ARCHIVE:-}" != off ] &&
    [ -z "${LISTEN_FDS:-}" ] && [ ! -e "$name.lock" ]; then
    # Twice in the background: a daemon must not find a child that it did not start. Descriptors are
    # closed because whoever started us may wait for their end.
    (exec 3>&- 4>&- 5>&- 6>&- 7>&- 8>&- 9>&- </dev/null >/dev/null 2>&1
      nice "$home/libexec/make-archive" "$java" &)
  fi
}

# What the system says of an error is read here and there, and all else is English, too. Which
# characters file names have stays what the locale says; one that knows ASCII only, as ssh and cron
# give it, would lose the others of an argument or a path.
speak_english() {
  [ -z "${LC_ALL:-}" ] || LC_CTYPE=$LC_ALL
  case ${LC_CTYPE:-${LANG:-}} in '' | C | POSIX) LC_CTYPE=C.UTF-8 ;; esac
  [ -z "${LC_CTYPE:-}" ] || export LC_CTYPE
  unset LC_ALL LANGUAGE
  LC_MESSAGES=C
  export LC_MESSAGES
}

# How much memory to begin with; a JVM does not start with more than somebody allows it at most.
begin_with() {
  case "${ALBATROSS_JAVA_OPTS:-} ${JAVA_TOOL_OPTIONS:-} ${JDK_JAVA_OPTIONS:-} ${_JAVA_OPTIONS:-}" in
    *-Xmx* | *-XX:MaxHeapSize=*) heap= ;;
    *) heap=-Xms$1 ;;
  esac
}

# A descriptor that was handed over closed would be the next one to be opened: a socket to which the
# log goes. It stays as unusable as it was, by being open for the wrong direction.
hold_descriptors() {
  { true <&0; } 2>/dev/null || exec 0>/dev/null
  { true >&1; } 2>/dev/null || exec 1</dev/null
  { true >&2; } 2>/dev/null || exec 2</dev/null
}

launch() {
  kind=$1
  main=$2
  shift 2
  hold_descriptors
  speak_english
  find_java
  identify_java
  find_archive
  set -- -cp "$classes" "$main" "$@"
  # shellcheck disable=SC2086 # several options in one variable
  set -- ${ALBATROSS_JAVA_OPTS:-} "$@"
  [ -z "$archive" ] || set -- -XX:SharedArchiveFile="$archive" "$@"
  # The JVM warns on stdout, where data may go, and of archives that it does not use.
  set -- -Xshare:auto -Xlog:disable -XX:-UsePerfData "$@"
  # Daemons too are idle most of the time: code is compiled early and once, in less memory.
  set -- -XX:TieredStopAtLevel=1 "$@"
  if [ "$kind" = client ]; then
    # Only G1 takes the objects in an archive, and only at the address for which it was made are its
    # classes used without being changed first: half of the time that the JVM takes for itself.
    begin_with 16m
    exec "$java" -XX:+UseG1GC -XX:+UnlockDiagnosticVMOptions -XX:ArchiveRelocationMode=0 \
      $heap -Xss512k "$@"
  fi
  # Arenas for each thread are memory that never comes back.
  MALLOC_ARENA_MAX=${MALLOC_ARENA_MAX:-2}
  export MALLOC_ARENA_MAX
  # Without the path jffi would unpack its library into /tmp, and leave it there when it is killed.
  begin_with 8m
  exec "$java" -XX:+UseSerialGC $heap -Xss512k -XX:MinHeapFreeRatio=10 -XX:MaxHeapFreeRatio=30 \
    --enable-native-access=ALL-UNNAMED -Djffi.boot.library.path="$home/lib/native" "$@"
}
