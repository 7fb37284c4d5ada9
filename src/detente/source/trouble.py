"""What the system complains of when files are opened, said in our words."""

from __future__ import annotations

import contextlib
import errno
from collections.abc import Iterator

from detente.errors import InputError, MissingPath, NoPermission
from detente.source.objects import AnyPath


@contextlib.contextmanager
def told_apart(path: AnyPath) -> Iterator[None]:
    """Turn the system's errors into ours.

    Args:
        path: What is opened, for the message.

    Raises:
        InputError: What fits best: missing, forbidden, a folder, or what the system said.
    """
    try:
        yield
    except (FileNotFoundError, NotADirectoryError):
        raise MissingPath(f"There is no file or folder {path}.", "Check the path.") from None
    except PermissionError:
        raise NoPermission(f"{path} may not be read.", "Ask its owner, or change its permissions.") from None
    except IsADirectoryError:
        raise InputError(f"{path} is a folder.", "Give one of the files in it.") from None
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise MissingPath(f"{path} is a link that leads in a circle.", "Mend the link.") from None
        if error.errno == errno.ENAMETOOLONG:
            raise MissingPath(f"{str(path)[:80]}... is too long for a path.", "Check the path.") from None
        raise InputError(f"{path} cannot be read ({error.strerror or error}).", "Give a file.") from None
    except ValueError:
        raise MissingPath(f"{str(path)!r} is no path.", "Check the path.") from None
