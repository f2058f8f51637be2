"""Chinese complaint text in, an explained :class:`Understanding` out; ``mask`` alone hides personal data."""

from nlp.understand import mask, understand
from nlp.understanding import Understanding

__all__ = ["Understanding", "mask", "understand"]
