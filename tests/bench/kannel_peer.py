"""Debian's Kannel answering by itself."""


def installed():
    return False
