"""Formatters in the three styles: which formats are refused, and what the others print.

A format that passes is tried on a record. Of a format that asks for the time, the zone is UTC.
"""

import logging
import sys
import time

from . import values

ATTRIBUTES = ["name", "levelname", "levelno", "message", "msecs", "created", "lineno", "process", "asctime"]
OWN = ["user", "size", "ratio", "missing", "a_b", "\u4e2d", "_x1", "USER"]
SPECS_OF_TIME = ["", "%H:%M", "%Y-%m-%dT%H:%M:%S", "%a %d %b %j", "%% %y"]


def percent_field(rng, name):
    text = f"%({name})" + "".join(flag for flag in "-+ #0" if rng.random() < 0.1)
    if rng.random() < 0.4:
        text += str(rng.randint(0, 14))
    if rng.random() < 0.25:
        text += "." + rng.choice(["", str(rng.randint(0, 12))])
    return text + rng.choice("sssssddddfegxoircaXFEG")


def specification(rng):
    text = ""
    if rng.random() < 0.4:
        text += rng.choice(["", "", "*", "0", " ", "\u4e2d", "x"])
        text += rng.choice("<>=^")
    if rng.random() < 0.2:
        text += rng.choice("+- ")
    if rng.random() < 0.05 and sys.version_info >= (3, 11):
        text += "z"
    if rng.random() < 0.12:
        text += "#"
    if rng.random() < 0.15:
        text += "0"
    if rng.random() < 0.5:
        text += str(rng.randint(0, 20)) if rng.random() < 0.9 else rng.choice(["{lineno}", "{name}", "{nothing}"])
    if rng.random() < 0.15:
        text += rng.choice(",_")
    if rng.random() < 0.3:
        text += "." + (str(rng.randint(0, 12)) if rng.random() < 0.9 else rng.choice(["{lineno}", "{name}"]))
    if rng.random() < 0.6:
        text += rng.choice("bcdeEfFgGnosxX%ddffsss")
    return text


def brace_field(rng, name):
    text = "{" + name
    if rng.random() < 0.03:
        text += rng.choice([".x", "[0]", ".", "[", "[]", "-"])
    if rng.random() < 0.12:
        text += "!" + rng.choice("rsarsax")
    if rng.random() < 0.6:
        text += ":" + specification(rng)
    return text + "}"


def dollar_field(rng, name):
    # What follows a name may belong to it, or not.
    behind = rng.choice(["", "", "", "x", "_", "9", "-", ".b", "\u4e2d", "$$", "{}"])
    return (f"${name}" if rng.random() < 0.5 else f"${{{name}}}") + behind


FIELDS = {"%": percent_field, "{": brace_field, "$": dollar_field}
ESCAPES = {"%": "%%", "{": "{{", "$": "$$"}
BROKEN = {
    "%": ["%", "%(", "%()s", "%(user", "%s", "%(user)y", "%(user)*d", "%d", "%5s"],
    "{": ["{", "}", "{}", "{0}", "{user", "{user!}", "{user!x}", "{user:z}", "{user!r:}", "{user:{}}", "{user::}}"],
    "$": ["$", "$5", "${", "${}", "${user", "$-", "${us er}", "$\u4e2d"],
}


def literal(rng, style):
    text = "".join(rng.choice("ab -:|\n\u20ac\U0001f600") for _ in range(rng.randint(0, 4)))
    return text + (ESCAPES[style] if rng.random() < 0.05 else "")


def aligned(rng, aligns):
    text = rng.choice(["", "", "*", "0", " ", "\u4e2d", "x", "\U0001f600", "<"]) + rng.choice(aligns)
    return text if rng.random() < 0.5 else ""


def text_spec(rng):
    width = rng.choice(["", "0", "1", "7", "15"])
    precision = rng.choice(["", "", ".0", ".1", ".3", ".20"])
    return aligned(rng, "<>^") + width + precision + rng.choice(["", "s"])


def number_spec(rng, is_integer):
    """One that fits a number: of an integer all types, of a float those of floats."""
    type_ = rng.choice("bdoxXdnceEfFgG%" if is_integer else "eEfFgGn%eEfFgG")
    sign = rng.choice(["", "", "+", "-", " "]) if type_ != "c" else ""
    z = "z" if type_ in "eEfFgG%" and rng.random() < 0.2 and sys.version_info >= (3, 11) else ""
    alternate = "#" if type_ != "c" and rng.random() < 0.3 else ""
    zero = "0" if rng.random() < 0.25 else ""
    width = rng.choice(["", "1", "4", "9", "12", "20"])
    grouping = "" if type_ in "nc" else rng.choice(["", "", "_"] if type_ in "boxX" else ["", "", "_", ","])
    precision = rng.choice(["", ".0", ".1", ".4", ".12"]) if type_ in "eEfFgGn%" and not (type_ == "n" and is_integer) else ""
    # Without a type most is like d or g.
    if type_ in "dg" and rng.random() < 0.4 and not (is_integer and precision):
        type_ = ""
    return aligned(rng, "<>=^") + sign + z + alternate + zero + width + grouping + precision + type_


