"""Errors as the API words them: a status, a code, a message and, for forms, each wrong field."""

from __future__ import annotations

from typing import NamedTuple

from bot.sandbox.wire import Json

FieldPath = tuple[str | int, ...]


class Fault(NamedTuple):
    """One kind of error answer. Codes: Discord's "Opcodes and Status Codes"."""

    status: int
    code: int
    message: str


NOT_FOUND = Fault(404, 0, "404: Not Found")
UNAUTHORIZED = Fault(401, 0, "401: Unauthorized")
UNKNOWN_CHANNEL = Fault(404, 10003, "Unknown Channel")
UNKNOWN_GUILD = Fault(404, 10004, "Unknown Guild")
UNKNOWN_MEMBER = Fault(404, 10007, "Unknown Member")
UNKNOWN_MESSAGE = Fault(404, 10008, "Unknown Message")
UNKNOWN_USER = Fault(404, 10013, "Unknown User")
UNKNOWN_WEBHOOK = Fault(404, 10015, "Unknown Webhook")
UNKNOWN_INTERACTION = Fault(404, 10062, "Unknown interaction")
TOO_LARGE = Fault(413, 40005, "Request entity too large")
ALREADY_ACKNOWLEDGED = Fault(400, 40060, "Interaction has already been acknowledged.")
MISSING_ACCESS = Fault(403, 50001, "Missing Access")
NOT_THE_AUTHOR = Fault(403, 50005, "Cannot edit a message authored by another user")
EMPTY_MESSAGE = Fault(400, 50006, "Cannot send an empty message")
INVALID_WEBHOOK_TOKEN = Fault(401, 50027, "Invalid Webhook Token")
INVALID_RECIPIENT = Fault(400, 50033, "Invalid Recipient(s)")
INVALID_FORM = Fault(400, 50035, "Invalid Form Body")
INVALID_JSON = Fault(400, 50109, "The request body contains invalid JSON.")


class ApiError(Exception):
    """An error answer to the bot."""

    def __init__(self, fault: Fault, errors: Json | None = None) -> None:
        super().__init__(
            f"{fault.status} (code {fault.code}): {fault.message} {errors or ''}".strip()
        )
        self.fault = fault
        self.errors = errors

    def body(self) -> Json:
        """`{"code", "message"}` and, for a form, `"errors"`."""
        body: Json = {"code": self.fault.code, "message": self.fault.message}
        if self.errors:
            body["errors"] = self.errors
        return body


class Form:
    """Collects everything that is wrong with one body, then refuses it as a whole (50035)."""

    def __init__(self, *base: str | int) -> None:
        self._base = base
        self._tree: Json = {}

    def wrong(self, path: FieldPath, code: str, message: str) -> None:
        """Note one complaint about the field at `path`."""
        node = self._tree
        for part in (*self._base, *path):
            node = node.setdefault(str(part), {})
        node.setdefault("_errors", []).append({"code": code, "message": message})

    def length(self, holder: Json, key: str, path: FieldPath, low: int, high: int) -> None:
        """Check the length of a text or list at `holder[key]`; a minimum of 1 makes it required."""
        value = holder.get(key)
        if value is None:
            if low:
                self.wrong((*path, key), "BASE_TYPE_REQUIRED", "This field is required")
        elif not isinstance(value, str | list):
            self.wrong((*path, key), "BASE_TYPE_INVALID", "A text or a list is needed here.")
        elif not low <= len(value) <= high:
            self.wrong(
                (*path, key),
                "BASE_TYPE_BAD_LENGTH",
                f"Must be between {low} and {high} in length.",
            )

    def refusal(self, path: FieldPath, code: str, message: str) -> ApiError:
        """Note one last complaint; gives the error to raise."""
        self.wrong(path, code, message)
        return ApiError(INVALID_FORM, self._tree)

    def settle(self) -> None:
        """Raise ApiError if anything was wrong."""
        if self._tree:
            raise ApiError(INVALID_FORM, self._tree)
