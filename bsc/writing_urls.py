"""Addresses of what a scorecard is made of beside its KPIs: perspectives, programmes, measures."""

from django.urls import path

from bsc.views import figure_class, measure, objective, perspective

WRITING = [
    path(
        "scorecards/<int:pk>/perspectives/", perspective.scorecard_perspectives, name="scorecard-perspectives"
    ),
    path("scorecards/<int:pk>/motto/", perspective.year_motto, name="year-motto"),
    path("scorecards/objectives/<int:pk>/", objective.objective_detail, name="objective-detail"),
    path("scorecards/activities/<int:pk>/progress/", objective.activity_progress, name="activity-progress"),
    path("measures/<int:pk>/", measure.measure_detail, name="measure-detail"),
    path("measures/<int:pk>/class/", figure_class.figure_class_edit, name="figure-class-edit"),
]
