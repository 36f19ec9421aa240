# Keeps one throwaway PostgreSQL cluster. Usage: sh THIS BIN FOLDER PORT LOCALE OPTIONS
#
# The cluster lives as long as standard input stays open. xtask holds the other end of that pipe, so however xtask
# ends (even by kill -9), the pipe closes, the server is stopped and its files go. Prints "ready" once the server
# accepts connections, or else why it does not.
bin=$1 folder=$2 port=$3 locale=$4 options=$5
data=$folder/data

clean_up() {
    trap '' EXIT HUP INT TERM
    if [ -e "$data/postmaster.pid" ]; then
        "$bin/pg_ctl" stop -D "$data" -w -t 20 -m fast ||
            "$bin/pg_ctl" stop -D "$data" -w -t 20 -m immediate
    fi >>"$folder/log" 2>&1 </dev/null 3<&-
    # Tried again, in case a process that is just ending still wrote something.
    rm -rf "$folder" 2>/dev/null || { sleep 1; rm -rf "$folder"; }
}
trap clean_up EXIT
trap 'exit 1' HUP INT TERM
# Printing after xtask has gone must not end this script before it has cleaned up.
trap '' PIPE

exec 3<&0 </dev/null
cd / || exit 1

{
    "$bin/initdb" -D "$data" -U postgres -A trust -E UTF8 --locale="$locale" --no-sync >"$folder/log" 2>&1 &&
        : >"$folder/log" &&
        "$bin/pg_ctl" start -D "$data" -w -t 60 -l "$folder/log" \
            -o "-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories='' $options" >/dev/null 2>&1
} 3<&- || {
    cat "$folder/log"
    exit 1
}

echo ready 2>/dev/null
# In the background, as a shell takes a signal only between programs that it waits for in the foreground.
cat <&3 >/dev/null &
exec 3<&-
wait $!
