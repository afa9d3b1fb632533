#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""page.py FILE: a report is whole HTML that holds no script and asks for nothing from anywhere."""
import html.parser
import sys

VOID = {"meta", "br", "hr", "link", "img"}
TAGS = {"html", "head", "meta", "title", "style", "body", "h1", "h2", "h3", "p", "div", "span", "strong",
        "a", "table", "caption", "thead", "tbody", "tr", "th", "td"}
ATTRIBUTES = {"lang", "charset", "http-equiv", "content", "name", "class", "id", "href", "colspan", "style"}


class Page(html.parser.HTMLParser):
    """Collects what is wrong."""

    def __init__(self):
        super().__init__()
        self.wrong, self.open, self.seen, self.ids, self.links = [], [], set(), set(), set()

    def handle_starttag(self, tag, attrs):
        self.seen.add(tag)
        if tag not in TAGS:
            self.wrong.append(f"<{tag}>")
        for name, value in attrs:
            if name not in ATTRIBUTES:
                self.wrong.append(f"<{tag} {name}>")
            if name == "href" and not value.startswith("#"):
                self.wrong.append(f"a link to {value}")
            if name == "href":
                self.links.add(value[1:])
            if name == "id":
                self.ids.add(value)
        attributes = dict(attrs)
        if attributes.get("http-equiv") == "Content-Security-Policy":
            self.seen.add("policy " + attributes["content"])
        if tag == "html" and attributes.get("lang") != "en":
            self.wrong.append("no language")
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.wrong.append(f"</{tag}> closes something else")


def main():
    """See above."""
    page = Page()
    with open(sys.argv[1], encoding="ascii") as file:
        text = file.read()
    page.feed(text)
    page.close()
    if page.open:
        page.wrong.append(f"not closed: {page.open}")
    if not text.startswith("<!DOCTYPE html>"):
        page.wrong.append("no document type")
    if "policy default-src 'none'; style-src 'unsafe-inline'" not in page.seen:
        page.wrong.append("no content security policy")
    for needed in ("title", "table", "caption", "h1"):
        if needed not in page.seen:
            page.wrong.append(f"no <{needed}>")
    for missing in sorted(page.links - page.ids):
        page.wrong.append(f"nothing at #{missing}")
    for wrong in page.wrong:
        print("#", wrong)
    sys.exit(bool(page.wrong))


main()
