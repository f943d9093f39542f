#!/usr/bin/env python3
"""Mails that are hard to read, with what a reader must find in them (RULES W19, W24, W25, W27, W28).

  oddmails.py write FOLDER         writes FOLDER/NAME.eml; a line "NAME SCENE WHAT" for each
  oddmails.py judge NAME <TICKET   what ticket show --json prints of the ticket that it opened;
                                   a line for each fault

Written against the rules, not against the C sources.
"""
import base64
import json
import os
import re
import sys
import unicodedata

PACK = {}
# No name of a file may have them: ends of lines and other controls, what Unicode hides or turns
# round, and what a file system takes for a path.
UNSAFE = re.compile("[\\x00-\\x1f\\x7f-\\x9f/\\\\:\\u200b-\\u200f\\u202a-\\u202e\\u2066-\\u2069\\ufeff]")


def odd(scene, what):
    """The function gives (fields, body, judge), with judge(message) the faults one by one."""
    def enter(function):
        PACK[function.__name__.replace("_", "-")] = (scene, what, function)
        return function
    return enter


def crlf(text):
    return re.sub(rb"\r?\n", b"\r\n", text if isinstance(text, bytes) else text.encode())


def words(expected, where="reply_text"):
    """Each of these stands in the text."""
    def judge(message):
        text = unicodedata.normalize("NFC", message[where])
        for word in expected:
            if unicodedata.normalize("NFC", word) not in text:
                yield f"{word!r} is not in its {where}: {text!r}"
    return judge


def text_in(charset, data, expected):
    parameter = f"; charset={charset}" if charset else ""
    return (f"MIME-Version: 1.0\nContent-Type: text/plain{parameter}\n"
            "Content-Transfer-Encoding: 8bit\n", data, words([expected]))


# ---- W19: an answer of Outlook ----

OUTLOOK = """<html><head><style>.elementToProof { margin: 0 }</style></head><body>
<div class="elementToProof">First-word about it.</div>
<ol><li><div class="elementToProof">Unplug-item</div></li><li>Replug-item</li></ol>
<blockquote class="elementToProof">Proofed-quote is what I wrote.</blockquote>
<div class="elementToProof">See my red answers below.</div>
<div id="appendonsend"></div><hr style="display:inline-block;width:98%">
<div id="divRplyFwdMsg"><font face="Calibri" color="#000000"><b>From:</b> Support
&lt;support@example.com&gt;<br><b>Sent:</b> Sunday, March 1, 2026 12:00<br><b>To:</b> Jane Doe<br>
<b>Subject:</b> [#1] We have your message</font><div>&nbsp;</div></div>
<div>Is the printer plugged in?</div>
<div><span style="color:rgb(255,0,0)">Yes-in-red it is.</span></div>
<div>Which model is it?</div>
<div><span style="color:red">Model-in-red 4711</span></div>
</body></html>"""


@odd("W19", "an Outlook reply with a list, elementToProof and red answers in the quote")
def outlook():
    authored = ("First-word", "Unplug-item", "Replug-item", "Proofed-quote", "See my red answers",
                "Yes-in-red", "Model-in-red 4711")
    return ("MIME-Version: 1.0\nContent-Type: text/html; charset=utf-8\n", OUTLOOK, words(authored))


@odd("W19", "the same with a plain part that Outlook made of it")
def outlook_both():
    plain = """First-word about it.

  1.  Unplug-item
  2.  Replug-item

Proofed-quote is what I wrote.
See my red answers below.
________________________________
From: Support <support@example.com>
Sent: Sunday, March 1, 2026 12:00
To: Jane Doe
Subject: [#1] We have your message

Is the printer plugged in?
Yes-in-red it is.
Which model is it?
Model-in-red 4711
"""
    body = (f"--b\nContent-Type: text/plain; charset=utf-8\n\n{plain}\n"
            f"--b\nContent-Type: text/html; charset=utf-8\n\n{OUTLOOK}\n--b--\n")
    return ("MIME-Version: 1.0\nContent-Type: multipart/alternative; boundary=b\n", body,
            words(("First-word", "Unplug-item", "Replug-item", "Proofed-quote", "See my red answers",
                   "Yes-in-red", "Model-in-red 4711"), "text"))


# ---- W24: charsets ----

