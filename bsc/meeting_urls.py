"""Addresses of meetings, their minutes and the Wrapping Commitment (7.1.18–7.1.19)."""

from django.urls import path

from bsc.views import commitment, meeting, minutes

MEETINGS = [
    path("meetings/", meeting.meeting_list, name="meeting-list"),
    path("meetings/create/", meeting.meeting_create, name="meeting-create"),
    path("meetings/<int:pk>/", meeting.meeting_detail, name="meeting-detail"),
    path("meetings/<int:pk>/edit/", meeting.meeting_edit, name="meeting-edit"),
    path("meetings/<int:pk>/invite/", meeting.meeting_invite, name="meeting-invite"),
    path("meetings/<int:pk>/cancel/", meeting.meeting_cancel, name="meeting-cancel"),
    path("meetings/<int:pk>/calendar/", meeting.meeting_calendar, name="meeting-calendar"),
    path("meetings/<int:pk>/attendance/", minutes.meeting_attendance, name="meeting-attendance"),
    path("meetings/<int:pk>/minutes/", minutes.meeting_minutes, name="meeting-minutes"),
    path("meetings/<int:pk>/issue/", minutes.meeting_issue, name="meeting-issue"),
    path("meetings/<int:pk>/scan/", minutes.meeting_scan, name="meeting-scan"),
    path("meetings/<int:pk>/pdf/", minutes.meeting_request, name="meeting-request"),
    path("meetings/scans/<int:pk>/", minutes.meeting_scan_file, name="meeting-scan-file"),
    path("meetings/decisions/<int:pk>/", minutes.meeting_decision_detail, name="meeting-decision-detail"),
    path(
        "meetings/decisions/<int:pk>/<slug:name>/",
        minutes.meeting_decision_transition,
        name="meeting-decision-transition",
    ),
    path("commitments/<int:pk>/", commitment.commitment_detail, name="commitment-detail"),
    path("commitments/<int:pk>/sign/", commitment.commitment_sign, name="commitment-sign"),
    path("commitments/<int:pk>/scan/", commitment.commitment_scan, name="commitment-scan"),
    path("commitments/<int:pk>/renew/", commitment.commitment_renew, name="commitment-renew"),
    path("commitments/<int:pk>/pdf/", commitment.commitment_request, name="commitment-request"),
    path("commitments/scans/<int:pk>/", commitment.commitment_mark, name="commitment-mark"),
    path("commitments/scans/<int:pk>/file/", commitment.commitment_scan_file, name="commitment-scan-file"),
    path("commitments/signatures/<int:pk>/unmark/", commitment.commitment_unmark, name="commitment-unmark"),
]
