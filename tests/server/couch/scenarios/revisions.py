"""Documents with several leaves (CouchDB documentation, "Replication Protocol" and "Documents")."""

from typing import Any

from tests.support.transcript import step

DB = "/golden-revisions"
A, B, C, D, E, F = (letter * 32 for letter in "abc0ef")
MIXED = {"Accept": "multipart/mixed"}


def revision(*hashes: str, **body: Any) -> dict[str, Any]:
    """A document whose history is `hashes`, newest first."""
    return {"_rev": f"{len(hashes)}-{hashes[0]}", "_revisions": {"start": len(hashes), "ids": list(hashes)}, **body}


STEPS = [
    step("PUT", f"{DB}?q=1"),
    step("PUT", f"{DB}/x?new_edits=false", revision(A, n=1)),
    step("PUT", f"{DB}/x?new_edits=false", revision(B, A, n=2), note="a child"),
    step("PUT", f"{DB}/x?new_edits=false", revision(C, A, n=3), note="its brother"),
    step("PUT", f"{DB}/x?new_edits=false", revision(D, C, A, n=4, _deleted=True), note="the brother is deleted"),
    step("PUT", f"{DB}/x?new_edits=false", revision(E, F, n=5), note="another root"),
    step("PUT", f"{DB}/x?new_edits=false", revision(E, F, n=5), note="the same again"),
    step("GET", f"{DB}/x"),
    step("GET", f"{DB}/x?conflicts=true"),
    step("GET", f"{DB}/x?deleted_conflicts=true"),
    step("GET", f"{DB}/x?meta=true"),
    step("GET", f"{DB}/x?revs_info=true"),
    step("GET", f"{DB}/x?local_seq=true"),
    step("GET", f"{DB}/x?revs=true&revs_info=true&conflicts=true"),
    step("GET", f"{DB}/x?rev=2-{B}&conflicts=true"),
    step("GET", f"{DB}/x?rev=1-{A}"),
    step("GET", f"{DB}/x?rev=1-{A}&latest=true"),
    step("GET", f"{DB}/x?rev=3-{D}"),
    step("GET", f"{DB}/x?rev=3-{D}&revs=true"),
    step("GET", f"{DB}/x?open_revs=all"),
    step("GET", f"{DB}/x?open_revs=all&revs=true"),
    step("GET", f'{DB}/x?open_revs=["1-{A}","2-{B}","9-{A}"]'),
    step("GET", f'{DB}/x?open_revs=["1-{A}"]&latest=true&revs=true'),
    step("GET", f'{DB}/x?open_revs=["9-{A}"]&latest=true'),
    step("GET", f"{DB}/x?open_revs=[]"),
    step("GET", f'{DB}/x?open_revs=["nonsense"]'),
    step("GET", f"{DB}/x?open_revs=nonsense"),
    step("GET", f"{DB}/x?open_revs=1"),
    step("GET", f"{DB}/none?open_revs=all"),
    step("GET", f'{DB}/none?open_revs=["1-{A}"]'),
    step("GET", f"{DB}/x?open_revs=all", headers=MIXED, note="all leaves as parts"),
    step("GET", f'{DB}/x?open_revs=["2-{B}","9-{A}"]&revs=true', headers=MIXED, note="some leaves as parts"),
    step("GET", f'{DB}/none?open_revs=["1-{A}"]', headers=MIXED, note="parts of what is not there"),
    step("GET", f"{DB}/none?open_revs=all", headers=MIXED, note="all leaves of what is not there as parts"),
    step("GET", f"{DB}/x?open_revs=all", headers={"Accept": "*/*"}, note="leaves for a peer that takes anything"),
    step("PUT", f"{DB}/y?new_edits=false", {"n": 1}, note="no history at all"),
    step("PUT", f"{DB}/y?new_edits=false", {"_rev": f"1-{A}", "n": 1}, note="a history of one by its revision alone"),
    step("GET", f"{DB}/y?revs=true"),
    step("PUT", f"{DB}/y?new_edits=false", {"_rev": "nonsense"}, note="a malformed revision"),
    step(
        "PUT", f"{DB}/y?new_edits=false", {"_rev": f"3-{A}", "_revisions": {"start": 2, "ids": [A]}}, note="a start that differs"
    ),
    step("PUT", f"{DB}/y?new_edits=false", {"_revisions": {"start": "2", "ids": [A]}}, note="a start that is a string"),
    step("PUT", f"{DB}/y?new_edits=false", {"_revisions": {"start": 2, "ids": "x"}}, note="ids that are a string"),
    step(
        "PUT", f"{DB}/short?new_edits=false", {"_rev": "1-abc", "_revisions": {"start": 1, "ids": ["abc"]}}, note="a short hash"
    ),
    step("GET", f"{DB}/short?revs=true"),
    step("PUT", f"{DB}/x?new_edits=false", revision(A, B, A, n=6), note="a grandchild"),
    step("DELETE", f"{DB}/x?rev=3-{A}", keep={"gone": "body.rev"}),
    step("GET", f"{DB}/x", note="after the winner was deleted"),
    step("GET", f"{DB}/x?deleted_conflicts=true", note="deleted conflicts after that"),
    step("DELETE", f"{DB}/x?rev=2-{E}"),
    step("GET", f"{DB}/x", note="after all leaves were deleted"),
    step("GET", f"{DB}/x?open_revs=all", note="leaves that are all deleted"),
    step("PUT", f"{DB}/x?new_edits=false", revision(F, B, A, n=7), note="a live leaf again"),
    step("GET", f"{DB}/x?conflicts=true", note="the live leaf wins"),
    step("PUT", f"{DB}/two?new_edits=false", revision(A, B, n=1)),
    step("PUT", f"{DB}/two?new_edits=false", revision(A, C, n=2), note="one revision with two parents"),
    step("PUT", f"{DB}/x", {"_rev": f"2-{C}", "n": 8}, note="an edit of a deleted leaf's parent"),
    step("POST", f"{DB}/_compact", {}),
    step(
        "GET",
        f"{DB}/x?revs_info=true",
        note="what is missing after compaction is said",
        keep={"status": "body._revs_info.0.status"},
    ),
]
