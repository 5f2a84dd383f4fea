"""The stand-in's refusals in TSANet's two forms: a problem with its status, or HTTP 500 with no more than a message."""


class Refusal(Exception):
    def __init__(self, status: int, title: str, detail: str) -> None:
        super().__init__(detail)
        self.status, self.title, self.detail = status, title, detail


def unknown(what: str) -> Refusal:
    return Refusal(404, "Not Found", f"{what} not found.")


def wrong(detail: str) -> Refusal:
    return Refusal(400, "Bad Request", detail)


def not_now(detail: str) -> Refusal:
    return Refusal(409, "Conflict", detail)


def not_yours(detail: str) -> Refusal:
    return Refusal(403, "Forbidden", detail)
