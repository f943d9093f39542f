#!/usr/bin/env python3
"""The poison pack of RULES P: mails that are made to hurt whoever reads them.

  poison.py FOLDER [SCALE]    writes FOLDER/NAME.eml, one file a poison

SCALE (0 to 1, default 1) multiplies the counts and sizes. All lines end in CR LF unless the
poison is about line ends.
"""
import base64
import os
import sys

HEAD = (
    "From: Jane Doe <jane@example.net>\r\nTo: support@example.com\r\nSubject: {0}\r\n"
    "Date: Sun, 01 Mar 2026 12:00:00 +0000\r\nMessage-ID: <{0}@poison.example.net>\r\n"
)
TEXT = "\r\nSome text.\r\n"
MOST = 25000000  # bytes of a line
PACK = {}


def poison(function):
    PACK[function.__name__.replace("_", "-")] = function
    return function


def whole(name, fields="", body=TEXT):
    fields = fields if isinstance(fields, bytes) else fields.encode()
    body = body if isinstance(body, bytes) else body.encode()
    return HEAD.format(name).encode() + fields + body


def typed(name, value, body):
    return whole(name, f"MIME-Version: 1.0\r\nContent-Type: {value}\r\n", body)


def coded(name, encoding, body, kind="text/plain; charset=utf-8"):
    return typed(name, f"{kind}\r\nContent-Transfer-Encoding: {encoding}", body)


def without(name, *fields):
    lines = HEAD.format(name).split("\r\n")
    kept = [line for line in lines if not line.startswith(tuple(fields))]
    return ("\r\n".join(kept) + TEXT).encode()


def instead(name, field, value):
    lines = HEAD.format(name).encode().split(b"\r\n")
    value = value if isinstance(value, bytes) else value.encode()
    out = [field.encode() + b": " + value if line.startswith(field.encode() + b":") else line
           for line in lines]
    return b"\r\n".join(out) + TEXT.encode()


# Address headers


@poison
def boundary_pieces(n):
    return typed("boundary-pieces", 'multipart/mixed; boundary*0=a; boundary*1=b; boundary*=c',
                 "\r\n--ab\r\n\r\nx\r\n--ab--\r\n")


@poison
def boundary_loop(n):
    return typed("boundary-loop", 'multipart/mixed; boundary*0*=%%%%; boundary*0=""; boundary*'
                 "99999999999=x; =; boundary", "\r\n--x\r\n\r\nx\r\n")


@poison
def groups(n):
    return instead("groups", "To", "g:" * n(45000))


@poison
def groups_inside(n):
    return typed("groups-inside", "message/rfc822",
                 "\r\nFrom: a@example.net\r\nTo: " + "g:" * n(45000) + "\r\n\r\nx\r\n")


@poison
def colons(n):
    return whole("colons", "X-Colons: " + ":" * n(100000) + "\r\n")


@poison
def addresses(n):
    rows = ",\r\n ".join(f"u{i}@example.org" for i in range(n(100000)))
    return instead("addresses", "To", rows)


@poison
def comments(n):
    return instead("comments", "From", "(" * n(10000) + ")" * n(10000) + " jane@example.net")


@poison
def comment_open(n):
    return instead("comment-open", "From", "(" * n(10000) + " jane@example.net")


@poison
def long_local(n):
    return instead("long-local", "From", "a" * 998 + "@example.net")


@poison
def literal(n):
    return instead("literal", "From", "jane@[192.0.2.1]")


@poison
def quoted_at(n):
    return instead("quoted-at", "From", '"a@b"@example.net')


@poison
def route(n):
    return instead("route", "From", "<@a.example,@b.example:jane@example.net>")


@poison
def two_from(n):
    return whole("two-from", "From: alice@example.com\r\n")


@poison
def group_from(n):
    return instead("group-from", "From", "us: jane@example.net, alice@example.com;")


# Header blocks


@poison
def many_headers(n):
    return whole("many-headers", "".join(f"X-{i}: x\r\n" for i in range(n(500000))))


