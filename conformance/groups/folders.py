"""Folders of files: made for a case, read byte for byte, and thrown away."""

import os
import tempfile


class Folder:
    def __init__(self, files):
        self._made = tempfile.TemporaryDirectory()
        self.path = os.path.realpath(self._made.name)
        for name, content in files:
            with open(self.join(name), "wb") as file:
                file.write(content.encode("latin-1"))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._made.cleanup()

    def join(self, name):
        return os.path.join(self.path, name)

    def content(self):
        """Each file with its bytes as characters, in the order of the names."""
        found = {}
        for name in sorted(os.listdir(self.path)):
            with open(self.join(name), "rb") as file:
                found[name] = file.read().decode("latin-1")
        return found


def keep_end(name):
    return name + ".old"


def number_first(name):
    """app.log.1 becomes app.1.log."""
    folder, base = os.path.split(name)
    stem, end, number = base.split(".", 2)
    return os.path.join(folder, f"{stem}.{number}.{end}")


def move(source, dest):
    os.rename(source, dest)


def shout(source, dest):
    """Moves the file in capitals: rotators compress, usually."""
    with open(source, "rb") as file:
        content = file.read()
    with open(dest, "wb") as file:
        file.write(content.upper())
    os.remove(source)


NAMERS = {"end": keep_end, "number": number_first}
ROTATORS = {"move": move, "shout": shout}
