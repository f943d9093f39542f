#!/usr/bin/env python3
"""An SMTP server that takes every mail and writes down what came, or misbehaves on purpose.

One JSON line for each mail that reached its dot: "outcome" is accepted, put-off (4xx),
refused (5xx), or cut (kept, but the connection is dropped instead of the 250). The bytes lie
in FOLDER/<n>.eml as received; the line is written after them and before the answer.

A mood file that holds "put-off rcpt", say, makes every mail end so, by a 4xx to RCPT. "refused"
and "lost" (dropped without an answer) can happen at mail, rcpt, data and dot, too. While the
file is empty or missing the shares count.
"""

import argparse
import asyncio
import json
import os
import random
import signal
import sys
import time

import mailkit

ADDRESS_END = ">"
REPLIES = {"put-off": "451 4.3.0 try again later", "refused": "550 5.1.1 no such person here"}


class Sink:
    def __init__(self, options):
        self.options = options
        self.dice = random.Random(options.seed)
        self.log = open(options.log, "a", encoding="utf-8", buffering=1)
        self.count = 0
        os.makedirs(options.folder, exist_ok=True)

    def mood(self):
        """What the mood file says: an outcome and where, or nothing."""
        try:
            with open(self.options.mood or os.devnull, encoding="ascii") as file:
                outcome, at = (file.read().split() + ["dot", "dot"])[:2]
        except FileNotFoundError:
            return None
        return None if outcome == "dot" else (outcome, at)

    def outcome(self):
        """What to do with the next mail and at which command, by the shares asked for."""
        return self.mood() or (self.share(), "dot")

    def share(self):
        roll = self.dice.random()
        for word in ("put_off", "refused", "cut", "lost"):
            share = getattr(self.options, word)
            if roll < share:
                return word.replace("_", "-")
            roll -= share
        return "accepted"

    def keep(self, data, sender, rcpts, outcome):
        self.count += 1
        name = f"{self.count}.eml"
        with open(os.path.join(self.options.folder, name), "wb") as file:
            file.write(data)
        self.log.write(json.dumps({
            "at": time.time(), "outcome": outcome, "mail_from": sender, "rcpts": rcpts,
            "message_id": mailkit.bare_id(mailkit.header(data, "Message-ID")),
            "in_reply_to": mailkit.bare_id(mailkit.header(data, "In-Reply-To")),
            "auto_submitted": mailkit.header(data, "Auto-Submitted"),
            "sha256": mailkit.sha256(mailkit.without_trace(data)), "file": name}) + "\n")

    async def serve(self, reader, writer):
        try:
            await Session(self, reader, writer).run()
        except (ConnectionError, asyncio.CancelledError, asyncio.IncompleteReadError,
                asyncio.LimitOverrunError):
            pass
        finally:
            writer.close()


class Session:
    """One connection."""

    def __init__(self, sink, reader, writer):
        self.sink, self.reader, self.writer = sink, reader, writer
        self.sender, self.rcpts = "", []
        self.plan = "accepted", "dot"

    async def say(self, text):
        self.writer.write(text.encode() + b"\r\n")
        await self.writer.drain()

    async def run(self):
        await self.say("220 sink.example.net ESMTP")
        while line := await self.reader.readline():
            text = line.decode("utf-8", "replace").strip()
            verb = text[:4].upper()
            if verb == "QUIT":
                return await self.say("221 bye")
            if verb == "MAIL":
                self.plan = self.sink.outcome()
            if verb in ("MAIL", "RCPT", "DATA") and self.plan[1] == verb.lower():
                if self.plan[0] == "lost":
                    return None
                await self.say(REPLIES[self.plan[0]])
            elif verb == "DATA":
                if not await self.data():
                    return None
            else:
                await self.say(self.command(verb, text))
        return None

    def command(self, verb, text):
        if verb == "EHLO":
            return "250-sink.example.net\r\n250-PIPELINING\r\n250 8BITMIME"
        if verb in ("MAIL", "RSET"):
            self.sender, self.rcpts = self.address(text), []
            return "250 ok"
        if verb == "RCPT":
            self.rcpts.append(self.address(text))
            return "250 ok"
        return "250 ok" if verb in ("HELO", "NOOP") else "502 unknown"

    @staticmethod
    def address(text):
        return text.partition("<")[2].partition(ADDRESS_END)[0]

    async def data(self):
        """Takes one mail; false when the connection is to be dropped."""
        outcome = self.plan[0]
        await self.say("354 go ahead")
        if outcome == "lost":
            await self.reader.readline()
            return False
        data = await self.body()
        if self.sink.options.slow:
            await asyncio.sleep(self.sink.options.slow)
        self.sink.keep(data, self.sender, self.rcpts, outcome)
        if outcome == "cut":
            return False
        await self.say(REPLIES.get(outcome) or f"250 2.0.0 ok {self.sink.count}")
        return True

    async def body(self):
        data = bytearray()
        while (line := await self.reader.readline()) != b".\r\n":
            if not line:
                raise ConnectionResetError
            data += line[1:] if line.startswith(b".") else line
        return bytes(data)


async def main_loop(options):
    sink = Sink(options)
    server = await asyncio.start_server(sink.serve, "127.0.0.1", options.port, backlog=1000,
                                        limit=64 * 1024 * 1024)
    port = server.sockets[0].getsockname()[1]
    if options.port_file:
        with open(options.port_file + ".new", "w", encoding="ascii") as file:
            file.write(f"{port}\n")
        os.rename(options.port_file + ".new", options.port_file)
    ended = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, ended.set)
    async with server:
        await ended.wait()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--log", required=True)
    parser.add_argument("--folder", required=True)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--port-file", help="gets the number of the port")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--mood", help="file that says how every mail ends")
    parser.add_argument("--slow", type=float, default=0, help="seconds before each answer")
    shares = {"put-off": "4xx at the dot", "refused": "5xx at the dot",
              "cut": "dropped after the dot", "lost": "dropped before the dot"}
    for name, what in shares.items():
        parser.add_argument("--" + name, type=float, default=0, metavar="SHARE", help=what)
    asyncio.run(main_loop(parser.parse_args()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
