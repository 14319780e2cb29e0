"""Values as JSON, and values that print as JavaScript prints them.

An answer of CPython has a companion, the designed one, where the design of @log/* says something else: CPython is
asked once more, with values that differ from Python's in nothing but that.
"""

import math
import re

from . import shown

SAFE = 2**53 - 1

# What prints a number as it comes has no negative zero to make positive, where the number has no fraction.
WITHOUT_Z = re.compile(r"^((?:.?[<>=^])?[-+ ]?)z(#?0?\d*[,_]?)$", re.DOTALL)


class BigInt(int):
    """An integer that is a `bigint` on the other side, whatever its size."""


def encode(value):
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, int):
        if isinstance(value, BigInt) or abs(value) > SAFE:
            return {"int": str(int(value))}
        return int(value)
    if isinstance(value, float):
        if math.isfinite(value) and not value.is_integer():
            return value
        return {"float": repr(value)}
    if isinstance(value, (list, tuple)):
        return {"list": [encode(item) for item in value]}
    if isinstance(value, dict):
        return {"dict": [[key, encode(item)] for key, item in value.items()]}
    if isinstance(value, Exception):
        return {"error": [type(value).__name__, str(value)]}
    raise TypeError(type(value))


def decode(value):
    if not isinstance(value, dict):
        return value
    ((kind, content),) = value.items()
    if kind == "int":
        return BigInt(content)
    if kind == "float":
        return float(content)
    if kind == "list":
        return [decode(item) for item in content]
    if kind == "error":
        return error(*content)
    return {key: decode(item) for key, item in content}


def error(name, text):
    """An error of a class of this name."""
    return type(name, (Exception,), {})(text)


def number_text(value):
    """What `String(value)` is for a number."""
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    if value == 0:
        return "0"
    mantissa, _, exponent = repr(abs(value)).partition("e")
    whole, _, fraction = mantissa.partition(".")
    digits = (whole + fraction).lstrip("0")
    point = len(whole) + int(exponent or 0) - (len(whole + fraction) - len(digits))
    digits = digits.rstrip("0")
    count = len(digits)
    if count <= point <= 21:
        text = digits + "0" * (point - count)
    elif 0 < point <= 21:
        text = f"{digits[:point]}.{digits[point:]}"
    elif -6 < point <= 0:
        text = f"0.{'0' * -point}{digits}"
    else:
        power = f"e{'+' if point > 0 else '-'}{abs(point - 1)}"
        text = (digits[0] + ("." + digits[1:] if count > 1 else "")) + power
    return ("-" if value < 0 else "") + text


class Shown:
    """A value with the text that it has in JavaScript."""

    def __str__(self):
        return self.text

    __repr__ = __str__


class Integer(Shown, int):
    """A number without a fraction, or a bigint: an int, unless only a float makes sense."""

    def __new__(cls, value, text, is_bigint=False):
        self = super().__new__(cls, value)
        self.text = text
        self.is_bigint = is_bigint
        return self

    def __format__(self, spec):
        if spec == "":
            return self.text
        try:
            return format(int(self), WITHOUT_Z.sub(r"\1\2", spec))
        except ValueError:
            return format(float(self), spec)


class Float(Shown, float):
    def __new__(cls, value):
        self = super().__new__(cls, value)
        self.text = number_text(value)
        return self

    # The negative zero is a number without a fraction as well.
    def __index__(self):
        if not self.is_integer():
            raise TypeError("no integer")
        return int(self)

    def __format__(self, spec):
        if spec == "":
            return self.text
        # What is an int has no sign of its zero; what asks for a float has.
        if self.is_integer() and spec[-1] not in "eEfFgG%":
            try:
                return format(int(self), WITHOUT_Z.sub(r"\1\2", spec))
            except ValueError:
                pass
        return format(float(self), spec)


class Boolean(Shown, int):
    @property
    def text(self):
        return "true" if int(self) else "false"

    def __format__(self, spec):
        try:
            return format(self.text, spec)
        except ValueError:
            return Integer(self, "").__format__(spec)


