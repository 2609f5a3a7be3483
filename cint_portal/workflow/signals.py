"""The kernel's one event: downstream apps may react to a transition they care for."""

from django.dispatch import Signal

#: Sent inside the transaction with `log` (TransitionLog), `obj` and `actor`; `sender` is the model class.
transition_performed = Signal()
