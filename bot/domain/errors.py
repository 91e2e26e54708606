"""Errors that carry their own sentence for the person who asked."""

from __future__ import annotations


class BotError(Exception):
    """Something that a person can be told.

    `code` names the error for programs (`photo_too_big`), `reply` is one sentence for a shop's
    team that says what is wrong and what to do, `detail` is for the log only.
    """

    def __init__(self, code: str, reply: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail or reply}")
        self.code = code
        self.reply = reply
        self.detail = detail

    def __reduce__(self) -> tuple[type[BotError], tuple[str, str, str]]:
        return type(self), (self.code, self.reply, self.detail)


class UsageError(BotError):
    """The person asked for something that cannot be done as asked."""


class Refusal(UsageError):
    """A rule of the operator, of a server or of an owner forbids it; `code` names the rule. Each
    one that somebody meets is written to the audit log."""


class PhotoError(BotError):
    """A file from outside is not a photo that can be edited."""


class ConfigError(BotError):
    """A file under `config/` is wrong; the sentence names file, key and value."""


class ModelError(BotError):
    """A model is missing, broken or not allowed."""


class RenderError(BotError):
    """An accepted job could not be rendered."""


class LedgerError(BotError):
    """The ledger cannot be read or written: locked, damaged, or its disk is full."""


class JobCancelled(BotError):
    """The job was cancelled; not a failure."""

    def __init__(
        self, code: str = "cancelled", reply: str = "This edit was cancelled.", detail: str = ""
    ) -> None:
        super().__init__(code, reply, detail)
