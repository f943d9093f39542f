#!/usr/bin/env python3
"""Takes connections on a TCP port of 127.0.0.1 and hands them on to a PostgreSQL's unix socket.

  pgrelay.py PORT SOCKET MODE

  pass    as it is
  silent  takes connections and all that is sent, and never says a word
  old     the server says that it is PostgreSQL 9.6: a stand-in for one that old, which no
          current system can install; its ParameterStatus server_version is replaced
"""
import re
import select
import socket
import sys
import threading


def make_old(data):
    body = b"server_version\x009.6.24\0"
    status = b"S" + (len(body) + 4).to_bytes(4, "big") + body
    return re.sub(rb"S....server_version\0[^\0]*\0", lambda found: status, data, flags=re.DOTALL)


def serve(client, path, mode):
    with client, socket.socket(socket.AF_UNIX) as server:
        server.connect(path)
        while True:
            for ready in select.select([client, server], [], [])[0]:
                data = ready.recv(65536)
                if not data:
                    return
                if mode == "silent":
                    continue
                if ready is client:
                    server.sendall(data)
                else:
                    client.sendall(make_old(data) if mode == "old" else data)


def main(port, path, mode):
    listener = socket.create_server(("127.0.0.1", int(port)))
    while True:
        client, _ = listener.accept()
        threading.Thread(target=serve, args=(client, path, mode), daemon=True).start()


main(*sys.argv[1:])
