"""Pure: who signs the Wrapping Commitment unless a year says otherwise (4.7; owner's default)."""

from typing import Final

#: Capacity → part; codes of `bsc.models.commitment`.
SHIPPED: Final = {
    "president": "sign",
    "director": "sign",
    "manager": "sign",
    "second_layer": "acknowledge",
}
