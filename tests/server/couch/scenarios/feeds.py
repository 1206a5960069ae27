"""Feeds that stay open, each ended by its time-out (CouchDB documentation, "Changes Feeds")."""

from tests.support.transcript import step

DB = "/golden-feeds"
ALL = f"{DB}/_changes"
SHORT = "timeout=100"

STEPS = [
    step("PUT", f"{DB}?q=1"),
    step("GET", f"{ALL}?feed=longpoll&{SHORT}", note="a long poll of nothing"),
    step("GET", f"{ALL}?feed=continuous&{SHORT}", note="a continuous feed of nothing"),
    step("PUT", f"{DB}/a", {"n": 1}),
    step("PUT", f"{DB}/b", {"n": 2}),
    step("GET", f"{ALL}?feed=longpoll&{SHORT}", keep={"last": "body.last_seq"}),
    step("GET", f"{ALL}?feed=longpoll&{SHORT}&since=${{last}}"),
    step("GET", f"{ALL}?feed=longpoll&{SHORT}&since=now"),
    step("GET", f"{ALL}?feed=longpoll&{SHORT}&limit=1"),
    step("GET", f"{ALL}?feed=longpoll&{SHORT}&descending=true"),
    step("POST", f"{ALL}?feed=longpoll&{SHORT}&filter=_doc_ids", {"doc_ids": ["b"]}),
    step("POST", f"{ALL}?feed=longpoll&{SHORT}&filter=_doc_ids", {"doc_ids": ["none"]}),
    step("GET", f"{ALL}?feed=continuous&{SHORT}"),
    step("GET", f"{ALL}?feed=continuous&{SHORT}&limit=1"),
    step("GET", f"{ALL}?feed=continuous&{SHORT}&since=${{last}}"),
    step("GET", f"{ALL}?feed=continuous&{SHORT}&include_docs=true&style=all_docs"),
    step("GET", f"{ALL}?feed=eventsource&{SHORT}"),
    step("GET", f"{ALL}?feed=eventsource&{SHORT}&since=${{last}}"),
    step("GET", f"{ALL}?feed=eventsource&{SHORT}&limit=1"),
    step("GET", f"{ALL}?feed=eventsource&{SHORT}", headers={"Last-Event-ID": "${last}"}, note="an event source goes on"),
    step("GET", f"{ALL}?feed=strange"),
    step("GET", f"{ALL}?feed=longpoll&timeout=soon"),
    step("GET", f"{ALL}?feed=longpoll&heartbeat=soon&{SHORT}"),
    step("GET", f"{ALL}?feed=normal"),
    step("GET", f"/golden-none/_changes?feed=continuous&{SHORT}"),
]
