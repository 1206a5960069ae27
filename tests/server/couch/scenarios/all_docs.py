"""Lists of documents (CouchDB documentation, "_all_docs", "_design_docs")."""

from tests.support.transcript import step

DB = "/golden-all"
A, B = (letter * 32 for letter in "ab")
ALL = f"{DB}/_all_docs"

STEPS = [
    step("PUT", f"{DB}?q=1"),
    step("GET", ALL, note="an empty list"),
    step(
        "POST",
        f"{DB}/_bulk_docs",
        {"docs": [{"_id": id, "n": place} for place, id in enumerate(["a", "b", "c", "Ba", "ê", "_design/x", "10", "9"])]},
        keep={"c": "body.2.rev"},
    ),
    step("DELETE", f"{DB}/c?rev=${{c}}"),
    step("PUT", f"{DB}/b?new_edits=false", {"_rev": f"1-{A}", "n": 7}),
    step("GET", ALL),
    step("HEAD", ALL),
    step("GET", f"{ALL}?include_docs=true"),
    step("GET", f"{ALL}?include_docs=true&conflicts=true"),
    step("GET", f"{ALL}?limit=2"),
    step("GET", f"{ALL}?limit=2&skip=3"),
    step("GET", f"{ALL}?limit=0"),
    step("GET", f"{ALL}?skip=100"),
    step("GET", f"{ALL}?descending=true"),
    step("GET", f"{ALL}?descending=true&limit=2&skip=1"),
    step("GET", f'{ALL}?start_key="a"&end_key="b"'),
    step("GET", f'{ALL}?startkey="a"&endkey="b"&inclusive_end=false'),
    step("GET", f'{ALL}?start_key="b"&end_key="a"&descending=true'),
    step("GET", f'{ALL}?start_key="b"&end_key="a"'),
    step("GET", f'{ALL}?key="a"'),
    step("GET", f'{ALL}?key="none"'),
    step("GET", f'{ALL}?keys=["a","none","c","a"]'),
    step("POST", ALL, {"keys": ["b", "none", "c"]}),
    step("POST", f"{ALL}?include_docs=true", {"keys": ["b", "none", "c"]}),
    step("POST", f"{ALL}?limit=1&skip=1", {"keys": ["b", "a", "c"]}),
    step("POST", f"{ALL}?descending=true", {"keys": ["a", "b"]}),
    step("POST", ALL, {"keys": []}),
    step("POST", ALL, {}),
    step("POST", ALL, {"keys": 1}),
    step("POST", ALL, {"limit": 1, "include_docs": True}),
    step("POST", ALL, [1]),
    step("POST", ALL, {"keys": [1, None]}),
    step("POST", f"{ALL}/queries", {"queries": [{"keys": ["a"]}, {"limit": 1, "skip": 1}]}),
    step("GET", f"{ALL}?update_seq=true&limit=1"),
    step("GET", f"{ALL}?key=1"),
    step("GET", f"{ALL}?key=nonsense"),
    step("GET", f"{ALL}?limit=none"),
    step("GET", f"{ALL}?limit=-1"),
    step("GET", f"{ALL}?skip=-1"),
    step("GET", f"{ALL}?descending=maybe"),
    step("GET", f"{ALL}?include_docs=maybe"),
    step("GET", f"{ALL}?strange=1"),
    step("PUT", ALL, {}),
    step("DELETE", ALL),
    step("GET", "/golden-none/_all_docs"),
    step("GET", f"{DB}/_design_docs"),
    step("GET", f"{DB}/_design_docs?include_docs=true"),
    step("POST", f"{DB}/_design_docs", {"keys": ["_design/x", "a"]}),
    step("GET", f"{DB}/_design/x/_view/v"),
    step("GET", f"{DB}/_design/x/_info", note="of a design document"),
    step(
        "POST", f"{DB}/_find", {"selector": {"n": 1}, "fields": ["_id"], "use_index": []}, note="a query in a list of documents"
    ),
]