def fitting_field(rng, record, name):
    """A field with a specification that fits its value, be that in a list or a mapping."""
    value = rng.choice([values.any_text(rng), values.any_integer(rng), values.any_float(rng), values.any_float(rng)])
    spec = text_spec(rng) if isinstance(value, str) else number_spec(rng, isinstance(value, int))
    if spec.endswith("c"):
        value = rng.choice([9, 65, 255, 0x20AC, 0x1F600])
    conversion = ""
    if rng.random() < 0.2:
        conversion, spec = "!" + rng.choice("rsa"), text_spec(rng)
    path, held = rng.choice([("", value)] * 6 + [
        ("[0]", [value]), ("[1]", ["x", value]), ("[00]", [value]), ("[k]", {"k": value}), ("[a b]", {"a b": value}),
        ("[k][1]", {"k": [0, value]}), ("[1][k]", [0, {"k": value}]), ("[2]", [value]), ("[-1]", [value]), ("[x]", [value]),
        (".k", {"k": value}), (".k[0]", {"k": [value]}), ("[k].n", {"k": {"n": value}}), (".none", {"k": value}),
        ("[nothing]", {"k": value}), ("", [1, "a", None]), ("", {"k": 1.5, "a b": [True]}), ("[0]", "text"), ("[9]", "text"),
    ])  # fmt: skip
    record[name] = held
    return "{" + name + path + conversion + (":" + spec if spec and rng.random() < 0.9 else "") + "}"


def fitting_cases(rng, scale):
    for _ in range(int(1500 * scale)):
        record = {"name": "app"}
        fmt = literal(rng, "{")
        for name in rng.sample([name for name in OWN if name != "missing"], rng.choice([1, 1, 2])):
            fmt += fitting_field(rng, record, name) + literal(rng, "{")
        yield {"style": "{", "fmt": fmt, "validate": rng.random() < 0.5, "record": values.encode(record)}


def cases(rng, scale):
    yield from any_cases(rng, scale)
    yield from fitting_cases(rng, scale)
    # What is rare is there in any case.
    record = values.encode({"name": "n", "asctimes": "several", "created": 1.5, "msecs": 500})
    for style, fmt in [("$", "$asctimes"), ("$", "$name $asctime $"), ("{", "{asctimes}"), ("{", "{asctime!x}")]:
        yield {"style": style, "fmt": fmt, "validate": False, "record": record}
    negative = values.encode({"user": -0.4})
    yield {"style": "{", "fmt": "{user:z.0f}", "validate": False, "record": negative}


def any_cases(rng, scale):
    for _ in range(int(2600 * scale)):
        style = rng.choice("%{{$")
        fmt = literal(rng, style)
        for _ in range(rng.choice([0, 1, 1, 1, 2, 3])):
            name = rng.choice(OWN) if rng.random() < 0.55 else rng.choice(ATTRIBUTES)
            fmt += FIELDS[style](rng, name) + literal(rng, style)
        validate = rng.random() < 0.8
        if rng.random() < 0.15:
            fmt += rng.choice(BROKEN[style])
            # A placeholder without a name prints the whole record.
            validate = validate or style == "%"
        case = {"style": style, "fmt": fmt, "validate": validate}
        record = {
            "name": rng.choice(["app", "a.b", "\u4e2d\u6587"]),
            "levelno": rng.choice([10, 20, 35, 50]),
            "msg": values.any_text(rng, 6).replace("%", "%%"),
            "lineno": rng.randint(0, 500),
            "process": rng.randint(1, 99999),
            "created": rng.randint(0, 2**31) + rng.randint(0, 999) / 1000,
        }
        record["levelname"] = logging.getLevelName(record["levelno"])
        record["msecs"] = float(int(record["created"] * 1000) % 1000)
        if rng.random() < 0.08:
            record["exc_text"] = "Error: no\n    at x"
        if rng.random() < 0.08:
            record["stack_info"] = "Stack (most recent call last):\n  here"
        for name in OWN:
            if name != "missing" and rng.random() < 0.9:
                record[name] = values.any_value(rng)
        # What nothing shows is left out, to keep the files small.
        shown = {"name", "exc_text", "stack_info"} | {name for name in record if name in fmt}
        if "message" in fmt:
            shown.add("msg")
        if "asctime" in fmt:
            shown |= {"created", "msecs"}
        case["record"] = values.encode({name: value for name, value in record.items() if name in shown})
        if rng.random() < 0.3:
            case["defaults"] = values.encode({"missing": values.any_value(rng), "user": "default"})
        if rng.random() < 0.5:
            case["datefmt"] = rng.choice(SPECS_OF_TIME)
        yield case


def run(case, convert):
    record = values.decode(case["record"])
    defaults = values.decode(case["defaults"]) if "defaults" in case else None
    try:
        formatter = logging.Formatter(
            case["fmt"],
            case.get("datefmt"),
            case["style"],
            validate=case["validate"],
            defaults=defaults and {key: convert(value) for key, value in defaults.items()},
        )
    except Exception as error:
        return {"refused": str(error)}
    formatter.converter = time.gmtime
    made = logging.makeLogRecord({key: convert(value) for key, value in record.items()})
    try:
        return {"text": formatter.format(made), "usesTime": formatter.usesTime()}
    except Exception as error:
        return {"failed": type(error).__name__, "usesTime": formatter.usesTime()}


class Anything(int):
    """A value that every format can print which can print any."""

    def __format__(self, spec):
        for value in (1, 1.5, "a"):
            try:
                return format(value, spec)
            except ValueError:
                pass
        raise ValueError(spec)


def is_hopeless(case):
    """Whether the format prints no record at all."""
    style = logging._STYLES[case["style"]][0](case["fmt"])
    record = logging.makeLogRecord({})
    record.__dict__.update((name, Anything(1)) for name in ATTRIBUTES + OWN)
    try:
        style.format(record)
    except Exception:
        return True
    return False


def answer(case):
    theirs = run(case, lambda value: value)
    designed = run(case, values.as_javascript)
    if "failed" in designed and case["validate"] and is_hopeless(case):
        designed = {"refused": "hopeless"}
    return {"theirs": theirs} if designed == theirs else {"theirs": theirs, "designed": designed}
