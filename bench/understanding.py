"""What it costs to understand a text, against cutting the same text into words."""

import logging
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec

import jieba  # type: ignore[import-untyped]

from bench.ratios import Ratio, Wrong, times_as_long
from bench.sizes import Sizes
from bench.twins import letters
from nlp.reading import Reader
from nlp.tokens import Tokens
from nlp.understand import Engine
from nlp.whole_words import whole_words

_TEXTS = 100
_LONGER = 10
_START = "import jieba; jieba.setLogLevel(60); jieba.lcut('路灯坏了')"
_ANSWER = "from nlp import understand; understand('路灯坏了')"
# The kernel's own figure of this process: what getrusage tells of a child may be its parent's.
_MEMORY = "\nfor line in open('/proc/self/status'):\n  if line.startswith('VmHWM'): print(line.split()[1])"


def measure(sizes: Sizes) -> Iterator[Ratio]:
    jieba.setLogLevel(logging.WARNING)
    texts = letters(_TEXTS)
    shipped = Engine.load()
    for name, fast in (("jieba", False), ("rjieba", True))[: 1 + (find_spec("rjieba") is not None)]:
        tokens = Tokens(whole_words(None), fast=fast)
        engine = shipped.reading_with(Reader(tokens, shipped.reader.shelf))
        times = times_as_long(
            lambda engine=engine: [engine.understand(text) for text in texts],  # type: ignore[misc]
            lambda: [jieba.lcut(text) for text in texts],
            repeats=sizes.repeats,
        )
        yield Ratio("–", f"understand, words cut by {name}", "jieba.lcut of the same texts", times)
    long = "".join(texts)[: 20 * sizes.turns]
    slope = times_as_long(
        lambda: shipped.understand(long * _LONGER), lambda: shipped.understand(long), repeats=sizes.repeats
    )
    yield Ratio("–", f"understand, {_LONGER} times the text", "once the text", slope)
    yield Ratio("–", "import and first answer", "jieba's", _starting(sizes))
    yield Ratio("–", "memory after the first answer", "jieba's", _memory(_ANSWER) / _memory(_START))


def _starting(sizes: Sizes) -> float:
    return times_as_long(lambda: _run(_ANSWER), lambda: _run(_START), repeats=min(3, sizes.repeats))


def _memory(code: str) -> float:
    """Over the bare interpreter."""
    return float(_run(code + _MEMORY)) - float(_run("pass" + _MEMORY))


def _run(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    if done.returncode:
        raise Wrong(done.stderr)
    return done.stdout
