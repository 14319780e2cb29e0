"""What @log/core shows of a value on one line, and of a message that does not fit its arguments."""

import math

ESCAPES = {"\\": "\\\\", "'": "\\'", "\t": "\\t", "\n": "\\n"}
# What separates or steers, beyond the controls of Latin-1; the block of U+2000 holds most of it.
UNPLAIN = {0x3000, 0xFEFF, *range(0x2000, 0x2070)}


def quote(text):
    shown = ""
    for char in text.replace("\r\n", "\n"):
        code = ord(char)
        if char in ESCAPES:
            shown += ESCAPES[char]
        elif code < 32 or 127 <= code < 160:
            shown += f"\\x{code:02x}"
        else:
            shown += f"\\u{code:04x}" if code in (0x2028, 0x2029) else char
    return f"'{shown}'"


def key_text(key):
    is_word = all(
        32 < ord(char) < 127 and char not in "\"'=" or ord(char) > 160 and ord(char) not in UNPLAIN for char in key
    )
    return key if key and is_word else quote(key)


def inspect(value):
    """As a part of a list or a mapping; `value` prints JavaScript's words."""
    if isinstance(value, str):
        return quote(value)
    if isinstance(value, dict):
        return braced("{}", [f"{key_text(key)}: {inspect(item)}" for key, item in value.items()])
    if isinstance(value, (list, tuple)):
        return braced("[]", [inspect(item) for item in value])
    if isinstance(value, float) and value == 0 and math.copysign(1, value) < 0:
        return "-0"
    return f"{value}n" if getattr(value, "is_bigint", False) else str(value)


def braced(brackets, items):
    return f"{brackets[0]} {', '.join(items)} {brackets[1]}" if items else brackets


def message(msg, args):
    """`getMessage()`, where msg and args print JavaScript's words: it throws nothing, and drops no argument."""
    if not args and not is_nan(args):
        return str(msg)
    listed = args if isinstance(args, tuple) else (args,)
    if not isinstance(msg, str):
        return str(msg) + surplus(listed)
    if not isinstance(args, tuple):
        try:
            return msg % args
        except Exception:
            return f"{msg} [arguments: {args}]"
    if args and isinstance(args[0], dict) and "%(" in msg:
        try:
            return msg % args[0] + (surplus(args[1:]) if len(args) > 1 else "")
        except Exception:
            return f"{msg} [arguments: {', '.join(map(str, args))}]"
    for count in range(len(args) + 1):
        try:
            text = msg % args[:count]
        except Exception:
            continue
        return text + (surplus(args[count:]) if count < len(args) else "")
    return f"{msg} [arguments: {', '.join(map(str, args))}]"


def is_nan(value):
    return isinstance(value, float) and math.isnan(value)


def surplus(args):
    return f" [surplus: {', '.join(map(str, args))}]"
