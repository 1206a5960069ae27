"""The contracts between the product and everything it does not control: stores, clocks, chance, keys."""

from sync.ports.documents import (
    DEFAULT_REVS_LIMIT,
    Also,
    Attachment,
    Change,
    ChangesPage,
    DatabaseInfo,
    DatabaseSettings,
    DocumentStore,
    Json,
    MissingRevisions,
    Seq,
    Write,
    Written,
)
from sync.ports.machine import Clock, IdSource, PasswordHasher, Signer
from sync.ports.push import PushAnswer, PushSender
from sync.ports.read_model import Fact, Gone, MeetingFacts, PaperFacts, ReadModel, ReceiptFacts

__all__ = [
    "DEFAULT_REVS_LIMIT", "Also", "Attachment", "Change", "ChangesPage", "Clock", "DatabaseInfo", "DatabaseSettings", "DocumentStore",
    "Fact", "Gone", "IdSource", "Json", "MeetingFacts", "MissingRevisions", "PaperFacts", "PasswordHasher", "PushAnswer",
    "PushSender", "ReadModel", "ReceiptFacts", "Seq", "Signer", "Write", "Written",
]  # fmt: skip
