#!/usr/bin/env python3
"""Kills with SIGKILL, again and again, at times that come from a seed.

  killer.py [options] program -- COMMAND...         runs the command, kills it, runs it anew
  killer.py [options] children PIDFILE NAME...      kills children of that master, by name

Only its own child, or children of the one master whose number is in PIDFILE, are ever touched.
With --ready the time to the next kill begins, three times in four, when the program takes
connections, and is the longer the longer that took, so that it has its chance on a slow machine,
too; else, as without, when it is started.
SIGUSR1: no more kills, the program stays up. SIGTERM: ends the program, then itself. The state
file holds {"kills": N, "ended": M}; ended counts how often the program ended by itself.
"""

import argparse
import json
import os
import random
import signal
import socket
import subprocess
import sys
import time

# Seconds; a machine that is not busy is quicker.
USUAL_START = 0.2


class Killer:
    def __init__(self, options):
        self.options = options
        self.dice = random.Random(options.seed)
        low, high = options.every.split(":")
        self.low, self.high = int(low) / 1000, int(high) / 1000
        self.state = {"kills": 0, "ended": 0}
        self.calm = self.over = False
        signal.signal(signal.SIGUSR1, self.on_calm)
        signal.signal(signal.SIGTERM, self.on_term)
        self.write()

    def on_calm(self, *_):
        self.calm = True

    def on_term(self, *_):
        self.over = True

    def count(self, what):
        self.state[what] += 1
        self.write()

    def write(self):
        with open(self.options.state + ".new", "w", encoding="ascii") as file:
            json.dump(self.state, file)
        os.rename(self.options.state + ".new", self.options.state)

    def until_ready(self, program):
        """Returns by how much more than usual that took, at least 1."""
        if not self.options.ready or self.dice.random() < 0.25:
            return 1
        begun = time.monotonic()
        while not self.over and program.poll() is None and not answers(self.options.ready):
            time.sleep(0.02)
        return max(1, (time.monotonic() - begun) / USUAL_START)

    def pause(self, times=1):
        """Waits for the time of the next kill, or for a signal."""
        end = time.monotonic() + times * self.dice.uniform(self.low, self.high)
        while not self.over and time.monotonic() < end:
            time.sleep(min(0.02, max(0.0, end - time.monotonic())))


def answers(path):
    """Whether somebody takes connections at this socket."""
    with socket.socket(socket.AF_UNIX) as client:
        try:
            client.connect(path)
        except OSError:
            return False
    return True


def run_program(killer, command):
    program = subprocess.Popen(command)
    while not killer.over:
        killer.pause(killer.until_ready(program))
        if program.poll() is not None:
            killer.count("ended")
            print(f"killer: ended by itself with {program.returncode}", flush=True)
        elif killer.calm or killer.over:
            continue
        else:
            program.kill()
            program.wait()
            killer.count("kills")
        program = subprocess.Popen(command)
    program.terminate()
    try:
        program.wait(20)
    except subprocess.TimeoutExpired:
        program.kill()
        program.wait()


def children(pid, names):
    """Numbers of the children of a process that bear one of the names."""
    found = []
    try:
        threads = os.listdir(f"/proc/{pid}/task")
    except FileNotFoundError:
        return found
    for thread in threads:
        try:
            with open(f"/proc/{pid}/task/{thread}/children", encoding="ascii") as file:
                numbers = file.read().split()
            for number in numbers:
                with open(f"/proc/{number}/comm", encoding="utf-8") as file:
                    if file.read().strip() in names:
                        found.append(int(number))
        except FileNotFoundError:
            continue
    return sorted(found)


def kill_children(killer, pid_file, names):
    with open(pid_file, encoding="ascii") as file:
        master = int(file.read())
    while not killer.over:
        killer.pause()
        victims = children(master, names)
        if killer.calm or killer.over or not victims:
            continue
        try:
            os.kill(killer.dice.choice(victims), signal.SIGKILL)
            killer.count("kills")
        except ProcessLookupError:
            pass


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--every", default="50:300", metavar="LOW:HIGH", help="milliseconds")
    parser.add_argument("--ready", metavar="SOCKET", help="where the program takes connections")
    parser.add_argument("--state", required=True, help="file for the counts")
    parser.add_argument("what", choices=("program", "children"))
    parser.add_argument("words", nargs="+")
    options = parser.parse_args()
    killer = Killer(options)
    if options.what == "program":
        run_program(killer, options.words)
    else:
        kill_children(killer, options.words[0], options.words[1:])
    return 0


if __name__ == "__main__":
    sys.exit(main())
