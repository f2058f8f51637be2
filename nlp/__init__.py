"""Chinese complaint text in, an explained :class:`Understanding` out."""

from nlp.understand import understand
from nlp.understanding import Understanding

__all__ = ["Understanding", "understand"]
