#!/usr/bin/env python3
"""Well-formed mails of every kind, by chance, and what is in them.

  makemails.py FOLDER COUNT SEED            FOLDER/NNNN.eml, and their facts in FOLDER.json
  makemails.py --break FOLDER COUNT SEED    the same mails with bytes changed, facts unknown

The same seed makes the same mails. Python's own email package writes them; what it does not read
back as it was meant is not taken.
"""
import email
import email.policy
import hashlib
import json
import os
import random
import sys
from datetime import datetime, timedelta, timezone
from email.header import Header
from email.message import EmailMessage
from email.utils import format_datetime

LATIN = "the printer does not print any more since monday please help me again with order and invoice"
SCRIPTS = {  # name: words, and the charsets that have them
    "english": (LATIN, ["us-ascii", "utf-8", "iso-8859-1", "windows-1252"]),
    "german": ("über Rückmeldung würde größere Änderung schöne Grüße Straße",
               ["utf-8", "iso-8859-1", "iso-8859-15", "windows-1252"]),
    "polish": ("proszę żółć gęślą jaźń dziękuję ósmy ślad", ["utf-8", "iso-8859-2", "windows-1250"]),
    "russian": ("принтер не печатает помогите пожалуйста счёт заказ",
                ["utf-8", "koi8-r", "windows-1251", "iso-8859-5"]),
    "greek": ("ο εκτυπωτής δεν λειτουργεί παρακαλώ βοήθεια", ["utf-8", "iso-8859-7", "windows-1253"]),
    "turkish": ("yazıcı çalışmıyor lütfen yardım şöyle", ["utf-8", "iso-8859-9", "windows-1254"]),
    "hebrew": ("המדפסת לא עובדת בבקשה עזרה", ["utf-8", "windows-1255", "iso-8859-8"]),
    "arabic": ("الطابعة لا تعمل مساعدة من فضلك", ["utf-8", "windows-1256"]),
    "thai": ("เครื่องพิมพ์ ไม่ทำงาน ช่วยด้วย", ["utf-8", "tis-620"]),
    "chinese": ("打印机 不工作 请帮助 订单 发票", ["utf-8", "gb2312", "gbk", "gb18030"]),
    "taiwanese": ("印表機 無法使用 請協助 訂單 發票", ["utf-8", "big5"]),
    "japanese": ("プリンタ が 動きません 助けてください 注文 請求書",
                 ["utf-8", "iso-2022-jp", "shift_jis", "euc-jp"]),
    "korean": ("프린터가 작동하지 않습니다 도와주세요 주문", ["utf-8", "euc-kr"]),
    "emoji": ("😀 help 🖨 broken 🎉 👍🏽 done", ["utf-8"]),
}
KINDS = ["application/pdf", "image/png", "application/octet-stream", "text/csv", "application/zip",
         "audio/mpeg", "video/mp4", "application/vnd.ms-excel"]
SIGNS = [" ", ", ", ". ", " - ", " (", ") ", "; ", "! ", "? ", " & ", " = ", " + ", " % ", "' "]


