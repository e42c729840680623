# Builds a checkout for scripts/sppdet, which reads this with java and jar set: the Java to run, and what to build.

maven_needed=3.8

# Succeeds when the jar is missing ("built" is empty then) or a source is newer than it.
is_stale() {
  built=
  [ -f "$jar" ] && [ -d "$root/target/lib" ] || return 0
  built=yes
  [ -d "$root/src/main" ] && [ -f "$root/pom.xml" ] || return 1
  [ -n "$(find "$root/pom.xml" "$root/.mvn" "$root/src/main" -newer "$jar" 2> /dev/null | head -n 1)" ]
}

# Sets obstacle to why a build is impossible, or to nothing; and jdk.
find_obstacle() {
  obstacle=
  [ -w "$root" ] || { obstacle="$root can't be written"; return; }
  jdk=$("$java" -XshowSettings:properties -version 2>&1 | sed -n 's/^ *java\.home = //p') || true
  [ -x "$jdk/bin/javac" ] || { obstacle="a JDK is needed, and $java is only a JRE (Debian: apt install default-jdk)"; return; }
  command -v mvn > /dev/null || { obstacle="Maven $maven_needed or newer is needed, and there is no mvn on PATH (Debian: apt install maven)"; return; }
  version=$(JAVA_HOME=$jdk mvn -v 2> /dev/null | sed -n 's/.*Apache Maven \([0-9][0-9.]*\).*/\1/p') || true
  version=${version:-0.0}.0
  major=${version%%.*} minor=${version#*.} minor=${minor%%.*}
  if [ "$major" -lt "${maven_needed%.*}" ] || { [ "$major" -eq "${maven_needed%.*}" ] && [ "$minor" -lt "${maven_needed#*.}" ]; }; then
    obstacle="Maven $maven_needed or newer is needed, found ${version%.0}"
  fi
}

build() {
  say "building from source, once (a minute or so) ..."
  log=$(mktemp)
  started=$(mktemp)
  trap 'rm -f -- "$jar" "$log" "$started"' EXIT # a jar without all of lib/ would pass for a build
  trap 'exit 130' INT TERM HUP
  if ! (cd -- "$root" && JAVA_HOME=$jdk mvn -B -q -ntp -Dmaven.test.skip=true -Dspotless.check.skip=true package) \
    > "$log" 2>&1 < /dev/null; then
    cat -- "$log" >&2
    die "the build failed"
  fi
  # Maven leaves a jar alone whose contents did not change; a source saved during the build stays newer
  touch -r "$started" -- "$jar"
  trap - EXIT INT TERM HUP
  rm -f -- "$log" "$started"
}

build_if_stale() {
  is_stale || return 0
  if command -v flock > /dev/null; then
    exec 9< "$root/pom.xml"
    flock 9 # until 9 is closed
    is_stale || { exec 9<&-; return 0; } # another launcher has built it meanwhile
  fi
  find_obstacle
  if [ -z "$obstacle" ]; then
    build
  elif [ -n "$built" ]; then
    say "warning: the sources are newer than the build, which runs all the same: $obstacle"
  else
    die "not built yet, and can't be: $obstacle"
  fi
  exec 9<&-
}
