"""The screens and their addresses."""

from django.contrib.auth import views as auth
from django.urls import path

from targets.web.account import views as account
from targets.web.account import views as arriving
from targets.web.account import views_delays as delays
from targets.web.account import views_health as health
from targets.web.account import views_tokens as tokens
from targets.web.briefing import views as briefing
from targets.web.briefing import views_editing as briefing_editing
from targets.web.briefing import views_issuing as briefing_issuing
from targets.web.briefing import views_reading as briefing_reading
from targets.web.changes import views as changes
from targets.web.check import views as checking
from targets.web.check import views_closing as closing
from targets.web.check import views_explaining as explaining
from targets.web.export import views as export
from targets.web.export import views_xlsx as export_xlsx
from targets.web.ledger import views as ledger
from targets.web.log import views as alive
from targets.web.log import views as log
from targets.web.log import views_attachments as attachments
from targets.web.log import views_sheet as log_sheet
from targets.web.log import views_workbook as workbook
from targets.web.overview import views as overview
from targets.web.overview import views_displays as displays
from targets.web.overview import views_saved as saved
from targets.web.overview import views_sheet as sheet
from targets.web.overview import views_wall as wall
from targets.web.places import views as places
from targets.web.places import views_heat as heat
from targets.web.reporting import views as reporting
from targets.web.reporting import views_due as due
from targets.web.series import views as series
from targets.web.series import views_consistency as consistency
from targets.web.series import views_embed_making as embed_making
from targets.web.series import views_embedding as embedding
from targets.web.stating import views as targets
from targets.web.stating import views_splitting as splitting
from targets.web.upload import views as importing
from targets.web.upload import views_refused as import_refused
from tracker.requests.session_limits import for_everybody

