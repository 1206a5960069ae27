"""Where our door means to answer otherwise than CouchDB 3.5.0, and why.

A key is (chapter, name of the step, place in the answer); each may hold `*`. What is listed here and does not differ any more
fails the test.
"""

from __future__ import annotations

from collections.abc import Mapping

_OURSELVES = "we say who we are and what we can do"
_LOG_IN = "RFC 9110 wants a 401 to say how to log in; CouchDB leaves it out so that browsers open no window of their own"
_NO_COOKIES = "log-in by cookie is a matter of the product's own pages"
_DURABLE = "nothing is acknowledged before it is on disk, so batch=ok changes nothing"
_NO_FORMS = "uploads by HTML forms are not offered"
_PLUS = "a plus in a path is a plus (RFC 3986)"
_NO_DETOUR = "answered at once instead of by a redirection"
_LATEST = "CouchDB 3.5.0 answers with the winner; the leaf that came of the revision is what was asked for"
_ONE_PARENT = "a revision id stands for one history: one that contradicts it is refused"
_COMPACTED = "compaction is done when it is answered; CouchDB's has only begun"
_EMPTY_LIST = "an empty list of revisions is answered with an empty list"
_DIGEST_TOLD = "the digest of the file is told in Content-MD5"
_RANGES = "ranges as RFC 9110 has them; several in one request are answered with the whole file"
_CONFLICT_FIRST = "a parent that is no leaf is a conflict, whatever else is wrong"
_DIGEST_CHECKED = "Content-MD5 is believed: bytes that do not have it are refused"
_STUB = "a stub is what an ancestor has under that name, and the answer tells the document"
_SHAPE = "what is no description of an attachment is refused, not left out"
_SENTENCE = "one sentence for every malformed body"
_TEXTS = "files are kept as they come, texts too: the digest is of the plain bytes and every range can be read"
_QUOTED = "the boundary stands in quotation marks everywhere"
_DESIGN_OFFSET = "the offset is counted among what is listed"
_NO_VIEWS = "there are no views"
_PENDING = "pending counts the rows that the filter still lets through"
_SELECTOR_NEEDED = "one sentence whether the body is empty or lacks the selector"
_NO_BLANK = "a blank line at the end of a stream of events says nothing"
_LOCAL = "an edit that names another revision than the present one is a conflict, as with every document"
_NO_LIMIT = "purges are remembered for as long as they have to be"
_DESCENDING = "a descending feed ends where it was told to begin"
_NAME_TAKEN = "a name that begins with an underscore has no files"

DIFFERENCES: Mapping[tuple[str, str, str], str] = {
    ("server", "GET /", "body.*"): _OURSELVES,
    ("server", "the greeting needs no log-in", "body.*"): _OURSELVES,
    ("server", "*", "headers.www-authenticate"): _LOG_IN,
    ("server", "PUT /_session", "*"): _NO_COOKIES,
    ("server", "log *", "*"): _NO_COOKIES,
    ("server", "a new database by nobody", "body.reason"): "one sentence for a database that is there and one that is not",
    ("server", "no base64 in Authorization", "*"): "a header that cannot be read is a log-in that failed",
    ("database", "*batch=ok*", "*"): _DURABLE,
    ("database", "PUT */_purged_infos_limit", "*"): _NO_LIMIT,
    ("database", "GET */_none/more", "*"): _NAME_TAKEN,
    ("all_docs", "a file of a list", "*"): _NAME_TAKEN,
    ("local", "GET */_local_docs/x", "*"): _NAME_TAKEN,
    ("all_docs", "POST */_design_docs/queries", "body.results.1.offset"): _DESIGN_OFFSET,
    ("database", "POST */_none", "*"): _NO_FORMS,
    ("documents", "* /golden-documents/plus*", "*"): _PLUS,
    ("documents", "*_design%2Fd", "*"): _NO_DETOUR,
    ("documents", "*batch=ok", "*"): _DURABLE,
    ("documents", "P* /golden-documents/plain", "*"): _NO_FORMS,
    ("revisions", "*rev=1-*&latest=true", "*"): _LATEST,
    ("revisions", "*open_revs=[[]]", "*"): _EMPTY_LIST,
    ("revisions", "one revision with two parents", "*"): _ONE_PARENT,
    ("revisions", "what is missing after compaction is said", "*"): _COMPACTED,
    ("attachments", "*", "headers.content-md5"): _DIGEST_TOLD,
    ("attachments", "all as a range", "*"): _RANGES,
    ("attachments", "more than there is from the end", "*"): _RANGES,
    ("attachments", "a range *", "headers.content-range"): _RANGES,
    ("attachments", "two ranges", "*"): _RANGES,
    ("attachments", "DELETE */other*", "*"): _CONFLICT_FIRST,
    ("attachments", "a stub of nothing", "body.reason"): _STUB,
    ("attachments", "a stub that is too new", "*"): _STUB,
    ("attachments", "a replicated stub of nothing", "body.reason"): _STUB,
    ("attachments", "a number for a file", "*"): _SHAPE,
    ("attachments", "a wrong digest", "*"): _DIGEST_CHECKED,
    ("attachments", "GET /golden-attachments/d", "*"): _DIGEST_CHECKED,
    ("attachments", "only what is new, as parts", "headers.cache-control"): "plain JSON is told as plain JSON always is",
    ("attachments", "a part that is too long", "body.reason"): _SENTENCE,
    ("attachments", "*/t/text.txt", "headers.*"): _TEXTS,
    ("attachments", "GET */t*", "body.*.digest"): _TEXTS,
    ("bulk", "a replicated stub of nothing", "body.reason"): _STUB,
    ("bulk", "*parts", "text.4"): _QUOTED,
    ("all_docs", "GET */_design_docs*", "body.offset"): _DESIGN_OFFSET,
    ("all_docs", "*/queries", "body.results.0.offset"): "a list by keys has no offset",
    ("all_docs", "of a design document", "*"): _NO_VIEWS,
    ("changes", "*descending=true&since=*", "*"): _DESCENDING,
    ("changes", "*filter=_d*", "body.pending"): _PENDING,
    ("changes", "*filter=_selector*", "body.reason"): _SELECTOR_NEEDED,
    ("feeds", "*filter=_doc_ids*", "body.pending"): _PENDING,
    ("feeds", "*event*source*", "text*"): _NO_BLANK,
    ("local", "an edit *", "*"): _LOCAL,
    ("local", "DELETE */never*", "*"): _LOCAL,
    ("local", "POST */_local/l", "*"): _NO_FORMS,
}
