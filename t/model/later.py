"""What becomes of a ticket besides being answered, for leaks.py: it is put on hold, resolved, merged
and split, time passes, and its customer is told of it, reminded and asked how it was."""

import os
import re
import urllib.parse

HOUR, DAY = 3600, 86400
CONF = """
canned-dir = "{folder}/canned"
kb-dir = "{folder}/kb"
survey {{ scale = csat  delay = 1h  quiet = 0s  reopen = yes }}
lifecycle {{ close-after = 5d  close-waiting-after = 6d  remind-before = 2d }}
"""
LANGUAGES = ["de", "en", "es", "fr", "it", "ja", "pl", "pt", "de-AT"]
ARTICLE = "# Printers and broken lines\n\nA line that is broken can be mended: pull the plug.\n"
VOTE = re.compile(r"mailto:([^?\s]+)\?subject=(\d)\b")


def furnish(folder):
    """The folders of the configuration."""
    for name, file, text in (("canned", "hello.txt", "Dear {{customer.name}}, CANNED.\n"), ("kb", "broken.md", ARTICLE)):
        os.mkdir(f"{folder}/{name}")
        with open(f"{folder}/{name}/{file}", "w", encoding="utf-8") as out:
            out.write(text)


class Later:
    """A part of a round. Agents write in the way that no program mangles."""

    def orders(self, words, letter=None, name=None):
        """A mail of commands, and perhaps of text, in answer to what an agent got."""
        if letter is None:
            name, letter = self.pick_letter(("agent-new", "agent-update"))
        raw = (f"From: A <{self.agents[name][0]}>\r\nTo: {letter.reply_to}\r\n"
               f"Subject: Re: {letter.mail['Subject']}\r\nMessage-ID: <o{self.unique()}@inside.example.com>\r\n"
               f"In-Reply-To: {letter.id}\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
               + words.replace("\n", "\r\n") + "\r\n").encode()
        return self.agent_sends(name, raw, [letter.reply_to], "orders " + words.split("\n", maxsplit=1)[0])

    def unique(self):
        return f"{self.number}.{self.rng.getrandbits(40)}"

    def noted(self, words):
        """With a note below, as often as not."""
        return words + ("\n#note\n" + self.secret(2) if self.rng.random() < 0.6 else "")

    def public(self):
        return f"PUBLIC-{self.number}-{self.rng.getrandbits(32):08x}"

    # --- steps ---

    def hold(self):
        until = self.rng.choice(["", " tomorrow", " 3d"])
        reason = self.rng.choice(["", f": the part is on its way, {self.public()}"])
        self.orders(self.noted(f"#hold{until}{reason}"))

    def resolve(self):
        words = self.rng.choice(["#resolve", "#resolve", f"#resolve\n\nIt is mended: {self.public()}",
                                 f"#wait\n\nIs it so? {self.public()}", "#wait", "#close", "#reopen"])
        self.orders(words if "\n\n" in words else self.noted(words))

    def hand_over(self):
        self.orders(self.noted(self.rng.choice(["#take", "#assign bob", "#assign alice", "#priority high",
                                                "#watch bob", "#tag +urgent"])))

    def texts(self):
        self.orders(self.rng.choice(["#canned hello", "#kb broken", "#canned hello\n#resolve"]) +
                    f"\n\nAnd {self.public()}")

    def speak(self):
        tag = self.rng.choice(LANGUAGES)
        if self.rng.random() < 0.5:
            self.orders(self.noted(f"#language {tag}"))
        else:
            self.customer_writes(f"#language {tag}\n", self.rng.choice(self.acks) if self.acks else None)

    def ask(self):
        word = self.rng.choice(["#status", "#help", "#close", "#reopen"])
        self.acks += self.customer_writes(word + "\n", self.rng.choice(self.acks) if self.acks else None).to(self.customer)

    def impostor(self):
        """In the customer's name, and proved to be forged."""
        answer_to = self.rng.choice(self.acks) if self.acks else None
        raw = (f"Authentication-Results: mx.example.org; dmarc=fail header.from=example.net\r\n"
               f"From: Jane Customer <{self.customer}>\r\nTo: support@example.org\r\nSubject: Problem {self.number}\r\n"
               f"Message-ID: <i{self.unique()}@example.net>\r\n"
               + (f"In-Reply-To: {answer_to.id}\r\n" if answer_to else "") + "\r\n" + self.secret(2) + "\r\n").encode()
        self.take(self.circle.mail(raw, "evil@example.com", ["support@example.org"]), "impostor")

    def split(self):
        self.customer_again()
        self.orders(self.rng.choice(["#split", "#split 1", "#split 2"]))

    def pass_time(self, most=3 * DAY):
        outcome = self.take(self.circle.time(self.rng.choice([90, 2 * HOUR, DAY, most])), "time")
        for letter in outcome.letters:
            if letter.kind == "survey" and letter.recipient == self.customer:
                self.surveys.append(letter)

    def vote(self):
        if not self.surveys:
            return
        survey = self.rng.choice(self.surveys)
        links = VOTE.findall(survey.text())
        address, score = self.rng.choice(links)
        address = urllib.parse.unquote(address)
        words = f"{score}\r\n" if self.rng.random() < 0.3 else ""
        if self.rng.random() < 0.3:
            address, words = survey.reply_to, f"{score}\r\n"
        raw = (f"From: Jane <{self.customer}>\r\nTo: {address}\r\nSubject: {score}\r\n"
               f"Message-ID: <v{self.unique()}@example.net>\r\n\r\n{words}"
               f"Because CUSTOMER-{self.number}-{self.rng.getrandbits(24):06x}.\r\n").encode()
        self.take(self.circle.mail(raw, self.customer, [address]), "vote")

    def merge(self):
        """Into the ticket of somebody else, or into another one of his own. Nobody answers it after
        that: what was said before is what must not get about."""
        known = [ticket for ticket in self.circle.tickets if ticket != self.ticket]
        if not known:
            return
        self.orders(self.noted(f"#merge {self.rng.choice(known[-4:])}"))
        self.is_merged = True

    def end(self):
        """All that is due is told."""
        for words in self.rng.sample(["#resolve", "#wait", "#reopen", "#close", "#hold", "#take"], 3):
            self.orders(self.noted(words))
            self.pass_time(2 * HOUR)
        if self.surveys:
            self.vote()
        self.pass_time(7 * DAY)

    def later(self):
        steps = [self.hold, self.resolve, self.resolve, self.hand_over, self.texts, self.speak, self.ask,
                 self.impostor, self.split, self.pass_time, self.pass_time, self.vote, self.customer_again]
        for step in [self.rng.choice(steps) for _ in range(8)] + [self.resolve, self.pass_time, self.vote]:
            step()
        if self.rng.random() < 0.5:
            self.merge()
        self.end()

