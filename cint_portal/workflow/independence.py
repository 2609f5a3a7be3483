"""The database's own refusal of a decision by one of its authors (T6), behind the machine's check."""

import pgtrigger


def authors_do_not_decide(table: str, machine: str, transitions: tuple[str, ...]) -> pgtrigger.Trigger:
    """Trigger on the transition log: no line of an independent transition names an author of the version.

    `table` holds the machine's objects. An app declares it on a proxy of TransitionLog, beside its models.
    """
    return pgtrigger.Trigger(
        name=f"independent_{machine}",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert,
        condition=pgtrigger.Q(new__machine=machine, new__transition__in=transitions),
        func=f"""
            IF EXISTS (
                SELECT 1 FROM {table} WHERE id = NEW.object_id AND NEW.actor_id = ANY(contributors)
            ) THEN
                RAISE EXCEPTION 'independent: an author of this version may not decide on it'
                    USING ERRCODE = 'check_violation';
            END IF;
            RETURN NEW;
        """,  # noqa: S608 (names of this code)
    )
