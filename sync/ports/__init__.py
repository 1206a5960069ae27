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
from sync.ports.read_model import (
    AssignmentFacts,
    Fact,
    Gone,
    LostPoints,
    MeetingFacts,
    OwedRow,
    PaperFacts,
    PhoneFacts,
    PlannedVisit,
    ReadModel,
    ReceiptFacts,
    ReceivedRow,
    RecordFacts,
    ReviewFacts,
    SheetFacts,
    Turn,
    UnitStanding,
    WorkspaceFacts,
)

__all__ = [
    "DEFAULT_REVS_LIMIT", "Also", "AssignmentFacts", "Attachment", "Change", "ChangesPage", "Clock", "DatabaseInfo", "DatabaseSettings",
    "DocumentStore", "Fact", "Gone", "IdSource", "Json", "LostPoints", "MeetingFacts", "MissingRevisions", "OwedRow", "PaperFacts",
    "PasswordHasher", "PhoneFacts", "PlannedVisit", "PushAnswer", "PushSender", "ReadModel", "ReceiptFacts", "ReceivedRow", "RecordFacts", "ReviewFacts", "Seq",
    "SheetFacts", "Signer", "Turn", "UnitStanding", "WorkspaceFacts", "Write", "Written",
]  # fmt: skip
