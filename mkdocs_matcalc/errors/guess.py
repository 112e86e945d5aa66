"""What an author may have meant by a name that is not known: one that is a letter or two off."""

from __future__ import annotations

from collections.abc import Iterable


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known name that is spelt most like another.

    Two letters may be wrong, missing, too many or swapped, of a short name one, and none of a name of two. Of
    three letters the first is right: `cot` is no `dot`.
    """
    known = [each for each in known if len(word) > 3 or each[:1] == word[:1]]
    most = 0 if len(word) < 3 else 1 if len(word) < 5 else 2
    near = ((_apart(word, each), each) for each in known if abs(len(each) - len(word)) <= most)
    steps, name = min(near, key=lambda found: found[0], default=(most + 1, ""))
    return name if steps <= most else None


def _apart(left: str, right: str) -> int:
    """How many letters are to be changed, left out, put in or swapped to make one word of another."""
    before: list[int] = []
    row = list(range(len(right) + 1))
    for at, letter in enumerate(left, 1):
        earlier, before, row = before, row, [at]
        for place, other in enumerate(right, 1):
            steps = min(before[place] + 1, row[-1] + 1, before[place - 1] + (letter != other))
            if at > 1 and place > 1 and (letter, left[at - 2]) == (right[place - 2], other):
                steps = min(steps, earlier[place - 2] + 1)
            row.append(steps)
    return row[-1]
