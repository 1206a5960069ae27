"""Every operator by itself, and random expressions that the server and the phone must give the same value.

The seed is printed; SOHOP_TEST_SEED runs it again.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
from pathlib import Path
from typing import Any

import pytest

from sync.forms.expressions import OPERATORS, Context, ExpressionWrong, compile_expression, round_half_up
from tests.support.node import node

ROOT = Path(__file__).resolve().parents[3]
ANSWERS: dict[str, Any] = {
    "n": 7, "half": 2.5, "zero": 0, "below": -2.5, "text": "2026-11-03", "later": "2026-11-04", "from": "19:30", "to": "01:10", "yes": True,
    "no": False, "none": None, "rows": [{"_id": "a", "n": 1, "t": "x"}, {"_id": "b", "n": None}, {"_id": "c", "n": 2.5, "t": "y"}], "odd": {"a": 1},
}  # fmt: skip
ROW = {"_id": "b", "n": 3, "t": "y"}
CONSTANTS = (None, True, False, 0, 1, 2.5, -1, "", "x", "y", "19:30", "24:61", "2026-11-03")
PROGRAM = """
  const { evaluate } = await import(process.argv[1]);
  const { answers, row, expressions } = JSON.parse(require('fs').readFileSync(0, 'utf8'));
  const score = (name) => (name === 'rows' ? { total: 88.5, band: 'fair' } : null);
  console.log(JSON.stringify(expressions.map((one) => evaluate(one, { answers, row, score }))));"""


def value(expression: Any) -> Any:
    return compile_expression(expression)(Context(ANSWERS, ROW, lambda name: (88.5, "fair") if name == "rows" else None))


def an_expression(chance: random.Random, depth: int) -> Any:
    if depth == 0 or chance.random() < 0.15:
        return chance.choice((chance.choice(CONSTANTS), ["answer", chance.choice([*ANSWERS, "gone"])], ["row", chance.choice(("n", "t"))]))
    operator = chance.choice(list(OPERATORS))
    if operator in ("answer", "total", "band"):
        return [operator, chance.choice(list(ANSWERS))]
    if operator == "row":
        return ["row", chance.choice(("n", "t", "gone"))]
    inner = lambda: an_expression(chance, depth - 1)  # noqa: E731
    if operator in ("count", "sum"):
        return [operator, chance.choice(("rows", "rows", "odd", "gone")), inner()]
    if operator == "round":
        return ["round", inner(), chance.randint(0, 2)]
    fewest, most, _ = OPERATORS[operator]
    return [operator, *(inner() for _ in range(chance.randint(fewest, min(most, fewest + 2))))]


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        (["minutes_between", "19:30", "21:10"], 100),
        (["minutes_between", ["answer", "from"], ["answer", "to"]], 340),
        (["minutes_between", "19:30", ["answer", "none"]], None),
        (["+", 1, ["answer", "none"]], None),
        (["/", 1, 0], None),
        (["<", ["answer", "none"], 1], False),
        (["<", "19:30", 20], False),
        (["not", ["answer", "n"]], True),
        (["and", True, 1], False),
        (["=", True, 1], False),
        (["=", ["answer", "rows"], ["answer", "rows"]], False),
        (["=", ["answer", "none"], ["answer", "gone"]], True),
        (["count", "rows"], 3),
        (["count", "rows", ["=", ["row", "t"], "x"]], 1),
        (["count", "odd"], 0),
        (["sum", "rows", ["row", "n"]], 3.5),
        (["coalesce", ["answer", "none"], 0], 0),
        (["if", 1, "a", "b"], "b"),
        (["empty", ["answer", "zero"]], False),
    ],
)
def test_an_operator_gives_its_value(expression: Any, expected: Any) -> None:
    found = value(expression)
    assert found == expected
    assert type(found) is type(expected)


@pytest.mark.parametrize(("number", "digits", "rounded"), [(66.65, 1, 66.7), (2.5, 0, 3), (-2.5, 0, -2), (0.49999999999999994, 0, 0), (1e30, 1, 1e30)])
def test_halves_go_up(number: float, digits: int, rounded: float) -> None:
    assert round_half_up(number, digits) == rounded


@pytest.mark.parametrize("expression", [[], ["eval", "1"], [["answer", "n"]], ["not"], ["-", 1, 2, 3], {"answer": "n"}, ["and", {}]])
def test_what_is_no_expression_is_refused_before_it_is_used(expression: Any) -> None:
    with pytest.raises(ExpressionWrong):
        compile_expression(expression)


def test_server_and_phone_give_random_expressions_the_same_value() -> None:
    seed = int(os.environ.get("SOHOP_TEST_SEED") or random.SystemRandom().randrange(2**32))
    print(f"seed: {seed}")
    chance = random.Random(seed)
    expressions = [an_expression(chance, 4) for _ in range(4_000)]
    done = subprocess.run(
        [node(), "-e", f"(async () => {{{PROGRAM}}})()", (ROOT / "pwa/forms/expressions.js").as_uri()],
        input=json.dumps({"answers": ANSWERS, "row": ROW, "expressions": expressions}),
        capture_output=True, text=True, check=True, timeout=60, encoding="utf-8",
    )  # fmt: skip
    for expression, phone in zip(expressions, json.loads(done.stdout), strict=True):
        server = value(expression)
        assert (server, isinstance(server, bool)) == (phone, isinstance(phone, bool)), f"seed {seed}: {json.dumps(expression)}"
