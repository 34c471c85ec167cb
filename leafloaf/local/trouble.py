"""The one error a person at the terminal sees: a sentence that says what to do."""

import errno


class Trouble(Exception):
    """Something the person running the command can mend; its text is one clear sentence."""


def sentence_for(error: OSError) -> str:
    """Say in one sentence what an error of the operating system means here and what to do about it."""
    place = f" at {error.filename}" if error.filename else ""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"The disk is full{place}: free some space, or set LEAFLOAF_DATA_DIR to a folder on another disk."
    if error.errno in (errno.EACCES, errno.EPERM):
        return (
            f"No permission{place}: run the command as the user who owns the checkout, "
            "or set LEAFLOAF_DATA_DIR to a folder you may write."
        )
    if error.errno == errno.EROFS:
        return f"The disk is read-only{place}: set LEAFLOAF_DATA_DIR to a folder that can be written."
    if error.errno in (errno.EMFILE, errno.ENFILE):
        return "Too many open files: raise the limit with `ulimit -n 4096` and start again."
    return f"The system refused{place}: {error.strerror or error}."