@poison
def many_continuations(n):
    return whole("many-continuations", "X-Long: x\r\n" + " y\r\n" * n(500000))


@poison
def references(n):
    rows = "\r\n ".join(f"<{i}@example.org>" for i in range(n(50000)))
    return whole("references", f"References: {rows}\r\n")


@poison
def received(n):
    return whole("received", "Received: from a by b; Sun, 01 Mar 2026 12:00:00 +0000\r\n" * 200)


@poison
def subject_long(n):
    return instead("subject-long", "Subject", "x" * n(1000000))


@poison
def subject_blank(n):
    return instead("subject-blank", "Subject", " " * 900)


@poison
def subject_bidi(n):
    return instead("subject-bidi", "Subject", "\u202e\u2066" * 100)


@poison
def subject_bidi_coded(n):
    word = "=?utf-8?b?" + base64.b64encode("\u202e\u2066".encode()).decode() + "?="
    return instead("subject-bidi-coded", "Subject", " ".join([word] * 20))


@poison
def encoded_words(n):
    rows = "\r\n ".join("=?utf-8?q?=C3=A9?=" for _ in range(n(100000)))
    return instead("encoded-words", "Subject", rows)


@poison
def encoded_words_open(n):
    return instead("encoded-words-open", "Subject", "=?" * n(100000))


@poison
def sections(n):
    rows = ";\r\n ".join(f"filename*{i}*=x" for i in range(n(60000)))
    return whole("sections", f"Content-Disposition: attachment;\r\n {rows}\r\n")


@poison
def nul_header(n):
    return whole("nul-header", b"X-N\0UL: a\0b\r\nCc: a\0b@example.org\r\n")


@poison
def nul_file_name(n):
    return typed("nul-file-name", "multipart/mixed; boundary=b", b"\r\n--b\r\nContent-Type: "
                 b'application/x; name="a\0.exe"\r\n\r\nx\r\n--b--\r\n')


@poison
def header_split(n):
    return whole("header-split", "X-Pad: " + "y" * (4096 - 7 - 1) + "\r\nX-After: z\r\n")


@poison
def two_of_all(n):
    return whole("two-of-all", "Message-ID: <second@example.org>\r\nContent-Type: text/html\r\n"
                 "Content-Type: multipart/mixed; boundary=x\r\nContent-Transfer-Encoding: base64"
                 "\r\nContent-Transfer-Encoding: 7bit\r\n")


@poison
def nothing(n):
    return b"\r\n"


@poison
def no_bytes(n):
    return b""


@poison
def headers_only(n):
    return HEAD.format("headers-only").encode()


@poison
def body_only(n):
    return b"\r\nJust text, " + os.urandom(4).hex().encode() + b"\r\n"


@poison
def no_ids(n):
    return without("no-ids", "From", "Date", "Message-ID")


@poison
def no_from(n):
    return without("no-from", "From")


@poison
def no_date(n):
    return without("no-date", "Date")


@poison
def no_message_id(n):
    return without("no-message-id", "Message-ID")


@poison
def two_message_ids(n):
    return whole("two-message-ids", "Message-ID: <second@example.org>\r\n")


@poison
def two_types(n):
    return whole("two-types", "Content-Type: text/html\r\nContent-Type: text/plain\r\n")


@poison
def two_encodings(n):
    return whole("two-encodings", "Content-Transfer-Encoding: base64\r\n"
                 "Content-Transfer-Encoding: quoted-printable\r\n")


@poison
def mbox_line(n):
    return b"From jane@example.net Sun Mar  1 12:00:00 2026\r\n" + whole("mbox-line")


@poison
def date_zero(n):
    return instead("date-zero", "Date", "Sat, 00 Jan 0000 00:00:00 +0000")


@poison
def date_far(n):
    return instead("date-far", "Date", "Fri, 31 Dec 9999 23:59:60 +9999")


@poison
def date_absurd(n):
    return instead("date-absurd", "Date", "9" * 200 + " Mar 2026 99:99:99 -9999")


# Structure


