#!/usr/bin/env python3
"""Whether the templates of all languages say the same in text and HTML, and look as they should
when they are filled.

  checktemplates.py FOLDER FILL MANUAL     complains, a line each; FILL is t/tools/fill, and MANUAL
                                           is desk-commands(7), which has the customers' commands
"""
import html.parser
import json
import os
import re
import subprocess
import sys
import unicodedata

import samples

WIDTH = 78
VOID = {"br", "meta"}
TAGS = set("html head meta title style body div p strong span br table tr td a blockquote pre".split())
# What one of text and HTML has alone for its form: the frame, the subject of a link, empty lines.
FRAME = {"language", "mailbox.name", "mailbox.address", "ticket.id", "has_files"}
TAG = re.compile(r"\{\{\{\s*([^}]+?)\s*\}\}\}|\{\{([#^/&>!]?)\s*([^}]*?)\s*\}\}", re.S)
URL = re.compile(r"(?:https?://|mailto:)[^\s\"<>]+")


class Templates:
    """The files of a folder."""

    def __init__(self, folder):
        self.languages = sorted(name for name in os.listdir(folder) if os.path.isdir(f"{folder}/{name}"))
        self.files = {}
        for language in self.languages:
            for name in os.listdir(f"{folder}/{language}"):
                with open(f"{folder}/{language}/{name}", encoding="utf-8") as file:
                    self.files[language, name] = file.read()

    def fields(self, language, name):
        """The fields that a file shows or asks for, those of its partials too."""
        found = set()
        text = self.files.get((language, name)) or self.files.get(("en", name), "")
        for raw, mark, word in TAG.findall(text):
            if mark == ">":
                found |= self.fields(language, word + os.path.splitext(name)[1])
            elif mark not in ("!", "/"):
                found.add(re.sub(r"(^|\.)html_", r"\1", raw or word))
        return found - {"."}


def check_fields(templates):
    """Text and HTML ask for the same; what others wrote has a direction of its own."""
    for language, name in sorted(templates.files):
        stem, ending = os.path.splitext(name)
        if ending == ".txt":
            odd = (templates.fields(language, name) ^ templates.fields(language, stem + ".html")) - FRAME
            yield from (f"{language}/{name} and .html differ in {field}" for field in sorted(odd))
        for before in re.findall(r"([^\n]*)\{\{\{(?!\s*html_signature)", templates.files[language, name]):
            if ending == ".html" and not re.search(r'dir="auto"[^<>]*>$', before):
                yield f"{language}/{name}: words of others without a direction of their own"


class Page(html.parser.HTMLParser):
    """A page, and what is wrong with it."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.open, self.odd, self.links, self.language = [], [], set(), None

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if tag not in TAGS:
            self.odd.append(f"tag {tag}")
        if tag not in VOID:
            self.open.append(tag)
        if tag == "html":
            self.language = given.get("lang")
        if tag == "a":
            self.links.add(given.get("href"))
        if re.search(r"background|url\(|(?<![-\w])color\s*:(?!inherit)|(left|right)\s*:|float",
                     given.get("style") or ""):
            self.odd.append(f"style {given['style']}")

    def handle_endtag(self, tag):
        if tag in VOID or not self.open or self.open.pop() != tag:
            self.odd.append(f"</{tag}> ends nothing")

    def handle_comment(self, data):
        self.odd.append("a comment")


def width(line):
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1
               for c in line)


def check_text(text):
    for line in text.split("\n"):
        if width(line) > WIDTH and not URL.search(line) and "support+" not in line:
            yield f"{width(line)} columns: {line}"
        if URL.search(line) and not URL.fullmatch(line.strip()):
            yield f"a link that is not alone on its line: {line}"
        if line != line.rstrip() and line != "-- ":
            yield f"white space at the end: {line}"
    if "\n\n\n" in text or text.startswith("\n") or text.endswith("\n\n"):
        yield "too many empty lines"


def check_page(page, language, text, values):
    seen = Page()
    seen.feed(page)
    seen.close()
    yield from seen.odd
    if seen.open:
        yield f"never closed: {' '.join(seen.open)}"
    if seen.language != language:
        yield f"its language is {seen.language}"
    own = {f"mailto:{address}" for address in re.findall(r"[\w.+-]+@example\.(?:org|net)", json.dumps(values))}
    links = {link for link in seen.links if link.partition("?")[0] not in own or "?" in link}
    note = f"mailto:{values.get('note_to')}?"
    links = {link for link in links if not link.startswith(note)}
    said = set(URL.findall(text))
    if links != said:
        yield f"other links than its text: {sorted(links ^ said)}"
    foreign = {link for link in said if link.startswith("http")} - {
        article.get("url") for article in values.get("articles", [])}
    if foreign:
        yield f"a link to {sorted(foreign)}"


def check_unverified(parts, values):
    if values["verified"]:
        return
    name, subject, _ = samples.WORDS["latin"]
    for part, text in parts.items():
        if name in text or subject in text:
            yield f"its {part} repeats what nobody has proved"


def customers_commands(manual):
    with open(manual, encoding="utf-8") as file:
        page = file.read().partition(".Sh COMMANDS OF CUSTOMERS")[2].partition("\n.Sh ")[0]
    return set(re.findall(r"(?m)^\.It Ic (#[\w-]+)", page))


def check_help(text, commands):
    named = set(re.findall(r"(?m)^#[a-z-]+", text))
    if named != commands:
        yield f"it names {sorted(named)}, and there are {sorted(commands)}"


def check_filled(templates, folder, fill, manual):
    wanted = [(language, *sample) for language in templates.languages for sample in samples.samples()]
    lines = "".join(json.dumps({"language": language, "name": kind, "values": values}) + "\n"
                    for language, kind, _, values in wanted)
    filled = subprocess.run([fill, folder], input=lines.encode(), stdout=subprocess.PIPE, check=True).stdout
    kinds = {os.path.splitext(name)[0] for _, name in templates.files if name.endswith(".subject")}
    yield from (f"{kind} has no sample" for kind in sorted(kinds - {kind for _, kind, _, _ in wanted}))
    commands = customers_commands(manual)
    for (language, kind, variant, values), line in zip(wanted, filled.splitlines()):
        parts = json.loads(line)
        label = f"{language}/{kind} ({variant})"
        if "error" in parts:
            yield f"{label}: {parts['error']}"
            continue
        complaints = [*check_text(parts["text"]),
                      *check_page(parts.get("html", ""), language, parts["text"], values),
                      *check_unverified(parts, values)]
        if kind == "customer-result" and variant == "help":
            complaints += check_help(parts["text"], commands)
        yield from (f"{label}: {complaint}" for complaint in complaints)


def main(folder, fill, manual):
    templates = Templates(folder)
    for complaint in [*check_fields(templates), *check_filled(templates, folder, fill, manual)]:
        print(complaint)


main(*sys.argv[1:])