@odd("W24", "gb2312 with an en dash")
def gb2312_dash():
    return text_in("gb2312", "价格 10–20 元，谢谢".encode("gb18030"), "价格 10–20 元，谢谢")


@odd("W24", "windows-1258")
def windows_1258():
    return text_in("windows-1258", "Xin cha\u0300o Viê\u0323t Nam".encode("cp1258"), "Xin chào Việt Nam")


@odd("W24", 'charset "134", as old Windows clients write it')
def charset_134():
    text = "您好，我的打印机不工作了，请尽快回复我，谢谢。"
    fields, body, _ = text_in('"134"', text.encode("gbk"), text)

    def judge(message):
        if text not in message["text"] and "\ufffd" not in message["text"]:
            yield f"neither right nor flagged: {message['text']!r}"
    return fields, body, judge


@odd("W24", "UTF-7, labelled")
def utf_7():
    return text_in("utf-7", "Hi Mom \u263a! – grüße".encode("utf-7"), "Hi Mom \u263a! – grüße")


@odd("W24", "UTF-7 that nobody has labelled stays as it is")
def utf_7_bare():
    return text_in("us-ascii", b"+ADw-script+AD4-", "+ADw-script+AD4-")


@odd("W24", "no charset, UTF-8")
def none_utf_8():
    return text_in("", "Grüße aus Kößlarn – 10 €".encode(), "Grüße aus Kößlarn – 10 €")


@odd("W24", "no charset, windows-1252")
def none_1252():
    return text_in("", "Grüße aus Kößlarn – 10 €".encode("cp1252"), "Grüße aus Kößlarn – 10 €")


@odd("W24", "a raw GBK subject")
def raw_gbk():
    subject = "关于打印机的问题"

    def judge(message):
        if message["subject"] != subject:
            yield f"its subject is {message['subject']!r}"
        yield from words(["请帮忙"])(message)
    return ("Subject: ".encode() + subject.encode("gbk") + b"\nMIME-Version: 1.0\n"
            b"Content-Type: text/plain; charset=gbk\nContent-Transfer-Encoding: 8bit\n",
            "请帮忙".encode("gbk"), judge)


# ---- W25: encoded words ----

def subject_is(lines, expected):
    def judge(message):
        if message["subject"] != expected:
            yield f"its subject is {message['subject']!r}"
    return f"Subject: {lines}\n", "Text.\n", judge


def coded(data, charset="utf-8"):
    return f"=?{charset}?B?{base64.b64encode(data).decode()}?="


@odd("W25", "a character split over two encoded words")
def split_character():
    data = "Drücker ü€".encode()
    return subject_is(f"{coded(data[:3])}\n {coded(data[3:12])}\n {coded(data[12:])}", "Drücker ü€")


@odd("W25", "an emoji split over B and then Q")
def split_emoji():
    data = "Feuer \U0001F525\U0001F469\U0001F3FD\u200d\U0001F680!".encode()
    tail = "".join(f"={byte:02X}" for byte in data[8:])
    return subject_is(f"{coded(data[:8])} =?utf-8?Q?{tail}?=", data.decode())


@odd("W25", "shift state over two words of iso-2022-jp")
def split_japanese():
    return subject_is(f"{coded('日本'.encode('iso-2022-jp'), 'iso-2022-jp')}\n "
                      f"{coded('語です'.encode('iso-2022-jp'), 'iso-2022-jp')}", "日本語です")


@odd("W25", "a subject of 5 KB is cut at a character")
def subject_5_kb():
    text = "Ärger €\U0001F525 " * 340
    data = text.strip().encode()
    lines = "\n ".join(coded(data[i:i + 44]) for i in range(0, len(data), 44))

    def judge(message):
        subject = message["subject"]
        if not text.startswith(subject) or len(subject.encode()) < 990:
            yield f"its subject is {subject!r}"
    return f"Subject: {lines}\n", "Text.\n", judge


# ---- W27: names of files ----

def file_named(disposition, *, most=150):
    def judge(message):
        names = [a["name"] for a in message["attachments"]]
        if len(names) != 1:
            yield f"its attachments are {names}"
        for name in names:
            if UNSAFE.search(name) or name.startswith(".") or not name.strip():
                yield f"the name is {name!r}"
            if len(name.encode()) > most:
                yield f"the name has {len(name.encode())} bytes"
    body = (f"--b\nContent-Type: text/plain\n\nSee the file.\n--b\nContent-Type: application/octet-stream"
            f"\nContent-Disposition: attachment;\n {disposition}\n\nbytes\n--b--\n")
    return "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n", body, judge


