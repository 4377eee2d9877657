"""Addresses of certificates."""

from django.urls import path

from jiangang.port.certificates import life_views, public, taking_views, verifier, views

app_name = "certificates"
urlpatterns = [
    path("verify/", public.verify, name="verify"),
    path("verify/status", public.status, name="status"),
    path("verify/status.jwt", public.status_credential, name="status_credential"),
    path("verify/app/", verifier.page, name="verifier"),
    path("verify/app/manifest.webmanifest", verifier.manifest, name="verifier_manifest"),
    path("verify/app/worker.js", verifier.worker, name="verifier_worker"),
    path("verify/app/<slug:language>/", verifier.page, name="verifier_in"),
    path("C/<str:message>", public.verify_code, name="code"),
    path("desk/certificates/", views.list_all, name="list"),
    path("desk/certificates/draft/", views.draft, name="draft"),
    path("desk/certificates/<int:certificate_id>/", views.show, name="show"),
    path("desk/certificates/<int:certificate_id>/pdf/", taking_views.download, name="pdf"),
    path("desk/certificates/<int:certificate_id>/print/", taking_views.print_view, name="print"),
    path("desk/certificates/<int:certificate_id>/credential/", life_views.credential, name="credential"),
    path("desk/certificates/<int:certificate_id>/issue/state/", views.show_issuing, name="issuing"),
    path("desk/certificates/<int:certificate_id>/life/<slug:name>/", life_views.act, name="life"),
    path(
        "desk/certificates/<int:certificate_id>/papers/<int:derived_id>/pdf/",
        taking_views.derived_pdf,
        name="derived_pdf",
    ),
    path("desk/certificates/<int:certificate_id>/<slug:name>/", views.act, name="act"),
    path("portal/certificates/", views.list_own, name="own_list"),
    path("portal/certificates/<int:certificate_id>/", views.show_own, name="own"),
    path("portal/certificates/<int:certificate_id>/pdf/", taking_views.download_own, name="own_pdf"),
    path(
        "portal/certificates/<int:certificate_id>/credential/",
        life_views.own_credential,
        name="own_credential",
    ),
    path("portal/certificates/<int:certificate_id>/printing/", taking_views.print_own, name="print_own"),
    path("portal/certificates/<int:certificate_id>/print/", taking_views.own_print, name="own_print"),
    path(
        "portal/certificates/<int:certificate_id>/papers/<int:derived_id>/pdf/",
        taking_views.own_derived_pdf,
        name="own_derived_pdf",
    ),
]
