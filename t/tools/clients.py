#!/usr/bin/env python3
"""Writes an answer to a mail the way a mail program writes it.

  clients.py CLIENT [OPTION]... MAIL <TEXT     the answer comes on standard output
  clients.py --list                            the names of the programs

  --from "NAME <ADDRESS>"     who answers
  --to ADDRESS                in place of Reply-To or From of the mail; may be given again
  --cc ADDRESS                may be given again
  --subject TEXT              in place of "Re: ..."
  --signature TEXT            below the text, as the program puts it there
  --between "WORDS=ANSWER"    ANSWER stands below the quoted line that has WORDS in it; for programs
                              whose people write so (mutt, thunderbird); may be given again
  --no-thread                 without In-Reply-To and References, as behind a gateway that drops them
  --forward inline|attached   a forward of the mail, not an answer: with its text below (gmail,
                              outlook) or with the mail itself as a file (all)
  --attach FILE               may be given again

TEXT is what the person types. Layout, marks, headers and transfer encodings are those of the
programs; a mail ends its lines with CR LF.
"""
import argparse
import base64
import email
import email.policy
import email.utils
import html
import quopri
import random
import re
import sys
import textwrap
import zoneinfo
from datetime import datetime, timezone

ZONE = zoneinfo.ZoneInfo("Europe/Berlin")
LOGO = base64.b64decode(  # one red dot
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==")
DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
MONTHS = ("January February March April May June July August September October November "
          "December").split()


class Original:
    """The mail that is answered, as a program shows it."""

    def __init__(self, raw):
        mail = email.message_from_bytes(raw, policy=email.policy.default)
        self.raw = raw
        self.id = (mail["Message-ID"] or "").strip()
        self.references = (mail["References"] or "").split()
        self.subject = mail["Subject"] or ""
        self.sender = str(mail["From"] or "")
        self.name, self.address = email.utils.parseaddr(self.sender)
        self.answer_to = email.utils.parseaddr(str(mail["Reply-To"] or ""))[1] or self.address
        self.to = str(mail["To"] or "")
        self.topic = mail["Thread-Topic"] or re.sub(r"(?i)^((re|fwd?|aw|wg): *)+", "", self.subject)
        self.index = mail["Thread-Index"]
        at = mail["Date"].datetime if mail["Date"] else datetime.now(timezone.utc)
        self.at = at.astimezone(ZONE)
        plain, rich = mail.get_body(("plain",)), mail.get_body(("html",))
        self.text = plain.get_content().replace("\r\n", "\n").rstrip("\n") if plain else ""
        self.html = body_of(rich.get_content()) if rich else breaks(self.text)


class Work:
    """One answer: what was asked for, and what it is about."""

    def __init__(self, options, original, text):
        self.original, self.options = original, options
        self.text = text.replace("\r\n", "\n").strip("\n")
        self.signature = options.signature
        self.sender = options.sender
        self.now = datetime.now(ZONE)
        prefix = "Fwd: " if options.forward else "Re: "
        subject = original.subject
        if options.subject is None and not re.match(r"(?i)(re|fwd?): ", subject):
            subject = prefix + subject
        self.subject = subject if options.subject is None else options.subject
        self.to = options.to or [original.answer_to]
        domain = email.utils.parseaddr(self.sender)[1].rpartition("@")[2]
        self.random = random.SystemRandom()
        self.domain = domain

    def hex(self, digits):
        return f"{self.random.getrandbits(4 * digits):0{digits}x}"

    def thread(self):
        if self.options.no_thread or not self.original.id:
            return []
        chain = self.original.references + [self.original.id]
        return [f"References: {' '.join(chain)}", f"In-Reply-To: {self.original.id}"]

    def people(self):
        lines = ["To: " + ", ".join(self.to)]
        return lines + (["Cc: " + ", ".join(self.options.cc)] if self.options.cc else [])


# --- helpers -------------------------------------------------------------------------------


def body_of(page):
    found = re.search(r"(?is)<body[^>]*>(.*)</body>", page)
    return (found.group(1) if found else page).strip()


def breaks(text):
    return "<br>\n".join(html.escape(line, quote=False) for line in text.split("\n"))


def quoted(text):
    return "\n".join(("> " + line).rstrip() if not line.startswith(">") else ">" + line
                     for line in text.split("\n"))


def qp(text):
    out = quopri.encodestring(text.encode(), quotetabs=False).decode()
    return re.sub(r"(?m)^\.", "=2E", out)


def stamp(at):
    return email.utils.format_datetime(at)


def part(kind, body, *fields):
    return "\n".join([f"Content-Type: {kind}", *fields, "", body])


def multipart(kind, boundary, parts, extra=""):
    """The content type and the body of a multipart."""
    body = "".join(f"--{boundary}\n{one}\n" for one in parts) + f"--{boundary}--\n"
    return f'multipart/{kind};{extra}\n\tboundary="{boundary}"', body


def files(work):
    """The parts of the files that go with it."""
    parts = []
    if work.options.forward == "attached":
        parts.append(part("message/rfc822", work.original.raw.decode("utf-8", "replace"),
                          "Content-Disposition: attachment; filename=\"ForwardedMessage.eml\""))
    for path in work.options.attach:
        with open(path, "rb") as file:
            data = base64.encodebytes(file.read()).decode().rstrip("\n")
        name = path.rpartition("/")[2]
        parts.append(part(f'application/octet-stream; name="{name}"', data,
                          "Content-Transfer-Encoding: base64",
                          f'Content-Disposition: attachment; filename="{name}"'))
    return parts


def with_files(work, boundary, kind, body, *fields):
    """The mail's own content type and body, with the files behind it when there are any."""
    attached = files(work)
    if not attached:
        return kind, list(fields), body
    kind, body = multipart("mixed", boundary, [part(kind, body, *fields)] + attached)
    return kind, [], body


def finish(headers, body):
    text = "\n".join(line for line in headers if line) + "\n\n" + body
    return re.sub("\r?\n", "\r\n", text).encode()


def spread(work, original_text):
    """The quoted original with the answers between its lines."""
    lines, answers = [], [one.split("=", 1) for one in work.options.between]
    for line in quoted(original_text).split("\n"):
        lines.append(line)
        for words, answer in list(answers):
            if words in line:
                lines += ["", answer, ""]
                answers.remove([words, answer])
    return "\n".join(lines)


# --- Outlook -------------------------------------------------------------------------------


def outlook_date(at):
    hour = at.strftime("%I").lstrip("0")
    return (f"{DAYS[at.weekday()]}, {MONTHS[at.month - 1]} {at.day}, {at.year} "
            f"{hour}:{at.strftime('%M %p')}")


def outlook_index(work):
    """Twenty-two bytes of the first mail, five more for each answer."""
    first = work.original.index or base64.b64encode(
        bytes([1]) + work.random.randbytes(21)).decode()
    return base64.b64encode(base64.b64decode(first) + work.random.randbytes(5)).decode()


def outlook_head(work):
    return [f"From: {work.sender}", *work.people(), f"Subject: {work.subject}",
            f"Thread-Topic: {work.original.topic}", f"Thread-Index: {outlook_index(work)}",
            f"Date: {stamp(work.now)}",
            f"Message-ID: <AM0PR04MB{work.hex(24).upper()}@AM0PR04MB.eurprd04.prod.outlook.com>",
            *work.thread(), "Accept-Language: en-GB, en-US", "Content-Language: en-US",
            "X-MS-Has-Attach:", "X-MS-TNEF-Correlator:", "MIME-Version: 1.0"]


def outlook_fields(work):
    o = work.original
    return [("From", o.sender), ("Sent", outlook_date(o.at)), ("To", o.to), ("Subject", o.subject)]


def outlook(work):
    """Outlook for Windows: HTML above a line and a block of fields, a logo in the signature."""
    o, cid = work.original, f"image001.png@01DC5BDF.{work.hex(8).upper()}"
    def paragraph(line):
        return f'<p class="MsoNormal">{html.escape(line, quote=False) or "&nbsp;"}<o:p></o:p></p>'
    words = "\n".join(map(paragraph, work.text.split("\n")))
    sign = "\n".join(map(paragraph, work.signature.split("\n"))) if work.signature else ""
    logo = f'<p class="MsoNormal"><img width="1" height="1" src="cid:{cid}"></p>' if sign else ""
    block = "<br>\n".join(f"<b>{n}:</b> {html.escape(v, quote=False)}" for n, v in outlook_fields(work))
    page = f"""<html xmlns:o="urn:schemas-microsoft-com:office:office" xmlns="http://www.w3.org/TR/REC-html40">
<head>
<meta http-equiv="Content-Type" content="text/html; charset=utf-8">
<style><!--
p.MsoNormal, li.MsoNormal, div.MsoNormal {{margin:0cm; font-size:11.0pt; font-family:"Calibri",sans-serif;}}
--></style>
</head>
<body lang="EN-GB" link="#0563C1" vlink="#954F72" style="word-wrap:break-word">
<div class="WordSection1">
{words}
<p class="MsoNormal"><o:p>&nbsp;</o:p></p>
{sign}{logo}
<p class="MsoNormal"><o:p>&nbsp;</o:p></p>
<div>
<div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm">
<p class="MsoNormal">{block}<o:p></o:p></p>
</div>
</div>
<p class="MsoNormal"><o:p>&nbsp;</o:p></p>
{o.html}
</div>
</body>
</html>
"""
    plain = "\n".join([work.text, "", work.signature or "", f"[cid:{cid}]" if sign else "",
                       "", *(f"{n}: {v}" for n, v in outlook_fields(work)), "", o.text, ""])
    utf8 = 'charset="utf-8"'
    kind, body = multipart("alternative", f"_000_{work.hex(32)}_", [
        part(f"text/plain; {utf8}", qp(plain), "Content-Transfer-Encoding: quoted-printable"),
        part(f"text/html; {utf8}", qp(page), "Content-Transfer-Encoding: quoted-printable")])
    if logo:
        image = part('image/png; name="image001.png"', base64.encodebytes(LOGO).decode().rstrip("\n"),
                     'Content-Description: image001.png',
                     f'Content-Disposition: inline; filename="image001.png"; size={len(LOGO)}',
                     f"Content-ID: <{cid}>", "Content-Transfer-Encoding: base64")
        kind, body = multipart("related", f"_004_{work.hex(32)}_", [part(kind, body), image],
                               ' type="multipart/alternative";')
    kind, fields, body = with_files(work, f"_005_{work.hex(32)}_", kind, body)
    return finish(outlook_head(work) + [f"Content-Type: {kind}", *fields], body)


def outlook_divs(work, closing, page_closing):
    """Outlook in a browser or a telephone: divs, a rule, divRplyFwdMsg."""
    o = work.original
    style = 'style="font-family: Aptos, Calibri, sans-serif; font-size: 12pt; color: rgb(0, 0, 0);"'
    words = "\n".join(f'<div class="elementToProof" {style}>{html.escape(line, quote=False) or "<br>"}</div>'
                      for line in work.text.split("\n"))
    block = "<br>\n".join(f"<b>{n}:</b> {html.escape(v, quote=False)}" for n, v in outlook_fields(work))
    page = f"""<html>
<head>
<meta http-equiv="Content-Type" content="text/html; charset=utf-8">
<style type="text/css" style="display:none;"> P {{margin-top:0;margin-bottom:0;}} </style>
</head>
<body dir="ltr">
{words}
<div class="elementToProof" {style}><br></div>
{page_closing}
<div id="appendonsend"></div>
<hr style="display:inline-block;width:98%" tabindex="-1">
<div id="divRplyFwdMsg" dir="ltr"><font face="Calibri, sans-serif" style="font-size:11pt" color="#000000">{block}</font>
<div>&nbsp;</div>
</div>
{o.html}
</body>
</html>
"""
    plain = "\n".join([work.text, "", closing, "_" * 32, *(f"{n}: {v}" for n, v in outlook_fields(work)),
                       "", o.text, ""])
    kind, body = multipart("alternative", f"_000_{work.hex(32)}_", [
        part('text/plain; charset="utf-8"', base64.encodebytes(plain.encode()).decode().rstrip("\n"),
             "Content-Transfer-Encoding: base64"),
        part('text/html; charset="utf-8"', base64.encodebytes(page.encode()).decode().rstrip("\n"),
             "Content-Transfer-Encoding: base64")])
    kind, fields, body = with_files(work, f"_005_{work.hex(32)}_", kind, body)
    return finish(outlook_head(work) + [f"Content-Type: {kind}", *fields], body)


def outlook_web(work):
    sign = work.signature or ""
    return outlook_divs(work, sign, f'<div id="Signature"><div>{breaks(sign)}</div></div>' if sign else "")


def outlook_mobile(work):
    link = "https://aka.ms/o0ukef"
    return outlook_divs(work, f"Get Outlook for iOS<{link}>",
                        '<div id="ms-outlook-mobile-signature"><div style="direction: ltr;">Get '
                        f'<a href="{link}">Outlook for iOS</a></div></div>')


# --- Gmail ---------------------------------------------------------------------------------


def gmail(work):
    o = work.original
    at = o.at
    when = (f"{DAYS[at.weekday()][:3]}, {MONTHS[at.month - 1][:3]} {at.day}, {at.year} at "
            f"{at.strftime('%I').lstrip('0')}:{at.strftime('%M')}\u202f{at.strftime('%p')}")
    attribution = "\n".join(textwrap.wrap(f"On {when} {o.name} <{o.address}> wrote:", 76,
                                          break_long_words=False, break_on_hyphens=False))
    if work.options.forward:
        attribution = "\n".join(["---------- Forwarded message ---------", f"From: {o.name} <{o.address}>",
                                 f"Date: {when}", f"Subject: {o.subject}", f"To: {o.to}", "", o.text])
    sign = f"\n-- \n{work.signature}\n" if work.signature else ""
    plain = "\n".join(textwrap.fill(line, 76, break_long_words=False, break_on_hyphens=False)
                      for line in work.text.split("\n"))
    plain += f"\n{sign}\n{attribution}\n"
    plain += "" if work.options.forward else f"\n{quoted(o.text)}\n"
    words = "".join(f"<div>{html.escape(line, quote=False) or '<br>'}</div>"
                    for line in work.text.split("\n"))
    rich_sign = ('<div><br></div>-- <br><div dir="ltr" class="gmail_signature" '
                 f'data-smartmail="gmail_signature"><div dir="ltr">{breaks(work.signature)}</div></div>'
                 if sign else "")
    page = (f'<div dir="ltr">{words}{rich_sign}</div><br><div class="gmail_quote gmail_quote_container">'
            f'<div dir="ltr" class="gmail_attr">On {html.escape(when)} {html.escape(o.name)} &lt;'
            f'<a href="mailto:{o.address}">{o.address}</a>&gt; wrote:<br></div>'
            '<blockquote class="gmail_quote" style="margin:0px 0px 0px 0.8ex;border-left:1px solid '
            f'rgb(204,204,204);padding-left:1ex">{o.html}</blockquote></div>\n')
    kind, body = multipart("alternative", f"000000000000{work.hex(16)}", [
        part('text/plain; charset="UTF-8"', qp(plain), "Content-Transfer-Encoding: quoted-printable"),
        part('text/html; charset="UTF-8"', qp(page), "Content-Transfer-Encoding: quoted-printable")])
    kind, fields, body = with_files(work, f"000000000000{work.hex(16)}", kind, body)
    return finish(["MIME-Version: 1.0", *work.thread(), f"From: {work.sender}", f"Date: {stamp(work.now)}",
                   f"Message-ID: <CA{work.hex(48)}@mail.gmail.com>", f"Subject: {work.subject}",
                   *work.people(), f"Content-Type: {kind}", *fields], body)


# --- Apple ---------------------------------------------------------------------------------


def soft(text):
    """format=flowed with delsp: a line that goes on ends in a blank of its own."""
    lines = []
    for line in text.split("\n"):
        depth = re.match(r"(>+ ?)?", line).group(0)
        rows = textwrap.wrap(line[len(depth):], 66, drop_whitespace=False, break_long_words=False,
                             break_on_hyphens=False) or [""]
        lines += [depth + row + (" " if row is not rows[-1] else "") for row in rows]
    return "\n".join(lines)


def apple_date(at):
    return f"{MONTHS[at.month - 1][:3]} {at.day}, {at.year}, at {at.strftime('%H:%M')}"


def apple(work, closing, mailer, boundary, version):
    o = work.original
    attribution = f"On {apple_date(o.at)}, {o.name} <{o.address}> wrote:"
    plain = soft(f"{work.text}\n\n{closing}\n\n> {attribution}\n> \n{quoted(o.text)}") + "\n"
    page = ('<html><head><meta http-equiv="content-type" content="text/html; charset=utf-8"></head>'
            '<body style="overflow-wrap: break-word; -webkit-nbsp-mode: space; line-break: '
            f'after-white-space;">{breaks(work.text)}<br><br><div>{breaks(closing)}</div>'
            f'<div><br><blockquote type="cite"><div>{html.escape(attribution)}</div>'
            f'<br class="Apple-interchange-newline"><div>{o.html}</div></blockquote></div><br>'
            "</body></html>")
    kind, body = multipart("alternative", boundary, [
        part("text/plain;\n\tcharset=utf-8;\n\tformat=flowed;\n\tdelsp=yes", qp(plain),
             "Content-Transfer-Encoding: quoted-printable"),
        part("text/html;\n\tcharset=utf-8", qp(page), "Content-Transfer-Encoding: quoted-printable")])
    kind, fields, body = with_files(work, f"Apple-Mixed={work.hex(16)}", kind, body)
    return finish([f"From: {work.sender}", f"Content-Type: {kind}", *fields, f"Mime-Version: {version}",
                   f"Subject: {work.subject}", f"Date: {stamp(work.now)}", *work.thread(), *work.people(),
                   f"Message-Id: <{work.hex(8)}-{work.hex(4)}-{work.hex(12)}@{work.domain}>".upper()
                   .replace("MESSAGE-ID", "Message-Id"), f"X-Mailer: {mailer}"], body)


def apple_mail(work):
    return apple(work, work.signature or "", "Apple Mail (2.3826.200.121)",
                 f"Apple-Mail=_{work.hex(8)}-{work.hex(4)}-{work.hex(12)}".upper().replace("APPLE-MAIL", "Apple-Mail"),
                 "1.0 (Mac OS X Mail 16.0 \\(3826.200.121\\))")


def ios(work):
    return apple(work, "Sent from my iPhone", "iPhone Mail (22B91)",
                 f"Apple-Mail-{work.hex(8)}-{work.hex(12)}".upper().replace("APPLE-MAIL", "Apple-Mail"),
                 "1.0 (1.0)")


# --- those that write plain text ---------------------------------------------------------------


def flowed(text):
    """format=flowed: long lines end in a blank and go on, quotes and signature do not."""
    lines = []
    for line in text.split("\n"):
        rows = [line] if line.startswith(">") or line == "-- " else textwrap.wrap(
            line, 70, break_long_words=False, break_on_hyphens=False) or [""]
        lines += [(" " if row.startswith((" ", "From ")) else "") + row +
                  (" " if row is not rows[-1] else "") for row in rows]
    return "\n".join(lines)


def thunderbird_head(work):
    return [f"Message-ID: <{work.hex(8)}-{work.hex(4)}-4{work.hex(3)}-{work.hex(12)}@{work.domain}>",
            f"Date: {stamp(work.now)}", "MIME-Version: 1.0", "User-Agent: Mozilla Thunderbird",
            f"Subject: {work.subject}", *work.people(), *work.thread(), "Content-Language: en-US",
            f"From: {work.sender}"]


def thunderbird_attribution(o):
    return f"On {o.at.strftime('%d.%m.%y %H:%M')}, {o.name} wrote:"


def thunderbird(work):
    """Plain text; the answer below the quote or between its lines, as its people write."""
    sign = f"\n-- \n{work.signature}" if work.signature else ""
    quote = f"{thunderbird_attribution(work.original)}\n{spread(work, work.original.text)}"
    top = re.match(r"(?:[ \t]*(?:#[^#].*)?\n?)*", work.text).group(0).strip("\n")
    rest = work.text[len(top):].strip("\n") if top else work.text
    text = f"{top}\n\n{quote}\n\n{rest}" if top else f"{quote}\n\n{rest}"
    kind, fields, body = with_files(work, f"------------{work.hex(24)}",
                                    "text/plain; charset=UTF-8; format=flowed",
                                    flowed(f"{text}\n{sign}") + "\n", "Content-Transfer-Encoding: 8bit")
    return finish(thunderbird_head(work) + [f"Content-Type: {kind}", *fields], body)


def thunderbird_html(work):
    """HTML alone, the answer above the quote."""
    o = work.original
    words = "".join(f"<p>{html.escape(line, quote=False) or '<br>'}</p>" for line in work.text.split("\n"))
    sign = (f'<pre class="moz-signature" cols="72">-- \n{html.escape(work.signature, quote=False)}</pre>'
            if work.signature else "")
    page = f"""<!DOCTYPE html>
<html>
  <head>
    <meta http-equiv="Content-Type" content="text/html; charset=UTF-8">
  </head>
  <body>
    {words}
    {sign}
    <div class="moz-cite-prefix">{html.escape(thunderbird_attribution(o))}<br>
    </div>
    <blockquote type="cite" cite="mid:{o.id.strip('<>')}">
      {o.html}
    </blockquote>
  </body>
</html>
"""
    kind, fields, body = with_files(work, f"------------{work.hex(24)}", "text/html; charset=UTF-8",
                                    page, "Content-Transfer-Encoding: 8bit")
    return finish(thunderbird_head(work) + [f"Content-Type: {kind}", *fields], body)


def mutt(work):
    """The quote stands above, and what was answered below it and between its lines; commands and
    all of a text that has no answer between the lines stand on top."""
    o = work.original
    attribution = (f"On {DAYS[o.at.weekday()][:3]}, {MONTHS[o.at.month - 1][:3]} {o.at.day:02}, "
                   f"{o.at.year} at {o.at.strftime('%I:%M:%S%p %z')}, {o.name} wrote:")
    sign = f"\n-- \n{work.signature}\n" if work.signature else ""
    text = f"{work.text}\n\n{attribution}\n{spread(work, o.text)}\n{sign}"
    kind, fields, body = with_files(work, work.hex(16), "text/plain; charset=utf-8", text,
                                    "Content-Disposition: inline", "Content-Transfer-Encoding: 8bit")
    return finish([f"Date: {stamp(work.now)}", f"From: {work.sender}", *work.people(), f"Subject: {work.subject}",
                   f"Message-ID: <{work.hex(20)}@{work.domain}>", *work.thread(), "MIME-Version: 1.0",
                   f"Content-Type: {kind}", *fields], body)


def s_nail(work):
    """Nothing is quoted unless it is asked to."""
    kind, fields, body = with_files(work, f"=_{work.hex(20)}=_", "text/plain; charset=utf-8",
                                    work.text + "\n" + (f"\n-- \n{work.signature}\n" if work.signature else ""),
                                    "Content-Transfer-Encoding: 8bit")
    return finish([f"Date: {stamp(work.now)}", f"From: {work.sender}", *work.people(),
                   f"Subject: {work.subject}", f"Message-ID: <{work.hex(14)}.{work.hex(20)}%alice@{work.domain}>",
                   *work.thread(), "User-Agent: s-nail v14.9.24", "MIME-Version: 1.0", f"Content-Type: {kind}",
                   *fields], body)


CLIENTS = {"outlook": outlook, "outlook-web": outlook_web, "outlook-mobile": outlook_mobile,
           "gmail": gmail, "apple-mail": apple_mail, "ios": ios, "thunderbird": thunderbird,
           "thunderbird-html": thunderbird_html, "mutt": mutt, "s-nail": s_nail}


def read_options(words):
    parser = argparse.ArgumentParser(usage=__doc__, add_help=False)
    parser.add_argument("client", choices=CLIENTS)
    parser.add_argument("mail")
    parser.add_argument("--from", dest="sender", default="Alice Roe <alice@example.com>")
    for name in ("to", "cc", "between", "attach"):
        parser.add_argument(f"--{name}", action="append", default=[])
    parser.add_argument("--subject")
    parser.add_argument("--signature")
    parser.add_argument("--no-thread", action="store_true")
    parser.add_argument("--forward", choices=("inline", "attached"))
    return parser.parse_args(words)


def answer(words, text):
    """What the program makes of the text; the words are those of the command line."""
    options = read_options(words)
    with open(options.mail, "rb") as file:
        original = Original(file.read())
    return CLIENTS[options.client](Work(options, original, text))


def main():
    if sys.argv[1:] == ["--list"]:
        print("\n".join(CLIENTS))
        return
    sys.stdout.buffer.write(answer(sys.argv[1:], sys.stdin.read()))


if __name__ == "__main__":
    main()