class Maker:
    def __init__(self, seed):
        self.dice = random.Random(seed)

    def words(self, script, least, most):
        pool = SCRIPTS[script][0].split()
        return [self.dice.choice(pool) for _ in range(self.dice.randint(least, most))]

    def phrase(self, script, least=1, most=8):
        out = ""
        for word in self.words(script, least, most):
            out += (self.dice.choice(SIGNS) if out and self.dice.random() < 0.2 else " " * bool(out))
            out += word
        return " ".join(out.split())

    def text(self, script):
        lines = [self.phrase(script, 1, 14) if self.dice.random() < 0.8 else ""
                 for _ in range(self.dice.randint(1, 30))]
        return "\n".join(line.rstrip() for line in lines).strip("\n") or "x"

    def script(self):
        return self.dice.choice(list(SCRIPTS))

    def address(self):
        local = self.dice.choice(["jane", "bob.roe", "o'neil", "a+tag", "first_last", "x-1"])
        domain = self.dice.choice(["example.org", "mail.example.com", "xn--bcher-kva.example.net"])
        return f"{local}@{domain}"

    def person(self):
        script = self.script()
        name = "" if self.dice.random() < 0.2 else " ".join(self.words(script, 1, 3))
        return {"name": name, "address": self.address(), "script": script}

    def people(self, most):
        return [self.person() for _ in range(self.dice.randint(0, most))]

    # Header fields are written by hand: the package's own folding loses blanks and commas.

    def encode(self, text, script):
        charset = self.dice.choice(SCRIPTS[script][1])
        value = Header(text, charset, maxlinelen=self.dice.choice([60, 76])).encode(linesep="\r\n")
        # Python has names of its own for two charsets.
        return value.replace("=?big5_tw?", "=?big5?").replace("=?eucgb2312_cn?", "=?gb2312?")

    def mailbox(self, one):
        name, address = one["name"], one["address"]
        if not name:
            return self.dice.choice([address, f"<{address}>"])
        if name.isascii():
            return self.dice.choice([f"{name} <{address}>", f'"{name}" <{address}>'])
        return f"{self.encode(name, one['script'])} <{address}>"

    def fields(self, facts):
        lines = [f"From: {self.mailbox(facts['from'])}"]
        for field in ("to", "cc"):
            if facts[field]:
                folded = ",\r\n ".join(self.mailbox(one) for one in facts[field])
                lines.append(f"{field.capitalize()}: {folded}")
        script = self.script()
        facts["subject"] = self.phrase(script, 1, 25)
        raw = script != "english" and self.dice.random() < 0.2
        lines.append("Subject: " + (facts["subject"] if raw else self.encode(facts["subject"], script)))
        facts["fields"] = [{"name": "X-Topic", "value": self.phrase(script, 1, 25)}]
        lines.append("X-Topic: " + self.encode(facts["fields"][0]["value"], script))
        self.dice.shuffle(lines)
        for one in [facts["from"], *facts["to"], *facts["cc"]]:
            del one["script"]
        return "".join(line + "\r\n" for line in lines).encode()

    def file_name(self, script):
        name = self.phrase(script, 1, 5)
        if self.dice.random() < 0.2:
            name = (name + " ") * 4
        for sign in '/\\:"':
            name = name.replace(sign, "_")
        name = name.strip(" .")
        while len(name.encode()) > 140:
            name = name[:-1].strip(" .")
        return name + self.dice.choice([".pdf", ".txt", ".png", ".tar.gz"])

    def bytes(self):
        size = self.dice.choice([0, 1, 2, 57, 58, 999, self.dice.randint(1, 9000)])
        return self.dice.randbytes(size)

    def attach(self, mail, facts):
        script, data, kind = self.script(), self.bytes(), self.dice.choice(KINDS)
        name = self.file_name(script)
        main, sub = kind.split("/")
        mail.add_attachment(data, main, sub, cte="base64")
        part = list(mail.iter_attachments())[-1]
        charset = self.dice.choice(SCRIPTS[script][1])
        given = name if self.dice.random() < 0.5 else (charset, self.dice.choice(["", "en"]), name)
        if isinstance(given, tuple):
            # As RFC 2231 has it, in a charset that Python would not choose by itself.
            part.set_param("filename", given, "Content-Disposition")
        else:
            part.replace_header("Content-Disposition", "attachment")
            part.set_param("filename", name, "Content-Disposition")
        facts["attachments"].append({"name": name, "type": kind, "size": len(data),
                                     "sha256": hashlib.sha256(data).hexdigest(), "inline": False})

    def attach_mail(self, mail, facts):
        inner = EmailMessage(policy=email.policy.SMTP)
        inner["From"], inner["Subject"] = "carol@example.net", "inner " + str(self.dice.random())
        inner.set_content("An inner mail.\n")
        name = f"{inner['Subject']}.eml"
        mail.add_attachment(inner)
        facts["attachments"].append({"name": name, "type": "message/rfc822", "inline": False})

    def image(self, html, facts):
        data, cid = self.bytes(), f"{self.dice.randint(0, 10**9)}@example.org"
        html.add_related(data, "image", "png", cid=f"<{cid}>", cte="base64", filename="logo.png")
        facts["attachments"].append({"name": "logo.png", "type": "image/png", "size": len(data),
                                     "sha256": hashlib.sha256(data).hexdigest(), "inline": True,
                                     "content_id": cid})
        return cid

    def body(self, mail, facts):
        script = self.script()
        facts["text"] = self.text(script)
        charset = self.dice.choice(SCRIPTS[script][1])
        cte = self.dice.choice(["quoted-printable", "base64", "8bit"])
        if charset in ("us-ascii", "iso-2022-jp"):
            cte = self.dice.choice(["7bit", "base64"])
        shape = self.dice.choice(["plain", "plain", "html", "both", "both", "picture"])
        facts["has_html"], facts["only_html"] = shape != "plain", shape == "html"
        if shape != "html":
            mail.set_content(facts["text"] + "\n", charset=charset, cte=cte)
        if shape == "plain":
            return
        page = "".join(f"<p>{self.escape(line)}</p>\n" for line in facts["text"].split("\n") if line)
        page = f"<html><body>{page}</body></html>\n"
        if shape == "html":
            mail.set_content(page, subtype="html", charset=charset, cte=cte)
            return
        mail.add_alternative(page, subtype="html", charset=charset, cte=cte)
        if shape == "picture":
            html = mail.get_payload()[1]
            cid = self.image(html, facts)
            shown = html.get_payload()[0]
            shown.set_content(page.replace("</body>", f'<img src="cid:{cid}"></body>'),
                              subtype="html", charset=charset, cte=cte)

    @staticmethod
    def escape(line):
        return line.replace("&", "&amp;").replace("<", "&lt;")

    def make(self):
        mail = EmailMessage(policy=email.policy.SMTP.clone(
            max_line_length=self.dice.choice([70, 78, 200])))
        facts = {"attachments": [], "from": self.person(), "to": self.people(4), "cc": self.people(3)}
        date = datetime(2026, 1, 1, tzinfo=timezone(timedelta(hours=self.dice.randint(-11, 12))))
        date += timedelta(seconds=self.dice.randint(0, 10**7))
        facts["date"] = date.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%S")
        facts["message_id"] = f"{self.dice.randint(0, 10**12)}.x@client.example.net"
        mail["Date"], mail["Message-ID"] = format_datetime(date), f"<{facts['message_id']}>"
        self.body(mail, facts)
        for _ in range(self.dice.choice([0, 0, 1, 2, 5])):
            (self.attach_mail if self.dice.random() < 0.15 else self.attach)(mail, facts)
        return self.fields(facts) + mail.as_bytes(), facts


