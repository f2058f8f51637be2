"""The people who hold the telephones."""

from bot.emulated.state import JSON, Cloud, Sent


class Person:
    """A private chat. What the person does is an update at once; what they read is waited for."""

    def __init__(self, cloud: Cloud, chat: int, name: str) -> None:
        self.chat = chat
        self._cloud = cloud
        self._user: JSON = {"id": chat, "is_bot": False, "first_name": name, "language_code": "zh-hans"}
        self._read = 0
        self._last: JSON = {}
        cloud.known.add(chat)

    def text(self, words: str) -> int:
        """The update's id, as for everything the person does."""
        return self._write(text=words)

    def edit(self, words: str) -> int:
        """Changes the last message written."""
        message = self._last | {"text": words, "edit_date": self._cloud.timestamp()}
        return self._cloud.post("edited_message", message)

    def photo(self, data: bytes, caption: str = "", *, album: str | None = None) -> int:
        file_id = self._cloud.store(data, "photos/{id}.jpg")
        small = _file(file_id + "-small", 900) | {"width": 90, "height": 60}
        large = _file(file_id, len(data)) | {"width": 1200, "height": 800}
        extra = {"caption": caption} if caption else {}
        grouped = {"media_group_id": album} if album else {}
        return self._write(photo=[small, large], **extra, **grouped)

    def document(self, data: bytes, name: str) -> int:
        file_id = self._cloud.store(data, "documents/{id}")
        return self._write(document=_file(file_id, len(data)) | {"file_name": name})

    def video(self) -> int:
        return self._write(video=_file("video", 5000) | {"width": 640, "height": 480, "duration": 3})

    def voice(self) -> int:
        return self._write(voice=_file("voice", 5000) | {"duration": 3})

    def sticker(self) -> int:
        shape = {"width": 512, "height": 512, "is_animated": False, "is_video": False, "type": "regular"}
        return self._write(sticker=_file("sticker", 5000) | shape)

    def location(self, latitude: float, longitude: float) -> int:
        return self._write(location={"latitude": latitude, "longitude": longitude})

    def press(self, button: str) -> int:
        """Presses a button by its label or data, on the newest message that has it now."""
        for message in reversed(self._cloud.chats[self.chat]):
            for label, data in message.buttons:
                if button in {label, data}:
                    return self._press(message, data)
        seen = [label for message in self._cloud.chats[self.chat] for label, _ in message.buttons]
        raise LookupError(f"no button {button!r} among {seen}")

    def block(self) -> None:
        self._cloud.blocked.add(self.chat)

    def unblock(self) -> None:
        self._cloud.blocked.discard(self.chat)

    @property
    def messages(self) -> list[Sent]:
        """Everything the bot has sent here, as it looks now."""
        return list(self._cloud.chats[self.chat])

    async def hears(self, count: int = 1, *, timeout: float = 10) -> list[Sent]:
        """The messages not read yet, as soon as there are ``count``; fewer when the time runs out."""
        inbox = self._cloud.chats[self.chat]
        await self._cloud.until(lambda: len(inbox) >= self._read + count, timeout=timeout)
        fresh = inbox[self._read :]
        self._read = len(inbox)
        return fresh

    def _write(self, **content: object) -> int:
        self._last = {
            "message_id": self._cloud.next_id(),
            "date": self._cloud.timestamp(),
            "chat": {"id": self.chat, "type": "private", "first_name": self._user["first_name"]},
            "from": self._user,
            **content,
        }
        return self._cloud.post("message", self._last)

    def _press(self, message: Sent, data: str) -> int:
        query = f"query-{self._cloud.next_id()}"
        self._cloud.queries[query] = False
        return self._cloud.post(
            "callback_query",
            {
                "id": query,
                "from": self._user,
                "chat_instance": str(self.chat),
                "data": data,
                "message": {
                    "message_id": message.message_id,
                    "date": self._cloud.timestamp(),
                    "chat": {"id": self.chat, "type": "private"},
                    "text": message.text,
                },
            },
        )


class Group:
    """A group the bot was added to."""

    def __init__(self, cloud: Cloud, chat: int, title: str) -> None:
        self.chat = chat
        self._cloud = cloud
        self._place: JSON = {"id": chat, "type": "supergroup", "title": title}
        cloud.known.add(chat)

    def text(self, user: int, words: str) -> int:
        return self._cloud.post(
            "message",
            {
                "message_id": self._cloud.next_id(),
                "date": self._cloud.timestamp(),
                "chat": self._place,
                "from": {"id": user, "is_bot": False, "first_name": "群友"},
                "text": words,
            },
        )

    @property
    def messages(self) -> list[Sent]:
        return list(self._cloud.chats[self.chat])


def _file(file_id: str, size: int) -> JSON:
    return {"file_id": file_id, "file_unique_id": file_id, "file_size": size}