@odd("W27", "a zero-width space before .htaccess")
def name_hidden():
    return file_named("filename*=utf-8''%E2%80%8B.htaccess")


@odd("W27", "a path")
def name_path():
    return file_named('filename="../../etc/x"')


@odd("W27", "a path with the other slashes")
def name_windows():
    return file_named('filename="C:\\\\..\\\\..\\\\x.exe"')


@odd("W27", "a path in an encoded word")
def name_word():
    return file_named(f'filename="{coded(b"../../x")}"')


@odd("W27", "RFC 2231 with broken percents, sections twice and one missing")
def name_broken():
    return file_named("filename*0*=utf-8''a%2; filename*0*=utf-8''%zz%2f%2e; filename*2=b; filename*1*=%")


@odd("W27", "RFC 2231 with NUL, CR LF and a right-to-left override")
def name_controls():
    return file_named("filename*=utf-8''evil%00%0d%0aX%E2%80%AEgpj.exe")


@odd("W27", "only dots")
def name_dots():
    return file_named('filename=".."')


@odd("W27", "a name of 4,000 bytes")
def name_long():
    return file_named("filename*=utf-8''" + "%F0%9F%94%A5" * 1000 + ".txt")


# ---- W28: winmail.dat ----

def attribute(level, number, data):
    return (bytes([level]) + number.to_bytes(4, "little") + len(data).to_bytes(4, "little") + data
            + (sum(data) & 0xffff).to_bytes(2, "little"))


def tnef_file(name, data):
    return (attribute(2, 0x69002, bytes(14)) + attribute(2, 0x18010, name + b"\0")
            + attribute(2, 0x6800F, data))


WINMAIL = (bytes.fromhex("789f3e220100") + attribute(1, 0x89006, b"\0\0\1\0")
           + attribute(1, 0x2800C, b"The words in the winmail\0")
           + tnef_file(b"offer.txt", b"an offer") + tnef_file(b"plan.pdf", b"%PDF-1.4 a plan"))


def winmail(blob, judge):
    body = ("--b\nContent-Type: application/ms-tnef; name=winmail.dat\n"
            "Content-Transfer-Encoding: base64\nContent-Disposition: attachment; filename=winmail.dat\n\n"
            + base64.encodebytes(blob).decode() + "--b--\n")
    return "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n", body, judge


@odd("W28", "winmail.dat with body and two files")
def winmail_whole():
    def judge(message):
        yield from words(["The words in the winmail"])(message)
        files = {a["name"]: a["size"] for a in message["attachments"]}
        if files != {"offer.txt": 8, "plan.pdf": 15}:
            yield f"its attachments are {files}"
    return winmail(WINMAIL, judge)


@odd("W28", "a broken winmail.dat is a plain attachment")
def winmail_broken():
    broken = WINMAIL[:-9]

    def judge(message):
        files = {a["name"]: a["size"] for a in message["attachments"]}
        if files != {"winmail.dat": len(broken)}:
            yield f"its attachments are {files}"
    return winmail(broken, judge)


def write(folder):
    for name, (scene, what, make) in PACK.items():
        fields, body, _ = make()
        fields = fields if isinstance(fields, bytes) else fields.encode()
        if not re.search(rb"(?m)^Subject:", fields):
            fields += f"Subject: {name}\n".encode()
        head = (f"From: Jane Doe <{name}@example.net>\nTo: support@example.com\n"
                f"Date: Sun, 22 Nov 2026 12:00:00 +0000\nMessage-ID: <{name}@client.example.net>\n")
        with open(os.path.join(folder, f"{name}.eml"), "wb") as file:
            file.write(crlf(head.encode() + fields + b"\n"
                            + (body if isinstance(body, bytes) else body.encode())))
        print(name, scene, what)


def judge(name):
    message = json.load(sys.stdin)["messages"][0]
    if message["unparsed"]:
        print("it is unparsed")
    for fault in PACK[name][2]()[2](message):
        print(fault)


if __name__ == "__main__":
    if sys.argv[1:2] == ["write"]:
        write(sys.argv[2])
    elif sys.argv[1:2] == ["judge"]:
        judge(sys.argv[2])
    else:
        sys.exit(__doc__)
