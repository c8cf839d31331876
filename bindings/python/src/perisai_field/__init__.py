"""The device core of Perisai Field: an encrypted offline store, its rules, and the exchange with a branch.

``Field`` is the entry point. What the outside provides (a transport, a key vault, a signer, a clock) are classes of your
own that inherit from ``Transport``, ``KeyVault``, ``Signer`` and ``Clock``. Every call blocks.

Dates and months are text (``1990-01-05``, ``2026-06``), moments are milliseconds since 1970 UTC, money is whole rupiah.
A native object is released when its last reference goes; ``Field.shutdown`` closes the store at once.
"""

from .http_transport import HttpTransport
from .perisai_bindings import *  # noqa: F403
from .perisai_bindings import __all__ as _calls
from .perisai_core import *  # noqa: F403
from .perisai_core import __all__ as _values

# Each generated module has an InternalError of its own; neither is met but by a defect.
__all__ = sorted({"HttpTransport", *_calls, *_values} - {"InternalError"})
