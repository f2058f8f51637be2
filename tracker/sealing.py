"""Keys of the house: encryption of contacts, hashes for finding what must not be read, derived tokens.

One secret (``HUIYIN_SECRET_KEY``) makes them all, each for its own purpose (HKDF, RFC 5869).
"""

import base64
import hashlib
import hmac
import secrets

from cryptography.fernet import Fernet
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

# No 0/O, 1/I/L: read out over the phone without doubt.
CODE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
CODE_LENGTH = 8


class Seals:
    def __init__(self, secret: str) -> None:
        self._secret = secret.encode()
        self._fernet = Fernet(base64.urlsafe_b64encode(self._derive("contacts")))

    def _derive(self, purpose: str) -> bytes:
        return HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=purpose.encode()).derive(self._secret)

    def seal(self, plain: str) -> str:
        return self._fernet.encrypt(plain.encode()).decode()

    def open(self, sealed: str) -> str:
        return self._fernet.decrypt(sealed.encode()).decode()

    def mark(self, purpose: str, value: str) -> str:
        """A keyed hash: equal values give equal marks, and nobody without the secret can tell which."""
        return hmac.new(self._derive(purpose), value.encode(), hashlib.sha256).hexdigest()

    def query_code(self, filing_key: str) -> str:
        """The code of one filing, the same whenever the same filing is repeated; about 39 bits."""
        digest = hmac.new(self._derive("query-code"), filing_key.encode(), hashlib.sha256).digest()
        number = int.from_bytes(digest, "big")
        letters = []
        for _ in range(CODE_LENGTH):
            number, index = divmod(number, len(CODE_ALPHABET))
            letters.append(CODE_ALPHABET[index])
        return "".join(letters)

    def service_token(self, name: str) -> str:
        """What the bot shows to the tracker: both know the secret, so nothing has to be set up."""
        return f"{name}.{self.mark('service-token', name)}"


def new_token() -> str:
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    """For tokens with enough entropy of their own, so that the table alone opens nothing."""
    return hashlib.sha256(token.encode()).hexdigest()
