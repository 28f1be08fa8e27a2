"""The screens and their addresses."""

from django.contrib.auth import views as auth
from django.urls import path, reverse_lazy

from targets.web.views import account, export, health, log, overview, series

app_name = "targets"
urlpatterns = [
    path("", overview.overview_page, name="overview"),
    path("series/<str:place>/<str:code>/", series.series_detail, name="series"),
    path("log/", log.log_page, name="log"),
    path("log/preview", log.log_preview, name="log_preview"),
    path("export/", export.export_page, name="export"),
    path("export/assessments.csv", export.export_assessments, name="export_assessments"),
    path("export/actuals.csv", export.export_actuals, name="export_actuals"),
    path("export/targets.csv", export.export_targets, name="export_targets"),
    # accounts
    path("login/", auth.LoginView.as_view(template_name="targets/login.html"), name="login"),
    path("logout/", auth.LogoutView.as_view(), name="logout"),
    path(
        "password/",
        auth.PasswordChangeView.as_view(
            template_name="targets/password.html",
            success_url=reverse_lazy("targets:password_changed"),
        ),
        name="password",
    ),
    path(
        "password/changed/",
        auth.PasswordChangeDoneView.as_view(template_name="targets/password_changed.html"),
        name="password_changed",
    ),
    path("language/", account.set_language, name="language"),
    # machines
    path("healthz", health.healthz, name="healthz"),
]