@poison
def empty_parts(n):
    return typed("empty-parts", "multipart/mixed; boundary=b", "\r\n" + "--b\r\n\r\n" * n(500000))


def nested(name, depth):
    out = []
    for i in range(depth):
        out.append(f"Content-Type: multipart/mixed; boundary=b{i}\r\n\r\n--b{i}\r\n")
    return whole(name, "MIME-Version: 1.0\r\n" + "".join(out), "\r\nx\r\n")


def nested_messages(name, depth):
    return whole(name, "MIME-Version: 1.0\r\n" + "Content-Type: message/rfc822\r\n\r\n" * depth)


@poison
def depth_100(n):
    return nested("depth-100", 100)


@poison
def depth_1000(n):
    return nested("depth-1000", 1000)


@poison
def depth_100000(n):
    return nested("depth-100000", n(100000))


@poison
def messages_100(n):
    return nested_messages("messages-100", 100)


@poison
def messages_1000(n):
    return nested_messages("messages-1000", 1000)


@poison
def messages_100000(n):
    return nested_messages("messages-100000", n(100000))


@poison
def boundary_missing(n):
    return typed("boundary-missing", "multipart/mixed", "\r\n--\r\n\r\nx\r\n----\r\n")


@poison
def boundary_empty(n):
    return typed("boundary-empty", 'multipart/mixed; boundary=""', "\r\n--\r\n\r\nx\r\n----\r\n")


@poison
def boundary_same(n):
    inner = 'Content-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\n' * 40
    return typed("boundary-same", 'multipart/mixed; boundary="b"', f"\r\n--b\r\n{inner}\r\nx\r\n")


@poison
def boundary_long(n):
    name = "b" * 2000
    return typed("boundary-long", f'multipart/mixed;\r\n boundary="{name}"',
                 f"\r\n--{name}\r\n\r\nx\r\n--{name}--\r\n")


@poison
def boundary_cr(n):
    return typed("boundary-cr", 'multipart/mixed; boundary="a\rb"', "\r\n--a\rb\r\n\r\nx\r\n")


@poison
def boundary_dashes(n):
    return typed("boundary-dashes", 'multipart/mixed; boundary="-"',
                 "\r\n" + ("-" * 900 + "\r\n") * n(20000))


@poison
def many_messages(n):
    part = "--b\r\nContent-Type: message/rfc822\r\n\r\nSubject: x\r\n\r\ny\r\n"
    return typed("many-messages", "multipart/digest; boundary=b", "\r\n" + part * 900 + "--b--\r\n")


@poison
def nested_reports(n):
    body = "x\r\n"
    for i in range(30):
        body = (f"Content-Type: multipart/report; report-type=delivery-status; boundary=r{i}\r\n"
                f"\r\n--r{i}\r\nContent-Type: message/delivery-status\r\n\r\nAction: failed\r\n\r\n"
                f"--r{i}\r\nContent-Type: message/rfc822\r\n\r\n{body}\r\n--r{i}--\r\n")
    return whole("nested-reports", "MIME-Version: 1.0\r\n" + body.split("\r\n", 1)[0] + "\r\n",
                 body.split("\r\n", 1)[1])


# Bodies


@poison
def long_line(n):
    return whole("long-line", "", "\r\n" + "x" * n(MOST) + "\r\n")


@poison
def bare_cr(n):
    return (HEAD.format("bare-cr") + TEXT).replace("\r\n", "\r").encode() + b"\r\n"


@poison
def nul_body(n):
    return whole("nul-body", "", b"\r\n" + b"a\0b\r\n" * 1000)