def is_meant(raw, facts):
    """Python reads back the parts as they were meant."""
    mail = email.message_from_bytes(raw, policy=email.policy.default)
    names = [part.get_filename() for part in mail.walk() if part.get_filename()]
    meant = [one["name"] for one in facts["attachments"] if one["type"] != "message/rfc822"]
    text = mail.get_body(("plain",))
    text = text.get_content().replace("\r\n", "\n").strip("\n") if text else facts["text"]
    return (sorted(names) == sorted(meant) and text == facts["text"]
            and not any(part.defects for part in mail.walk()))


def broken(maker, raw):
    out = bytearray(raw)
    for _ in range(maker.dice.choice([1, 3, 30, len(out) // 20 + 1])):
        at = maker.dice.randrange(len(out))
        deed = maker.dice.random()
        if deed < 0.6:
            out[at] = maker.dice.choice([0, 10, 13, 27, 32, 34, 45, 58, 61, 127, 128, 157, 195, 255,
                                         maker.dice.randrange(256)])
        elif deed < 0.8:
            del out[at:at + maker.dice.randint(1, 200)]
            out += b"\n"
        else:
            out[at:at] = out[at // 2:at // 2 + maker.dice.randint(1, 200)]
    return bytes(out)


def main(folder, count, seed, breaks):
    maker, all_facts, number = Maker(seed), {}, 0
    os.makedirs(folder, exist_ok=True)
    while number < count:
        raw, facts = maker.make()
        if not breaks and not is_meant(raw, facts):
            continue
        name = os.path.join(folder, f"{number:04}.eml")
        with open(name, "wb") as out:
            out.write(broken(maker, raw) if breaks else raw)
        all_facts[name] = facts
        number += 1
    if not breaks:
        with open(folder + ".json", "w", encoding="utf-8") as out:
            json.dump(all_facts, out, ensure_ascii=False, indent=1)


if __name__ == "__main__":
    words = [word for word in sys.argv[1:] if word != "--break"]
    if len(words) != 3:
        sys.exit(__doc__)
    main(words[0], int(words[1]), int(words[2]), len(words) < len(sys.argv) - 1)
