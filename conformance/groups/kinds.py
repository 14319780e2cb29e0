"""Groups of several kinds of case.

A kind `x` has the functions `x_cases` and `x`, and `x_designed` where the design of @log/* says something else.
"""

from . import zones


def cases(group, kinds, rng, scale):
    for kind in kinds:
        for case in group[kind + "_cases"](rng, scale):
            yield {"kind": kind, **case}


def answer(group, case):
    zones.enter("UTC")
    theirs = group[case["kind"]](case)
    designed = group.get(case["kind"] + "_designed", lambda _: theirs)(case)
    return {"theirs": theirs} if designed == theirs else {"theirs": theirs, "designed": designed}
