#!/usr/bin/env python3
"""Prints parts of a JSON text: pick.py EXPRESSION <JSON

The expression is Python over d, the parsed text. A list is printed one element a line, a
string as it is, true and false and null as JSON has them.
"""
import json
import sys


def show(value):
    print(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))


result = eval(sys.argv[1], {"d": json.load(sys.stdin)})
for item in result if isinstance(result, (list, tuple)) else [result]:
    show(item)
