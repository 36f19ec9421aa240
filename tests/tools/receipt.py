"""Checks a receipt as whoever holds it can: with nothing but the document, or the content that its hash is of.

Reads what `/receipts/<submission>.html` or `.json` gives from standard input, and prints the SHA-256 of the content and, of a
document, the one that it shows. Needs no more than Python itself.
"""

import hashlib
import json
import re
import sys
from html.parser import HTMLParser


class Receipt(HTMLParser):
    """The text of the content, every checksum that is shown, and what must not be in such a document."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.content, self.shown, self.inside, self.open, self.language, self.text = "", [], None, [], None, ""

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "html":
            self.language = attrs.get("lang")
        if tag in ("script", "img", "link", "iframe", "object") or any(name.startswith("on") for name in attrs):
            sys.exit(f"a receipt must not have <{tag}>")
        if tag == "pre" and attrs.get("id") == "content":
            self.inside = "content"
        elif tag == "code":
            self.inside = "code"
            self.shown.append("")
        if tag not in ("meta", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            sys.exit(f"</{tag}> closes nothing")
        self.inside = None

    def handle_data(self, data):
        if self.inside == "content":
            self.content += data
        elif self.inside == "code":
            self.shown[-1] += data
        if "style" not in self.open:
            self.text += data


raw = sys.stdin.buffer.read().decode("utf-8")
if raw.startswith("{"):
    print(json.dumps({"computed": hashlib.sha256(raw.encode()).hexdigest(), "content": json.loads(raw)}))
else:
    receipt = Receipt()
    receipt.feed(raw)
    receipt.close()
    if receipt.open:
        sys.exit(f"not closed: {receipt.open}")
    computed = hashlib.sha256(receipt.content.encode()).hexdigest()
    words = re.sub(r"\s+", " ", receipt.text)
    print(json.dumps({"computed": computed, "shown": receipt.shown, "lang": receipt.language, "text": words}))
