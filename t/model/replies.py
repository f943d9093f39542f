"""Answers to a mail in the styles that no program is asked for: quotes with odd signs or with none,
a delimiter that a translator or a wrapping gateway has been at, answers below, between and within
quotes, and mails that bring another one along."""

import base64
import html
import quopri
import re
import textwrap

ATTRIBUTIONS = [
    "On Mon, Nov 16, 2026 at 10:00 AM {name} <{address}> wrote:",
    "Am 16.11.2026 um 10:00 schrieb {name}:", "Le 16/11/2026 à 10:00, {name} a écrit :",
    "El 16/11/2026 a las 10:00, {name} escribió:", "Il 16/11/2026 10:00, {name} ha scritto:",
    "Em 16/11/2026 10:00, {name} escreveu:", "Op 16-11-2026 om 10:00 schreef {name}:",
    "W dniu 16.11.2026 o 10:00, {name} pisze:", "16.11.2026 10:00, {name} пишет:",
    "2026年11月16日(月) 10:00 {name} <{address}>:", "{name} said:", "{name} skrev den 16-11-2026:",
    "-----Original Message-----", "-----Ursprüngliche Nachricht-----", "________________________________",
    "From: {name}\nSent: Monday, November 16, 2026 10:00 AM\nTo: Agent\nSubject: Re", "",
    "Dnia 16 listopada 2026 {name} napisał(a):", "Quoting {name}:", "begin quote from {name}",
    "Ar an 16ú lá de Shamhain scríobh {name}:", "{name} 님이 작성:",
]
FORWARDS = [
    "---------- Forwarded message ---------", "-------- Weitergeleitete Nachricht --------",
    "---------- Message transféré ----------", "---------- Mensaje reenviado ----------",
    "-------- Messaggio inoltrato --------", "---------- Mensagem encaminhada ----------",
    "-------- Doorgestuurd bericht --------", "-------- Treść przekazanej wiadomości --------",
    "-------- Пересылаемое сообщение --------", "---------- 転送メッセージ ----------",
    "---------- 转发的邮件 ----------", "Begin forwarded message:", "Videresendt besked:",
]
SIGNS = ["> ", ">", "> > ", ">> ", "| ", "} ", ": ", "JD> ", "» ", "\t", "    ", "", "", "# ", "* ",
         "- ", "｜", "│ ", "\u200b> ", "%", "&gt; ", ". ", "_ "]
LISTS = ("", "\t", "    ", "# ", "* ", "- ", ". ", "_ ")
DELIMITER = "-- Please reply above this line --"
MANGLED = [
    None, None, None, "", "-- Please reply above\nthis line --", "--Please reply above this line--",
    "— Please reply above this line —", "-- Bitte antworten Sie über dieser Zeile --",
    "-- PLEASE REPLY ABOVE THIS LINE --", "-- Please  reply\u00a0above this line --",
    "‑‑ Please reply above this line ‑‑", "-- 请在此行上方回复 --", "Please reply above this line",
    "-- Veuillez répondre au-dessus de cette ligne --", "*-- Please reply above this line --*",
    "-- Please reply above this l=\nine --", "-\u00ad- Please reply above this line --",
]


