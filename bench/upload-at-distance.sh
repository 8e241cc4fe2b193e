#!/bin/bash
# Uploads over HTTP/2 with a round trip of 50 ms: Lanner and nginx in turns, through the testkit's DelayingProxy (25 ms each
# way). Prints the seconds of each upload and the medians.
#
#   bench/upload-at-distance.sh DISTRIBUTION TESTKIT [MEBIBYTES [RUNS]]
#
# DISTRIBUTION is an unpacked distribution with pages (lib/jsp), TESTKIT the testkit's jar or its target/classes. Needs
# JAVA_HOME, curl with HTTP/2, nginx with its dav module. Everything it starts ends with it.
set -eu
home=$(realpath "$1")
testkit=$(realpath "$2")
mebibytes=${3:-64}
runs=${4:-5}
work=$(mktemp -d /dev/shm/lanner-upload-XXXXXX)
chmod 755 "$work"
started=()
finish() {
  for process in "${started[@]}"; do kill "$process" 2>/dev/null || true; done
  wait 2>/dev/null || true
  rm -rf "$work"
}
trap finish EXIT

free_port() {
  python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}
await_port() {
  for _ in $(seq 300); do
    if (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; then return; fi
    sleep 0.1
  done
  echo "nothing listens at $1" >&2
  exit 1
}

lanner=$(free_port)
mkdir -p "$work/base/webapps/up/WEB-INF" "$work/base/conf"
cat > "$work/base/webapps/up/read.jsp" <<'PAGE'
<%@ page contentType="text/plain" %><% out.print(request.getInputStream().transferTo(java.io.OutputStream.nullOutputStream())); %>
PAGE
"$home/bin/lanner" run --base "$work/base" --urls "http://127.0.0.1:$lanner" \
  --set limits.max-request-body-size=unlimited > "$work/lanner.log" 2>&1 &
started+=($!)

nginx=$(free_port)
mkdir "$work/files"
chmod 1777 "$work/files" "$work"
cat > "$work/nginx.conf" <<CONF
daemon off;
pid $work/nginx.pid;
worker_processes 1;
events { worker_connections 64; }
http {
  access_log off;
  client_body_temp_path $work/body;
  proxy_temp_path $work/proxy; fastcgi_temp_path $work/fastcgi; uwsgi_temp_path $work/uwsgi; scgi_temp_path $work/scgi;
  server {
    listen 127.0.0.1:$nginx http2;
    client_max_body_size 0;
    location / { root $work/files; dav_methods PUT; }
  }
}
CONF
nginx -p "$work/" -c "$work/nginx.conf" -e "$work/nginx.log" &
started+=($!)
await_port "$lanner"
await_port "$nginx"

delayed() {
  local port
  port=$(free_port)
  "$JAVA_HOME/bin/java" -cp "$testkit" dev.lanner.testkit.DelayingProxy "$port" "$1" 25 > /dev/null 2>&1 &
  started+=($!)
  await_port "$port"
  echo "$port" > "$work/port"
}
delayed "$lanner"; to_lanner=$(cat "$work/port")
delayed "$nginx"; to_nginx=$(cat "$work/port")

head -c $((mebibytes << 20)) /dev/zero > "$work/file"
upload() {
  curl -sS --http2-prior-knowledge -o "$work/answer" -w '%{http_version} %{http_code} %{time_total}\n' -H 'Expect:' \
    "${@:2}" "http://127.0.0.1:$1"
}
lanner_once() { upload "$to_lanner/up/read.jsp" -X POST --data-binary "@$work/file"; }
nginx_once() { upload "$to_nginx/file" -T "$work/file"; }

# the page is compiled, and what is run often; nginx has its file
for _ in $(seq 10); do
  upload "$lanner/up/read.jsp" -X POST --data-binary "@$work/file" > /dev/null
  upload "$nginx/file" -T "$work/file" > /dev/null
done
for run in $(seq "$runs"); do
  lanner_once | tee -a "$work/lanner.times" | sed 's/^/lanner /'
  [ "$(tr -d '\n' < "$work/answer")" = $((mebibytes << 20)) ] || { echo "Lanner read: $(cat "$work/answer")"; exit 1; }
  nginx_once | tee -a "$work/nginx.times" | sed 's/^/nginx  /'
done
for server in lanner nginx; do
  echo "$server median of $runs: $(sort -k3 -n "$work/$server.times" | awk '{t[NR]=$3} END {print t[int((NR+1)/2)]}') s for $mebibytes MiB"
done
