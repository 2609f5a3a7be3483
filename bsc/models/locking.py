"""Triggers that keep decided content as it was decided (T4): the database's own guard behind the services.

A scorecard in one of the locked states, its rows and the measures it weighs refuse every change; what stays
possible is the next transition, and the change that the board approved while its Adendum is being applied: a
request is `approved` only inside that transaction. No code may ignore these triggers.
"""

import pgtrigger

#: The board has approved: from here on the content is what was signed.
LOCKED = ("approved", "established", "under_change")
#: With what employee and superior agreed on, which nothing changes any more.
_LOCKED = (*LOCKED, "agreed")
_STATES = ", ".join(f"'{state}'" for state in _LOCKED)

#: An Adendum of the scorecard is being applied.
_APPLYING = "EXISTS (SELECT 1 FROM bsc_changerequest c WHERE c.scorecard_id = s.id AND c.status = 'approved')"

#: From a row to its scorecard `s`; `{key}` is what of the row is known.
OF_PERSPECTIVE = "bsc_scorecard s WHERE s.id IN ({key})"
OF_OBJECTIVE = (
    "bsc_scorecard s JOIN bsc_scorecardperspective p ON p.scorecard_id = s.id WHERE p.id IN ({key})"
)
OF_KPI = (
    "bsc_scorecard s JOIN bsc_scorecardperspective p ON p.scorecard_id = s.id"
    " JOIN bsc_objective o ON o.perspective_id = p.id WHERE o.id IN ({key})"
)
#: Of a row that belongs to a KPI, and of a measure: locked as soon as one scorecard that weighs it is.
_KPIS = (
    "bsc_scorecard s JOIN bsc_scorecardperspective p ON p.scorecard_id = s.id"
    " JOIN bsc_objective o ON o.perspective_id = p.id JOIN bsc_kpi k ON k.objective_id = o.id"
)
OF_INITIATIVE = _KPIS + " WHERE k.id IN ({key})"
OF_MEASURE = _KPIS + " WHERE k.measure_id IN ({key})"


def locked_with(scorecards: str, column: str) -> pgtrigger.Trigger:
    """Refuse to add, change or delete a row while one of its `scorecards`, reached by `column`, is locked."""
    found = scorecards.format(key=f"OLD.{column}, NEW.{column}")
    return pgtrigger.Trigger(
        name="locked",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        func=f"""
            IF TG_OP = 'UPDATE' AND NEW IS NOT DISTINCT FROM OLD THEN RETURN NEW; END IF;
            IF EXISTS (SELECT 1 FROM {found} AND s.status IN ({_STATES}))
                AND NOT EXISTS (SELECT 1 FROM {found} AND {_APPLYING})
            THEN
                RAISE EXCEPTION 'locked: % belongs to a decided scorecard', TG_TABLE_NAME
                    USING ERRCODE = 'check_violation';
            END IF;
            IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
            RETURN NEW;
        """,  # noqa: S608 (constants of this module)
    )


def locked_scorecard() -> pgtrigger.Trigger:
    """The scorecard's own row: after the decision only its status moves on, never back to a draft.

    Revision and effective date are written once, with the establishment; an Adendum that is being applied in
    the same year raises the revision by one.
    """
    return pgtrigger.Trigger(
        name="locked",
        when=pgtrigger.Before,
        operation=pgtrigger.Update | pgtrigger.Delete,
        condition=pgtrigger.Q(old__status__in=_LOCKED),
        func=f"""
            IF TG_OP = 'UPDATE'
                AND (NEW.cycle_id, NEW.unit_id, NEW.weighting, NEW.total_bands)
                    = (OLD.cycle_id, OLD.unit_id, OLD.weighting, OLD.total_bands)
                AND NEW.employee_id IS NOT DISTINCT FROM OLD.employee_id
                AND NEW.status IN ({_STATES})
                AND (NEW.status <> 'approved' OR OLD.status = 'approved')
                AND (OLD.status = 'approved'
                    OR (NEW.revision, NEW.effective_from)
                        IS NOT DISTINCT FROM (OLD.revision, OLD.effective_from)
                    OR (NEW.revision, NEW.effective_from) = (OLD.revision + 1, OLD.effective_from)
                        AND EXISTS (
                            SELECT 1 FROM bsc_changerequest c JOIN bsc_scorecard s ON s.id = c.scorecard_id
                            WHERE s.cycle_id = NEW.cycle_id AND c.status = 'approved'
                        ))
            THEN RETURN NEW; END IF;
            RAISE EXCEPTION 'locked: this scorecard was decided' USING ERRCODE = 'check_violation';
        """,  # noqa: S608 (constants of this module)
    )
