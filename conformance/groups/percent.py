"""`template % arguments`."""

import re

from . import values


def conversion(rng, key=None):
    type_ = rng.choice("diouxXeEfFgGcrsasdf")
    text = "%"
    if key is not None:
        text += f"({key})"
    text += "".join(flag for flag in "-+ #0" if rng.random() < 0.15)
    stars = []
    if rng.random() < 0.5:
        if rng.random() < 0.15:
            text += "*"
            stars.append(rng.randint(-12, 12))
        else:
            text += str(rng.choice([1, 2, 5, 8, 12, 20, 30]))
    if rng.random() < 0.4:
        text += "."
        if rng.random() < 0.15:
            text += "*"
            stars.append(rng.randint(-2, 12))
        elif rng.random() < 0.9:
            text += str(rng.choice([0, 1, 2, 3, 5, 10, 17, 25, 40]))
    if rng.random() < 0.04:
        text += rng.choice("hlL")
    return text + type_, type_, stars


def argument(rng, type_):
    if rng.random() < 0.06:
        return values.any_value(rng)
    if type_ in "ras":
        return values.any_value(rng)
    if type_ == "c":
        if rng.random() < 0.5:
            return rng.choice(values.CHARACTERS)
        return rng.choice([0, 9, 65, 127, 160, 0x20AC, 0xDC80, 0x1F600, 0x10FFFF, 0x110000, -1, True, 66.0])
    if type_ in "oxX":
        return values.any_integer(rng)
    return values.any_number(rng)


def positional(rng):
    template = values.any_text(rng, 4).replace("%", "%%")
    args = []
    for _ in range(rng.choice([0, 1, 1, 1, 2, 3])):
        text, type_, stars = conversion(rng)
        template += text + values.any_text(rng, 3).replace("%", "%%")
        args += stars
        args.append(argument(rng, type_))
    if rng.random() < 0.05 and args:
        args.pop(rng.randrange(len(args)))
    if rng.random() < 0.05:
        args.insert(rng.randint(0, len(args)), values.any_value(rng))
    return template, args


def mapped(rng):
    keys = ["user", "a b", "a(b)c", "", "%", "\u4e2d", "__proto__", "length"]
    template = values.any_text(rng, 3).replace("%", "%%")
    mapping = {}
    for _ in range(rng.randint(1, 3)):
        key = rng.choice(keys)
        text, type_, stars = conversion(rng, key)
        if stars:
            continue
        template += text + values.any_text(rng, 2).replace("%", "%%")
        if rng.random() < 0.95:
            mapping[key] = argument(rng, type_)
    if rng.random() < 0.1:
        template += rng.choice(["%s", "%d", "%*d", "%(user"])
    return template, mapping


def harmless(value):
    if isinstance(value, float) and value.is_integer():
        return value % 1000 + 0.5
    return value % 1000 if isinstance(value, int) and 1000 < abs(value) < 2**63 else value


def cases(rng, scale):
    for _ in range(int(2600 * scale)):
        template, args = mapped(rng) if rng.random() < 0.15 else positional(rng)
        if "*" in template and isinstance(args, list):
            # What comes to stand where a width is wanted must not ask for gigabytes; nor is a float any width, but
            # the one that is no float in JavaScript: there 3e9 is an integer like another.
            args = [harmless(value) for value in args]
        if rng.random() < 0.05 and template:
            at = rng.randrange(len(template))
            template = template[:at] + rng.choice(["", "%", "(", "y", "\u20ac", "."]) + template[at + 1 :]
        yield {"template": template, "args": values.encode(args)}
    yield {"template": "%%a %-20a|", "args": values.encode({"k": None, "b": [1.0, "x"]})}
    for value in (2.0, -0.0, 1e16, 1e-7, 1e21, float("inf"), float("nan"), None, True):
        for type_ in "sra":
            yield {"template": f"%6{type_}|", "args": values.encode([value])}


# %%, or %a without a key.
WHOLE = re.compile(r"%%|%([-+ #0]*\d*(?:\.\d*)?[hlL]?)a")


def fill(template, args):
    return template % (args if isinstance(args, dict) else tuple(args))


def fill_by_design(template, args):
    """%a of what is no text is %s: Python would escape what JavaScript's words hold."""
    if isinstance(args, dict):
        template = WHOLE.sub(lambda found: "%%" if found[1] is None else f"%{found[1]}s", template)
    return fill(template, values.as_javascript(args))


def answer(case):
    template = case["template"]
    args = values.decode(case["args"])
    theirs = values.attempt(lambda: fill(template, args))
    designed = values.attempt(lambda: fill_by_design(template, args))
    return {"theirs": theirs} if designed == theirs else {"theirs": theirs, "designed": designed}
