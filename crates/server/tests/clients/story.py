"""How a client's program speaks with the story that started it: a line of JSON each way, over the standard streams."""

import json


def ask(**what):
    """Asks for something that is not a client's to do: open=url, register=jwks. The answer."""
    print(json.dumps(what), flush=True)
    return json.loads(input())


def did(what):
    """What has been done and found good."""
    print(json.dumps({"did": what}), flush=True)


def refused(attempt, code):
    """That something is refused with this code."""
    try:
        attempt()
    except Exception as error:
        assert getattr(error, "error", None) == code, f"refused otherwise: {error!r}"
    else:
        raise AssertionError("was not refused")


# Where the server is, and who the client is.
given = json.loads(input())
