"""Chinese complaint text in, an explained :class:`Understanding` out; ``mask`` alone hides personal data;
``read_from`` names the folder of the operator's own tables and of what was learned.
"""

from nlp.understand import mask, read_from, understand
from nlp.understanding import Understanding

__all__ = ["Understanding", "mask", "read_from", "understand"]
