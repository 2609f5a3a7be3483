"""What lies behind the KPIs of a demo scorecard: its process analysis and its strategy map."""

from bsc.models import Objective, Scorecard
from bsc.services.process import RowDraft, link_objectives, write_process
from bsc.services.strategy_map import add_arrow
from cint_portal.demo.data.maps import MAPS, PROCESSES
from cint_portal.organization.models import User


def draw_map(scorecard: Scorecard, author: User) -> None:
    """Write the unit's analysis and draw its arrows, where the sources give them."""
    code = scorecard.unit.code
    own = Objective.objects.filter(perspective__scorecard=scorecard)
    keys = {row.name: row.pk for row in own}
    rows = PROCESSES.get(code, ())
    if rows:
        drafts = [RowDraft(output, customer, wish) for output, customer, wish, _follow in rows]
        write_process(scorecard=scorecard, rows=drafts, actor=author)
    written = zip(scorecard.process_rows.all(), rows, strict=True) if rows else ()
    for row, (_output, _customer, _wish, follow) in written:
        link_objectives(row=row, objectives=[keys[name] for name in follow], actor=author)
    for cause, effect in MAPS.get(code, ()):
        add_arrow(scorecard=scorecard, cause=keys[cause], effect=keys[effect], actor=author)
