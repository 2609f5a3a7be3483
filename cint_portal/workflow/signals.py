"""The kernel's events: downstream apps may react to what they care for."""

from django.dispatch import Signal

#: Sent inside the transaction with `log` (TransitionLog), `obj` and `actor`; `sender` is the model class.
transition_performed = Signal()
#: A task was settled that moves no document (an answer, a signature): `obj`, `actor`, `at`.
task_settled = Signal()
