#!/usr/bin/env python3
"""Prints parts of a JSON text: pick.py EXPRESSION <JSON

The expression is Python over d, the parsed text. A list is printed one element a line, a
string as it is, true and false and null as JSON has them.
"""
import json
import sys


def show(value):
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def pick(expression, text):
    """The lines."""
    result = eval(expression, {"d": json.loads(text)})
    return [show(item) for item in (result if isinstance(result, (list, tuple)) else [result])]


if __name__ == "__main__":
    for line in pick(sys.argv[1], sys.stdin.read()):
        print(line)