class Null(Shown):
    text = "null"

    def __bool__(self):
        return False

    def __format__(self, spec):
        return format(self.text, spec)


class Error(Shown):
    def __init__(self, error):
        self.text = f"{type(error).__name__}: {error}"

    def __format__(self, spec):
        return format(self.text, spec)


class List(Shown, list):
    @property
    def text(self):
        return shown.inspect(self)

    def __format__(self, spec):
        return format(self.text, spec)


class Mapping(Shown, dict):
    @property
    def text(self):
        return shown.inspect(self)

    def __format__(self, spec):
        return format(self.text, spec)

    def __getattr__(self, name):
        """A key is a property."""
        try:
            return self[name]
        except KeyError:
            raise AttributeError(name) from None


def as_javascript(value):
    """The same value, printing JavaScript's words."""
    if value is None:
        return Null()
    if isinstance(value, bool):
        return Boolean(value)
    if isinstance(value, int):
        return Integer(value, str(int(value)), isinstance(value, BigInt) or abs(value) > SAFE)
    if isinstance(value, float):
        if value.is_integer() and math.copysign(1, value) * value >= 0 and not (
            value == 0 and math.copysign(1, value) < 0
        ):
            return Integer(int(value), number_text(value))
        return Float(value)
    if isinstance(value, list):
        return List(as_javascript(item) for item in value)
    if isinstance(value, tuple):
        return tuple(as_javascript(item) for item in value)
    if isinstance(value, dict):
        return Mapping((key, as_javascript(item)) for key, item in value.items())
    if isinstance(value, Exception):
        return Error(value)
    return value


def attempt(work):
    """The text that comes out, or the words of the refusal."""
    try:
        return {"text": work()}
    except Exception as error:
        return {"refused": str(error)}


# Fixed since Unicode 3.2, so that every version of the database knows their properties.
CHARACTERS = (
    "abcxyzABCXYZ0189 _-.:;/"
    + "\t\n\r\x00\x1b\x7f'\"\\%{}$()"
    + "\x85\xa0\xad\xe9\xdf\u0301\u0416\u4e2d\u200b\u2028\ufeff\ue000\udc80"
    + "\U0001d4b3\U00010400\U0002070e"
)


def any_text(rng, most=8):
    return "".join(rng.choice(CHARACTERS) for _ in range(rng.randint(0, most)))


def any_integer(rng):
    kind = rng.random()
    if kind < 0.4:
        value = rng.randint(-20, 300)
    elif kind < 0.6:
        value = rng.choice([-1, 1]) * 10 ** rng.randint(0, 18) + rng.randint(-1, 1)
    elif kind < 0.8:
        value = rng.choice([-1, 1]) * 2 ** rng.randint(0, 70) + rng.randint(-1, 1)
    else:
        value = rng.choice([-1, 1]) * rng.getrandbits(rng.randint(1, 200))
    return BigInt(value) if rng.random() < 0.2 else value


def any_float(rng):
    kind = rng.random()
    if kind < 0.15:
        return rng.choice([0.0, -0.0, math.inf, -math.inf, math.nan, 5e-324, -5e-324, 1.7976931348623157e308])
    if kind < 0.35:
        # Ties: what lies between two decimals is exact in binary.
        return rng.choice([-1, 1]) * (rng.randint(0, 2000) + rng.choice([0.5, 0.25, 0.125, 0.375, 0.0625]))
    if kind < 0.5:
        return float(rng.choice([-1, 1]) * rng.randint(0, 10 ** rng.randint(1, 25)))
    if kind < 0.75:
        return rng.choice([-1, 1]) * round(rng.random() * 10 ** rng.randint(-6, 8), rng.randint(0, 8))
    return rng.choice([-1, 1]) * rng.random() * 10.0 ** rng.randint(-320, 307)


def any_number(rng):
    return any_integer(rng) if rng.random() < 0.5 else any_float(rng)


def any_value(rng):
    kind = rng.random()
    if kind < 0.35:
        return any_text(rng)
    if kind < 0.6:
        return any_integer(rng)
    if kind < 0.85:
        return any_float(rng)
    return rng.choice([True, False, None])