@poison
def base64_line(n):
    return coded("base64-line", "base64", b"\r\n" + b"QUJD" * n(MOST // 4) + b"\r\n")


@poison
def base64_cut(n):
    return coded("base64-cut", "base64", b"\r\n" + b"QUJD" * 1000 + b"QU")


@poison
def base64_garbage(n):
    return coded("base64-garbage", "base64", b"\r\n" + bytes(range(1, 256)) * n(10000) + b"=A=\r\n")


@poison
def qp_garbage(n):
    return coded("qp-garbage", "quoted-printable", "\r\n" + "=\r\n=Z=0=" * n(200000))


@poison
def uuencode(n):
    return coded("uuencode", "x-uuencode", "\r\nbegin 644 ../../x\r\n" + "M" * n(100000) + "\r\n")


@poison
def uuencode_trimmed(n):
    return whole("uuencode-trimmed", "", "\r\nbegin 644 x\r\n" + "M\r\n" * n(2000000))


@poison
def uuencode_many(n):
    return whole("uuencode-many", "", "\r\n" + "begin 644 x\r\n#86)C\r\n`\r\nend\r\n" * n(100000))


@poison
def yenc(n):
    return whole("yenc", "", b"\r\n=ybegin line=128 size=99999999999 name=../x\r\n"
                 + bytes(range(14, 256)) * 100 + b"\r\n=yend size=1\r\n")


def tnef(name, blob):
    return coded(name, "base64", b"\r\n" + base64.encodebytes(blob).replace(b"\n", b"\r\n"),
                 "application/ms-tnef; name=winmail.dat")


def tnef_attribute(level, number, data):
    return (bytes([level]) + number.to_bytes(4, "little") + len(data).to_bytes(4, "little") + data
            + (sum(data) & 0xffff).to_bytes(2, "little"))


TNEF_HEAD = bytes.fromhex("789f3e220100") + tnef_attribute(1, 0x89006, b"\0\0\1\0")
TNEF_FILE = (tnef_attribute(2, 0x69002, bytes(14)) + tnef_attribute(2, 0x18010, b"../a.txt\0")
             + tnef_attribute(2, 0x6800f, b"abc"))


@poison
def tnef_whole(n):
    return tnef("tnef-whole", TNEF_HEAD + tnef_attribute(1, 0x2800c, b"Hello\0") + TNEF_FILE)


@poison
def tnef_many(n):
    return tnef("tnef-many", TNEF_HEAD + TNEF_FILE * n(100000))


@poison
def tnef_size(n):
    return tnef("tnef-size", TNEF_HEAD + b"\2\x0f\x80\6\0\xff\xff\xff\x7fabc")


@poison
def tnef_cut(n):
    return tnef("tnef-cut", TNEF_HEAD + TNEF_FILE[:-3])


@poison
def tnef_broken(n):
    return tnef("tnef-broken", bytes.fromhex("789f3e22") + b"\xff" * 4000)


@poison
def smime(n):
    return coded("smime", "base64", "\r\nMIAGCSqGSIb3DQEHA6CA\r\n",
                 "application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m")


@poison
def smime_signed(n):
    return typed("smime-signed", 'multipart/signed; protocol="application/pkcs7-signature"; boundary=b',
                 "\r\n--b\r\n\r\nx\r\n--b\r\nContent-Type: application/pkcs7-signature\r\n"
                 "Content-Transfer-Encoding: base64\r\n\r\nMIAG\r\n--b--\r\n")


@poison
def pgp_inline(n):
    return whole("pgp-inline", "", "\r\n-----BEGIN PGP MESSAGE-----\r\n\r\n" + "hQEM\r\n" * n(100000))


@poison
def pgp(n):
    return typed("pgp", 'multipart/encrypted; protocol="application/pgp-encrypted"; boundary=b',
                 "\r\n--b\r\nContent-Type: application/pgp-encrypted\r\n\r\nVersion: 1\r\n--b\r\n"
                 "Content-Type: application/octet-stream\r\n\r\n-----BEGIN PGP MESSAGE-----\r\n")


@poison
def apple_double(n):
    return typed("apple-double", "multipart/appledouble; boundary=b",
                 "\r\n--b\r\nContent-Type: application/applefile\r\n\r\n\0\r\n--b--\r\n")


@poison
def partial(n):
    return typed("partial", "message/partial; id=x; number=2; total=99999999", TEXT)


@poison
def external(n):
    return typed("external", "message/external-body; access-type=local-file; name=/etc/passwd",
                 "\r\nContent-Type: text/plain\r\n\r\nx\r\n")


# Charsets


@poison
def charset_unknown(n):
    return typed("charset-unknown", "text/plain; charset=no-such-charset", b"\r\ncaf\xe9\r\n")


@poison
def charset_long(n):
    return typed("charset-long", "text/plain;\r\n charset=" + "c" * 1000, b"\r\ncaf\xe9\r\n")


@poison
def charset_path(n):
    return typed("charset-path", 'text/plain; charset="../../../../tmp/x//"', b"\r\ncaf\xe9\r\n")


@poison
def charset_utf7(n):
    return typed("charset-utf7", "text/plain; charset=utf-7", "\r\n+ADw-script+AD4-" * n(1000))


@poison
def charset_jp_open(n):
    return typed("charset-jp-open", "text/plain; charset=iso-2022-jp",
                 b"\r\n\x1b$B" + b"F|K\\" * n(100000) + b"\x1b\x1b$\r\n")


@poison
def overlong(n):
    return typed("overlong", "text/plain; charset=utf-8",
                 b"\r\n" + b"\xc0\xaf\xe0\x80\xaf\xf8\x88\x80\x80\x80\xed\xa0\x80" * n(20000))


# Text and HTML


@poison
def flowed(n):
    return typed("flowed", "text/plain; format=flowed; delsp=yes", "\r\n" + ">> x \r\n" * n(1000000))


@poison
def flowed_stuffed(n):
    return typed("flowed-stuffed", "text/plain; format=flowed", "\r\n" + "  x \r\n" * n(1000000))


@poison
def attributions(n):
    return whole("attributions", "", "\r\n" + "On Sun, 1 Mar 2026, Jane\r\n" * n(20000)
                 + "Jane wrote:\r\n" * n(20000))


@poison
def quotes_in_turn(n):
    return whole("quotes-in-turn", "", "\r\n" + "> (http://a\r\nb\r\n" * n(200000))


@poison
def notices(n):
    return instead("notices", "From", "MAILER-DAEMON@example.net") + (
        b"<u@example.net>:\r\n550 5.1.1 User unknown\r\n" * n(20000))


@poison
def status_groups(n):
    return typed("status-groups", "multipart/report; report-type=delivery-status; boundary=b",
                 "\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; x"
                 "\r\n\r\n" + "Final-Recipient: rfc822; u@example.net\r\nAction: failed\r\n\r\n"
                 * n(100000) + "--b--\r\n")


@poison
def blank_lines(n):
    return whole("blank-lines", "", "\r\n" + "\r\n" * n(1000000))


def html(name, body):
    return typed(name, "text/html; charset=utf-8", "\r\n" + body + "\r\n")


@poison
def html_one_tag(n):
    return html("html-one-tag", "<a " + "x" * n(10000000) + ">")


@poison
def html_nested(n):
    return html("html-nested", "<div>\r\n" * n(1000000))


@poison
def html_attributes(n):
    return html("html-attributes", "<p " + " ".join(f"a{i}=1" for i in range(n(200000))) + ">x</p>")


@poison
def html_comment(n):
    return html("html-comment", "<p>x</p><!-- " + "y<" * n(1000000))


@poison
def html_quotes(n):
    return html("html-quotes", "<blockquote>" * n(100000) + "x")


@poison
def html_entities(n):
    return html("html-entities", "&#x110000;&#0;&bogus;&amp" * n(200000))


@poison
def html_crossed(n):
    return html("html-crossed", "<div><b>" * n(50000) + "</i></div>" * n(50000))


@poison
def html_styles(n):
    return html("html-styles", '<p style="color:red;display:none">' * n(100000))


@poison
def html_table(n):
    return html("html-table", "<table><tr><td>" * n(100000))


def main(words):
    folder = words[0]
    scale = float(words[1]) if len(words) > 1 else 1.0

    def count(number):
        return max(1, int(number * scale))

    os.makedirs(folder, exist_ok=True)
    for name, function in PACK.items():
        with open(os.path.join(folder, name + ".eml"), "wb") as out:
            out.write(function(count))


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    main(sys.argv[1:])
