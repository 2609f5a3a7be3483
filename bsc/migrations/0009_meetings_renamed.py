import pgtrigger.migrations
from django.db import migrations

TRACKED = ("insert_insert", "update_update", "delete_delete")
RENAMED = (("establishmentmeeting", "Meeting"), ("meetingdecision", "EstablishedScorecard"))

# A renamed table keeps the names of its indexes, which the next table of the old name would need.
RENAME_INDEXES = """
DO $$
DECLARE found record;
BEGIN
    FOR found IN
        SELECT indexname, old, new
        FROM pg_indexes, (VALUES
            ('bsc_establishmentmeeting', 'bsc_meeting'), ('bsc_meetingdecision', 'bsc_establishedscorecard')
        ) AS names (old, new)
        WHERE schemaname = 'public' AND tablename IN (new, new || 'event') AND starts_with(indexname, old)
    LOOP
        EXECUTE format(
            'ALTER INDEX %I RENAME TO %I', found.indexname, replace(found.indexname, found.old, found.new)
        );
    END LOOP;
END $$
"""


class Migration(migrations.Migration):
    """EstablishmentMeeting becomes Meeting, what it decided per scorecard EstablishedScorecard; rows stay."""

    dependencies = [("bsc", "0008_process_and_map")]

    operations = [
        *(
            pgtrigger.migrations.RemoveTrigger(model_name=old, name=name)
            for old, _new in RENAMED
            for name in TRACKED
        ),
        *(
            pgtrigger.migrations.RemoveTrigger(model_name=f"{old}event", name="append_only")
            for old, _new in RENAMED
        ),
        *(migrations.RenameModel(old, new) for old, new in RENAMED),
        *(migrations.RenameModel(f"{old}event", f"{new}Event") for old, new in RENAMED),
        migrations.RunSQL(RENAME_INDEXES, migrations.RunSQL.noop),
    ]
