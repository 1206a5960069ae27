"""The tree as the union of all histories told, and the winner among its leaves."""

from __future__ import annotations

import random

import pytest

from sync.domain.errors import Refusal
from sync.revisions.tree import Tree, graft, history, leaves, possible_ancestors
from sync.revisions.winner import ranked
from tests.support.couch.random_trees import random_script


def rev(name: str) -> str:
    """`2b` → `2-bbb…`."""
    return f"{name[:-1]}-{name[-1] * 32}"


def grown(*histories: str) -> Tree:
    tree: Tree = {}
    for one in histories:
        graft(tree, [rev(name) for name in one.split()])
    return tree


def names(revs: list[str]) -> str:
    return " ".join(f"{one.partition('-')[0]}{one[-1]}" for one in revs)


def test_leaves_are_what_nothing_follows() -> None:
    assert names(sorted(leaves(grown("3c 2b 1a", "2d 1a")))) == "2d 3c"


def test_a_history_leads_back_to_the_first_generation() -> None:
    assert names(history(grown("3c 2b 1a", "2d 1a"), rev("3c"))) == "3c 2b 1a"


def test_a_history_ends_where_the_telling_ends() -> None:
    assert names(history(grown("5e 4d"), rev("5e"))) == "5e 4d"


def test_a_parent_told_later_joins_two_branches() -> None:
    tree = grown("5e 4d", "3c 2b 1a", "4d 3c")
    assert names(leaves(tree)) == "5e"
    assert names(history(tree, rev("5e"))) == "5e 4d 3c 2b 1a"


def test_grafting_tells_whether_anything_was_new() -> None:
    tree: Tree = {}
    assert graft(tree, [rev("2b")])
    assert not graft(tree, [rev("2b")])
    assert graft(tree, [rev("2b"), rev("1a")]), "a parent was learned"
    assert not graft(tree, [rev("2b"), rev("1a")])


def test_a_known_revision_cannot_get_another_parent() -> None:
    tree = grown("3c 2b 1a")
    before = dict(tree)
    with pytest.raises(Refusal) as caught:
        graft(tree, [rev("4d"), rev("3c"), rev("2e")])
    assert caught.value.problem.code == "revision_history_contradicts"
    assert tree == before


def test_two_documents_of_one_id_may_have_two_beginnings() -> None:
    assert names(sorted(leaves(grown("1a", "1b")))) == "1a 1b"


@pytest.mark.parametrize(
    ("histories", "deleted", "order"),
    [
        (["3c 2b 1a", "2d 1a"], "", "3c 2d"),
        (["3c 2b 1a", "2d 1a"], "3c", "2d 3c"),
        (["2b 1a", "2d 1a", "2c 1a"], "", "2d 2c 2b"),
        (["2b 1a", "2d 1a"], "2b 2d", "2d 2b"),
        (["10b 9a", "9c 8d"], "", "10b 9c"),
        (["2b 1a"], "1a", "2b"),
    ],
)
def test_leaves_are_ranked_living_first_then_by_generation_then_by_hash(histories: list[str], deleted: str, order: str) -> None:
    assert names(ranked(grown(*histories), [rev(name) for name in deleted.split()])) == order


def test_possible_ancestors_are_older_leaves() -> None:
    tree = grown("3c 2b 1a", "2d 1a")
    assert names(possible_ancestors(tree, [rev("3e"), rev("1f")])) == "2d"
    assert possible_ancestors(tree, []) == []


def test_the_order_of_grafting_makes_no_difference() -> None:
    seed = random.randrange(2**32)
    print(f"seed {seed}")
    chance = random.Random(seed)
    for _ in range(300):
        writes = random_script(chance, "x", stemmed=True)
        trees = []
        for _ in range(2):
            chance.shuffle(writes)
            tree: Tree = {}
            for write in writes:
                start = write["_revisions"]["start"]
                graft(tree, [f"{start - place}-{hash}" for place, hash in enumerate(write["_revisions"]["ids"])])
            trees.append(tree)
        assert trees[0] == trees[1]
