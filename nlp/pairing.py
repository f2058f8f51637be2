"""Which long text a short one belongs to. Needs scikit-learn (the dev group)."""

from collections.abc import Sequence

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer

_AT_ONCE = 500


def nearest(short: Sequence[str], long: Sequence[str]) -> list[int]:
    """For each of ``short`` the place in ``long`` of the text that shares most of its pairs of signs."""
    counter = TfidfVectorizer(analyzer="char", ngram_range=(2, 2))
    there = counter.fit_transform(long).T.tocsr()
    here = counter.transform(short)
    return [
        int(best)
        for start in range(0, len(short), _AT_ONCE)
        for best in np.asarray((here[start : start + _AT_ONCE] @ there).argmax(axis=1)).ravel()
    ]
