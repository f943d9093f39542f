#!/usr/bin/env python3
"""Compares the templates of every language with the English ones, and prints a line for each
fault.

Usage: languages.py TEMPLATES. A translation has the files, the fields and the HTML elements of
the English text; its words are its own. The frame of the page is there in English alone.
"""

import os
import re
import sys
import unicodedata

FRAME = {"page-top.html", "page-end.html"}
# Which English has no need for: the first of a month has a name of its own in some languages.
OWN = {"is_first_day"}
WIDTH = 72  # columns of what is no tag
TAG = re.compile(r"\{\{\{?\s*([#^/>&!]?)\s*([^{}]*?)\s*\}\}\}?")
ELEMENT = re.compile(r"</?[a-zA-Z][^>]*>")
SENTENCE = re.compile(r"[A-Za-z]+( [A-Za-z]+){2}")  # shorter ones may well be the same


def read(path):
    with open(path, "rb") as file:
        return file.read().decode("utf-8", "replace")


def fields(text):
    return {name for kind, name in TAG.findall(text) if kind != "!"}


def elements(text):
    return sorted(ELEMENT.findall(text))


def columns(line):
    return sum(0 if unicodedata.combining(char) else 1 + (unicodedata.east_asian_width(char) in "WF")
               for char in TAG.sub("", line))


def faults(name, text, english):
    """What is wrong with a translation, as texts."""
    if "\ufffd" in text:
        yield "is not UTF-8"
    if text != unicodedata.normalize("NFC", text):
        yield "has characters that are not composed (NFC)"
    if not text.endswith("\n"):
        yield "ends within a line"
    for field in sorted(fields(english) - fields(text)):
        yield f"lacks {{{{{field}}}}}"
    for field in sorted(fields(text) - fields(english) - OWN):
        yield f"has {{{{{field}}}}}, which the English text has not"
    if name.endswith(".html") and elements(text) != elements(english):
        yield "has other elements than the English text"
    for number, line in enumerate(text.split("\n"), 1):
        if line != line.rstrip() and line != "-- ":
            yield f"line {number} ends in a blank"
        # A line with sections never shows all of them.
        if name.endswith(".txt") and "{{#" not in line and columns(line) > WIDTH:
            yield f"line {number} has more than {WIDTH} columns"
        words = ELEMENT.sub("", TAG.sub("", line))
        if SENTENCE.search(words) and line in english.split("\n"):
            yield f"line {number} is English"


def main(root):
    found = 0
    english = set(os.listdir(f"{root}/en"))
    for language in sorted(set(os.listdir(root)) - {"en"}):
        folder = f"{root}/{language}"
        if not os.path.isdir(folder):
            continue
        there = set(os.listdir(folder))
        lines = [f"{name}: is missing" for name in sorted(english - FRAME - there)]
        lines += [f"{name}: has no English text" for name in sorted(there - english)]
        for name in sorted(there & english):
            lines += [f"{name}: {fault}" for fault in
                      faults(name, read(f"{folder}/{name}"), read(f"{root}/en/{name}"))]
        for line in lines:
            print(f"{folder}/{line}")
        found += len(lines)
    return found > 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]) if len(sys.argv) == 2 else __doc__)
