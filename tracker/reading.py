"""The one file of the tracker that reads Chinese: masking what an officer need not know."""

from nlp import mask


def masked(text: str) -> str:
    """The citizen's words with phone numbers, identity numbers, plates and names hidden, sign for sign."""
    return mask(text)
