"""A real signer with a key that is the same in every run."""

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey


class CountingSigner:
    """Obeys `sync.ports.Signer`; counts what it signed."""

    def __init__(self) -> None:
        self.key = Ed25519PrivateKey.from_private_bytes(b"s" * 32)
        self.signed = 0

    @property
    def key_id(self) -> str:
        return "test"

    def sign(self, message: bytes) -> bytes:
        self.signed += 1
        return self.key.sign(message)
