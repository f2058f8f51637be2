"""Long texts in parts that Telegram takes. It counts UTF-16 units, so an emoji is two."""

LIMIT = 4096


def pieces(text: str, limit: int = LIMIT) -> list[str]:
    """Cut after a paragraph, else a line, else a sentence; parts of nothing but blanks are left out."""
    parts = []
    while _units(text) > limit:
        cut = _cut(text, limit)
        parts.append(text[:cut].rstrip())
        text = text[cut:].lstrip("\n")
    return [part for part in [*parts, text] if part.strip()]


def _cut(text: str, limit: int) -> int:
    head = text.encode("utf-16-le")[: limit * 2].decode("utf-16-le", "ignore")
    for ends in ("\n\n", "\n", "。！？", "，；"):
        last = max(head.rfind(end) + len(end) for end in ([ends] if "\n" in ends else ends))
        if last > len(head) // 2:
            return last
    return len(head)


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
