"""Addresses of realization."""

from django.urls import URLPattern, path

from realization.views import (
    change,
    closing,
    entry,
    objectives,
    overview,
    reopening,
    restricted,
    results,
    review,
    verification,
)

app_name = "realization"

#: A department's month: year, month and unit stand in the address.
MONTH = "months/<int:year>/<int:month>/<int:unit_id>/"
REQUEST = "months/requests/<int:pk>/"

urlpatterns: list[URLPattern] = [
    path("months/", overview.realization_list, name="realization-list"),
    path(MONTH, entry.realization_detail, name="realization-detail"),
    path(MONTH + "save/", entry.realization_save, name="realization-save"),
    path(MONTH + "autosave/", entry.realization_autosave, name="realization-autosave"),
    path(MONTH + "send/", entry.realization_submit, name="realization-submit"),
    path(MONTH + "verify/", verification.verification_detail, name="verification-detail"),
    path(MONTH + "verify/decide/", verification.verification_decide, name="verification-decide"),
    path(MONTH + "reopen/", reopening.reopening_create, name="reopening-create"),
    path(MONTH + "correct/", reopening.realization_correct, name="realization-correct"),
    path(REQUEST, reopening.reopening_detail, name="reopening-detail"),
    path(REQUEST + "<slug:name>/", reopening.reopening_transition, name="reopening-transition"),
    path("months/<int:year>/<int:month>/open/", closing.month_open, name="month-open"),
    path("months/<int:year>/<int:month>/close/", closing.month_close, name="month-close"),
    path("results/", results.results_overview, name="results-overview"),
    path("results/<int:pk>/", results.results_scorecard, name="results-scorecard"),
    path("results/<int:pk>/map/", objectives.map_results, name="map-results"),
    path("results/<int:pk>/kpis/<int:kpi_pk>/", results.results_kpi, name="results-kpi"),
    path("results/changes/<int:pk>/", change.change_effect, name="change-effect"),
    path("restricted/", restricted.release_list, name="release-list"),
    path("restricted/<int:year>/release/", restricted.release_create, name="release-create"),
    path("restricted/<int:year>/withdraw/", restricted.release_withdraw, name="release-withdraw"),
    path("restricted/access/", restricted.grant_list, name="grant-list"),
    path("restricted/access/<int:pk>/end/", restricted.grant_end, name="grant-end"),
    path("restricted/openings/", restricted.opening_list, name="opening-list"),
    path("restricted/openings/excel/", restricted.opening_export, name="opening-export"),
    path("results/bundles/<int:pk>/", change.bundle_effect, name="bundle-effect"),
    path("review/", review.review_detail, name="review-detail"),
    path("review/request/", review.review_request, name="review-request"),
]
