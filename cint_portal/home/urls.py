"""Addresses of the shell: start page, tasks, calendar, notices, search."""

from django.urls import URLPattern, path

from cint_portal.home.views import calendar, notices, search, shell, start

urlpatterns: list[URLPattern] = [
    path("", start.home, name="home"),
    path("tasks/", start.task_list, name="task-list"),
    path("late/", start.late_list, name="late-list"),
    path("kpis/", start.kpi_list, name="kpi-list"),
    path("notices/", notices.notice_list, name="notice-list"),
    path("notices/read/", notices.notice_read_all, name="notice-read-all"),
    path("notices/<int:pk>/open/", notices.notice_open, name="notice-open"),
    path("notices/<int:pk>/mark/", notices.notice_mark, name="notice-mark"),
    path("language/", shell.language_switch, name="language-switch"),
    path("alive/", shell.alive, name="alive"),
    path("search/", search.search, name="search"),
    path("calendar/", calendar.calendar_detail, name="calendar-detail"),
    path("calendar/<int:year>/<int:month>/", calendar.calendar_detail, name="calendar-month"),
    path("calendar/address/", calendar.calendar_address, name="calendar-address"),
    path("calendar/address/renew/", calendar.calendar_address_renew, name="calendar-address-renew"),
    path("calendar/address/revoke/", calendar.calendar_address_revoke, name="calendar-address-revoke"),
    path("calendar/feed/<str:secret>.ics", calendar.calendar_feed, name="calendar-feed"),
]
