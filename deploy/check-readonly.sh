#!/usr/bin/env bash
# Shows, without Docker, that kigo runs as a container would run it: as an unprivileged
# user without any capability, on a read-only root that holds nothing but the binary and
# two files to read, with one writable data folder. Run as root:
#
#   deploy/check-readonly.sh [BINARY]        (default bin/kigo; built if it is missing)
#
# It takes a few seconds, listens on 127.0.0.1 only, and leaves nothing behind.
set -euo pipefail

readonly user=65532

main() {
  [ "$(id -u)" = 0 ] || fail 'this check makes mounts, so it must run as root'
  cd "$(dirname "$0")/.."
  local binary="${1:-bin/kigo}"
  [ -x "$binary" ] || make build
  work="$(mktemp -d)"
  trap 'rm -rf --one-file-system "$work"' EXIT
  chmod 0755 "$work" # kigo's user has to get through to what will be its /
  mkdir -m 0755 "$work/root" "$work/root/data" "$work/root/run"
  install -m 0755 "$binary" "$work/root/kigo"
  install -m 0400 -o "$user" <(head -c 24 /dev/urandom | base64) "$work/root/run/secret"
  install -m 0444 <(printf 'Name;E-Mail;Dezernat\nDörte Jäger;doerte.jaeger@example.org;III\n') "$work/root/run/people.csv"
  # Mounts and processes of the check end with their namespaces, however it ends.
  timeout --kill-after=5 120 unshare --mount --pid --fork --kill-child bash "$0" --inside "$work"
}

inside() {
  root="$1/root" log="$1/log"
  mount --make-rprivate /
  mount --bind "$root" "$root"
  mount -o remount,bind,ro,nosuid,nodev "$root"
  mount -t tmpfs -o "size=256m,mode=0700,uid=$user,gid=$user,nosuid,nodev,noexec" tmpfs "$root/data"
  mount -t proc proc /proc
  cd /

  step 'its root is read-only, for root too; its data folder is not'
  tell "$(awk -v r="$root" '$5 == r || $5 == r "/data" {sub(r, "", $5); print ($5 == "" ? "/" : $5), $6}' /proc/self/mountinfo)"
  ! touch "$root/run/x" 2>/dev/null || fail 'root could write to its root'
  ! setpriv --reuid "$user" --regid "$user" --clear-groups touch "$root/kigo" 2>/dev/null || fail 'its user could touch the binary'

  step 'kigo version'
  kigo version | tell

  step 'kigo serve, embedded store in /data'
  start
  tell "pid $pid: $(grep -E '^(Uid|Gid|CapEff|NoNewPrivs)' "/proc/$pid/status" | tr -s '\t\n' ' ')"
  tell "GET /healthz: $(get /healthz)"
  tell "GET /readyz:  $(get /readyz)"
  KIGO_LISTEN="$address" kigo health || fail 'kigo health does not find the running one'
  tell 'kigo health: ok'

  step 'kigo import people, beside the running one'
  kigo import people /run/people.csv | tell

  step 'SIGTERM, and a new start on the same data'
  stop
  start
  kigo export person doerte.jaeger@example.org | grep -E '"(name|email)": "' | tell
  stop

  step 'kigo console: two seats, three people'
  printf '%s\n' '/kigo anmelden Workshop' ':as bert' '/kigo anmelden Workshop' ':as carla' '/kigo anmelden Workshop' '/kigo kalender' |
    KIGO_DATA_DIR=/data/console kigo console | grep -e 'Platz sicher' -e 'Warteliste' -e 'Gespeichert' | tell
  [ "$(find "$root/data/console/files" -name '*.ics' | wc -l)" = 1 ] || fail 'the calendar file is missing'

  step 'what it wrote'
  (cd "$root" && find data -type f -printf '%M %U %p\n' | sort -k3) | tell
  printf '\nOK\n'
}

# kigo runs the binary with the check's root as its own, nothing inherited, all power gone.
kigo() { confined /kigo "$@"; }

confined() {
  ${replace:-} env -i PATH="$PATH" KIGO_DATA_DIR="${KIGO_DATA_DIR:-/data}" KIGO_LISTEN="${KIGO_LISTEN:-127.0.0.1:0}" KIGO_SECRET_FILE=/run/secret \
    setpriv --no-new-privs --clear-groups --bounding-set=-all,+setuid,+setgid,+sys_chroot \
    chroot --userspec="$user:$user" --groups= "$root" "$@"
}

start() {
  : >"$log"
  replace=exec confined /kigo serve 2>"$log" & # so that $! is kigo and no shell around it
  pid=$! address=
  for _ in $(seq 100); do
    address="$(sed -n 's/.*msg="kigo serves" address=\([0-9.:]*\).*/\1/p' "$log")"
    [ -z "$address" ] || break
    kill -0 "$pid" 2>/dev/null || break
    sleep 0.1
  done
  [ -n "$address" ] || fail "kigo serve did not come up: $(cat "$log")"
}

stop() {
  kill -TERM "$pid"
  wait "$pid" || fail "kigo serve ended with $?: $(cat "$log")"
  tell 'ended with 0'
}

# get answers with status and body, without needing curl.
get() {
  exec 3<>"/dev/tcp/${address%:*}/${address##*:}"
  printf 'GET %s HTTP/1.0\r\nHost: %s\r\n\r\n' "$1" "$address" >&3
  tr -d '\r' <&3 | sed -n '1s/^HTTP[^ ]* //p; /^{/p' | paste -sd ' '
  exec 3>&-
}

step() { printf '\n%s\n' "$1"; }
tell() { if [ $# -gt 0 ]; then printf '%s\n' "$@"; else cat; fi | sed 's/^/  /'; }
fail() { printf 'FAILED: %s\n' "$*" >&2; exit 1; }

if [ "${1:-}" = --inside ]; then inside "$2"; else main "$@"; fi