class Style:
    """One random way of answering original (of clients.py) with text; all choices in name."""

    def __init__(self, rng, original, text):
        self.rng, self.original, self.text = rng, original, text
        self.name = {}
        self.is_usual = False
        self.headers = {}

    def pick(self, name, choices):
        choice = self.rng.choice(choices)
        self.name[name] = choice if isinstance(choice, str) else str(choice)
        return choice

    # --- the quote ---

    def source(self):
        text = self.original.text
        mangled = self.pick("delimiter", MANGLED)
        if mangled is not None:
            text = text.replace(DELIMITER, mangled)
        lines = text.split("\n")
        part = self.pick("part", ["all", "all", "all", "middle", "lines"])
        if part == "middle":
            first = self.rng.randrange(len(lines))
            lines = lines[first:first + self.rng.randrange(1, 20)]
        elif part == "lines":
            lines = [line for line in lines if self.rng.random() < 0.3]
        width = self.pick("width", [0, 0, 0, 72, 40])
        if width:
            lines = [row for line in lines for row in textwrap.wrap(line, width) or [""]]
        return lines

    def quote(self):
        sign = self.pick("sign", SIGNS)
        wrap = self.pick("wrap", [0, 0, 60])
        lines = [(sign + line).rstrip() for line in self.source()]
        if wrap:                # the program wraps what it has quoted
            lines = [row for line in lines for row in textwrap.wrap(line, wrap) or [""]]
        return lines

    def attribution(self):
        text = self.pick("attribution", ATTRIBUTIONS)
        return text.format(name=self.original.name, address=self.original.address).split("\n")

    def plain(self):
        quote, own = self.quote(), self.text.split("\n")
        place = self.pick("place", ["top", "top", "below", "between", "within", "alone"])
        if place == "alone":
            return "\n".join(own)
        if place == "top":
            return "\n".join(own + [""] + self.attribution() + quote)
        if place == "below":
            return "\n".join(self.attribution() + quote + [""] + own)
        lines, left = self.attribution(), list(own)
        for line in quote:
            lines.append(line)
            if left and self.rng.random() < 0.2:
                lines += ([""] if place == "between" else []) + [left.pop(0)]
        return "\n".join(lines + left)

    # --- as HTML ---

    def rich(self):
        way = self.pick("html", ["div", "p", "pre", "br", "red", "table", "blockquote", "border"])
        own = html.escape(self.text, quote=False).split("\n")
        quote = [html.escape(line, quote=False) for line in self.source()]
        head = [html.escape(line, quote=False) for line in self.attribution()]
        place = self.pick("place", ["top", "top", "below", "between"])
        if way == "red":
            own = [f'<span style="color:red">{line}</span>' for line in own]
        if way == "pre":
            return "<pre>" + "\n".join(self.order(place, own, head, quote)) + "</pre>"
        if way in ("blockquote", "border"):
            tag = "blockquote" if way == "blockquote" else "div style='border-left:1px solid blue'"
            quote = [f"<{tag}>"] + [f"<div>{line}</div>" for line in quote] + [f"</{tag.split()[0]}>"]
            place = "top" if place == "between" else place
        lines = self.order(place, own, head, quote)
        if way == "br":
            return "<br>\n".join(lines)
        if way == "table":
            return "<table>" + "".join(f"<tr><td>{line}</td></tr>" for line in lines) + "</table>"
        tag = "p" if way == "p" else "div"
        return "".join(f"<{tag}>{line or '&nbsp;'}</{tag}>\n" for line in lines)

    def order(self, place, own, head, quote):
        if place == "top":
            return own + [""] + head + quote
        if place == "below":
            return head + quote + [""] + own
        lines, left = list(head), list(own)
        for line in quote:
            lines.append(line)
            if left and self.rng.random() < 0.2:
                lines.append(left.pop(0))
        return lines + left

    # --- the mail ---

    def encoded(self, kind, text):
        how = self.pick("encoding", ["8bit", "base64", "qp", "utf-16", "windows-1252"])
        if how == "base64":
            return [f"Content-Type: {kind}; charset=utf-8", "Content-Transfer-Encoding: base64", "",
                    base64.encodebytes(text.encode()).decode()]
        if how == "qp":
            return [f"Content-Type: {kind}; charset=utf-8",
                    "Content-Transfer-Encoding: quoted-printable", "",
                    quopri.encodestring(text.encode()).decode()]
        if how == "utf-16":
            return [f"Content-Type: {kind}; charset=utf-16", "Content-Transfer-Encoding: base64", "",
                    base64.encodebytes(text.encode("utf-16")).decode()]
        if how == "windows-1252" and kind == "text/html":
            text = text.encode("ascii", "xmlcharrefreplace").decode()
        return [f"Content-Type: {kind}; charset=utf-8", "Content-Transfer-Encoding: 8bit", "", text]

    def body(self):
        shape = self.pick("shape", ["plain", "plain", "html", "both", "stub"])
        if shape == "plain":
            return self.encoded("text/plain", self.plain())
        if shape == "html":
            return self.encoded("text/html", "<html><body>" + self.rich() + "</body></html>")
        plain = self.plain() if shape == "both" else ""
        rich = "<html><body>" + self.rich() + "</body></html>"
        return multipart("alternative", [self.encoded("text/plain", plain),
                                         self.encoded("text/html", rich)])

    def companions(self):
        """Parts beside the text."""
        what = self.pick("beside", ["", "", "", "", "", "eml", "eml-as-file", "msg", "calendar", "pgp",
                                    "smime", "tnef", "vcard", "screenshot", "txt", "disposition"])
        raw = self.original.raw.decode("utf-8", "replace").replace("\r\n", "\n")
        data = base64.encodebytes(self.original.raw).decode()
        parts = {
            "eml": ["Content-Type: message/rfc822", "", raw],
            "eml-as-file": ['Content-Type: application/octet-stream; name="Re ticket.eml"',
                            "Content-Transfer-Encoding: base64",
                            'Content-Disposition: attachment; filename="Re ticket.eml"', "", data],
            "msg": ['Content-Type: application/vnd.ms-outlook; name="ticket.msg"',
                    "Content-Transfer-Encoding: base64",
                    'Content-Disposition: attachment; filename="ticket.msg"', "", data],
            "calendar": ["Content-Type: text/calendar; method=REPLY", "",
                         "BEGIN:VCALENDAR\nMETHOD:REPLY\nATTENDEE:mailto:" + self.agent + "\nEND:VCALENDAR\n"],
            "vcard": ['Content-Type: text/x-vcard; name="me.vcf"',
                      'Content-Disposition: attachment; filename="me.vcf"', "",
                      f"BEGIN:VCARD\nEMAIL:{self.agent}\nEND:VCARD\n"],
            "tnef": ['Content-Type: application/ms-tnef; name="winmail.dat"',
                     "Content-Transfer-Encoding: base64",
                     'Content-Disposition: attachment; filename="winmail.dat"', "", data],
            "pgp": ['Content-Type: application/pgp-signature; name="signature.asc"', "",
                    f"-----BEGIN PGP SIGNATURE-----\nComment: {self.agent}\n-----END PGP SIGNATURE-----\n"],
            "smime": ['Content-Type: application/pkcs7-signature; name="smime.p7s"',
                      "Content-Transfer-Encoding: base64", "", data],
            "screenshot": ['Content-Type: image/png; name="screen.png"',
                           "Content-Transfer-Encoding: base64",
                           'Content-Disposition: attachment; filename="screen.png"', "",
                           base64.encodebytes(b"\x89PNG picture of a screen").decode()],
            "txt": ['Content-Type: text/plain; name="notification.txt"',
                    'Content-Disposition: attachment; filename="notification.txt"', "",
                    self.original.text],
            "disposition": ["Content-Type: text/rfc822-headers", "", raw.split("\n\n")[0]],
        }
        return [parts[what]] if what else []

    def mail(self, agent, recipients):
        self.agent = agent
        body, beside = self.body(), self.companions()
        if beside:
            kind = "signed" if self.name["beside"] in ("pgp", "smime") else "mixed"
            body = multipart(kind, [body] + beside)
        subject = self.original.subject
        subject = self.pick("prefix", ["Re: ", "Re: ", "Re: ", "AW: ", "", "RE: "]) + subject
        ident = f"{self.rng.getrandbits(64):016x}@client.example.com"
        head = ["Received: from HOPSECRET.example.com (HOPSECRET [10.9.8.7]) by mx; Mon, 16 Nov 2026",
                f"From: Marked Agent <{agent}>", "To: " + ", ".join(recipients),
                "Subject: " + re.sub(r"[\r\n]+ *", " ", subject), f"Message-ID: <{ident}>",
                "X-Originating-IP: HOPSECRET"]
        if self.pick("thread", ["yes", "yes", "yes", "no"]) == "yes":
            head += [f"In-Reply-To: {self.original.id}",
                     "References: " + " ".join(self.original.references + [self.original.id])]
        head += [f"{name}: {value}" for name, value in self.headers.items()]
        return "\r\n".join(head + ["MIME-Version: 1.0"] + "\n".join(body).split("\n")).encode()


def multipart(kind, parts):
    edge = f"edge-{kind}-{sum(map(len, map(str, parts)))}"
    lines = [f'Content-Type: multipart/{kind}; boundary="{edge}"', ""]
    for part in parts:
        lines += [f"--{edge}"] + part
    return lines + [f"--{edge}--", ""]