app_name = "targets"
urlpatterns = [
    path("", overview.overview_page, name="overview"),
    path("series/<str:place>/<str:code>/", series.series_detail, name="series"),
    path("series/<str:place>/<str:code>/explain/", explaining.explain_page, name="explain"),
    path(
        "series/<str:place>/<str:code>/embed/",
        embed_making.embed_address_page,
        name="embed_address",
    ),
    path("embed/<str:signed>/", embedding.embed, name="embed"),
    path("wall/", wall.wall_page, name="wall"),
    path("wall/links/", displays.display_links_page, name="display_links"),
    path("wall/links/<uuid:link>/revoke", displays.display_link_revoke, name="display_link_revoke"),
    path("display/<str:secret>/", displays.display, name="display"),
    path("due/", due.due_page, name="due"),
    path("log/", log.log_page, name="log"),
    path("log/preview", log.log_preview, name="log_preview"),
    path("log/alive", alive.log_alive, name="log_alive"),
    path("log/sheet", log_sheet.log_sheet, name="log_sheet"),
    path("log/series/<str:place>/<str:code>/", log.log_year_page, name="log_year"),
    path(
        "attachments/<str:place>/<str:code>/<str:period>/",
        attachments.attachments_add,
        name="attachments_add",
    ),
    path("attachments/<uuid:attachment_id>/", attachments.attachment, name="attachment"),
    path(
        "attachments/<uuid:attachment_id>/remove",
        attachments.attachment_remove,
        name="attachment_remove",
    ),
    path("check/", checking.check_screen_page, name="check"),
    path("check/decide", checking.check_decide, name="check_decide"),
    path("closing/", closing.closing_page, name="closing"),
    path("reporting/", reporting.reporting_page, name="reporting"),
    path("reporting/matrix.csv", reporting.reporting_csv, name="reporting_csv"),
    path("reporting/matrix.xlsx", reporting.reporting_xlsx, name="reporting_xlsx"),
    path("reporting/urge", reporting.reporting_urge, name="reporting_urge"),
    path("ledger/", ledger.ledger_screen, name="ledger"),
    path("ledger/ledger.csv", ledger.ledger_csv, name="ledger_csv"),
    path("ledger/ledger.xlsx", ledger.ledger_xlsx, name="ledger_xlsx"),
    path("ledger/<uuid:entry>/", ledger.ledger_entry, name="ledger_entry"),
    path("log/workbook.xlsx", workbook.log_workbook, name="log_workbook"),
    path("import/", importing.import_start, name="import_start"),
    path("import/<uuid:upload_id>/", importing.import_preview, name="import_preview"),
    path("import/<uuid:upload_id>/progress", importing.import_progress, name="import_progress"),
    path("import/<uuid:upload_id>/columns", importing.import_mapping, name="import_mapping"),
    path("import/<uuid:upload_id>/confirm", importing.import_confirm, name="import_confirm"),
    path("import/<uuid:upload_id>/drop", importing.import_drop, name="import_drop"),
    path("import/<uuid:upload_id>/refused", import_refused.import_refused, name="import_refused"),
    path("briefing/", briefing.briefing_page, name="briefing"),
    path("briefing/edit", briefing_editing.briefing_edit, name="briefing_edit"),
    path("briefing/issue", briefing_issuing.briefing_issue, name="briefing_issue"),
    path("briefing/briefing.<str:kind>", briefing.briefing_draft_file, name="briefing_draft_file"),
    path("briefing/<uuid:briefing>/", briefing_reading.briefing_issued, name="briefing_issued"),
    path(
        "briefing/<uuid:briefing>/briefing.<str:kind>",
        briefing_reading.briefing_issued_file,
        name="briefing_issued_file",
    ),
    path("consistency/", consistency.consistency_page, name="consistency"),
    path("sheet/", sheet.sheet_page, name="sheet"),
    path("changes/", changes.changes_page, name="changes"),
    path("changes/changes.csv", changes.changes_csv, name="changes_csv"),
    path("changes/changes.xlsx", changes.changes_xlsx, name="changes_xlsx"),
    path("views/", saved.saved_views, name="saved_views"),
    path("views/<uuid:view>/delete/", saved.saved_view_delete, name="saved_view_delete"),
    path("targets/", targets.targets_page, name="targets"),
    path("targets/<str:place>/<str:code>/", targets.target_edit, name="target_edit"),
    path("targets/<str:place>/<str:code>/split/", splitting.target_split, name="target_split"),
    path("places/", places.places_page, name="places"),
    path("places/places.csv", places.places_csv, name="places_csv"),
    path("places/places.xlsx", places.places_xlsx, name="places_xlsx"),
    path("places/heat/", heat.heat_page, name="heat"),
    path("places/heat/heat.csv", heat.heat_csv, name="heat_csv"),
    path("export/", export.export_page, name="export"),
    path("export/assessments.csv", export.export_assessments, name="export_assessments"),
    path("export/actuals.csv", export.export_actuals, name="export_actuals"),
    path("export/targets.csv", export.export_targets, name="export_targets"),
    path(
        "export/assessments.xlsx",
        export_xlsx.export_assessments_xlsx,
        name="export_assessments_xlsx",
    ),
    path("export/actuals.xlsx", export_xlsx.export_actuals_xlsx, name="export_actuals_xlsx"),
    path("export/targets.xlsx", export_xlsx.export_targets_xlsx, name="export_targets_xlsx"),
    # accounts
    path("login/", for_everybody(arriving.Login.as_view()), name="login"),
    path("logout/", for_everybody(auth.LogoutView.as_view()), name="logout"),
    path("password/", arriving.PasswordChange.as_view(), name="password"),
    path(
        "password/changed/",
        auth.PasswordChangeDoneView.as_view(template_name="targets/account/password_changed.html"),
        name="password_changed",
    ),
    path("account/active", alive.active, name="active"),
    path("account/reminders/", due.reminders_page, name="reminders"),
    path("account/tokens/", tokens.tokens_page, name="tokens"),
    path("account/tokens/people/", tokens.people_tokens_page, name="people_tokens"),
    path(
        "account/tokens/people/<uuid:token>/revoke",
        tokens.people_token_revoke,
        name="people_token_revoke",
    ),
    path("account/delays/", delays.delays_page, name="delays"),
    path("account/tokens/<uuid:token>/revoke", tokens.revoke, name="token_revoke"),
    path("language/", account.set_language, name="language"),
    # machines
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
]
