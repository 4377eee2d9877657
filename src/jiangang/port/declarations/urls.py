"""Addresses of notices and consignments."""

from django.urls import path

from jiangang.port.declarations.views import attaching, deciding, entry, records, upload

app_name = "declarations"

urlpatterns = [
    path("desk/notices/", records.desk_list, name="desk_list"),
    path("desk/notices/new/", entry.desk_new, name="desk_new"),
    path("desk/notices/upload/", upload.desk_upload, name="desk_upload"),
    path("desk/notices/upload/<str:key>/", upload.desk_preview, name="desk_preview"),
    path("desk/notices/runs/<int:run_id>/", upload.desk_run, name="desk_run"),
    path("desk/notices/<str:number>/", records.desk_detail, name="desk_detail"),
    path("desk/notices/<str:number>/accept/", deciding.desk_accept, name="desk_accept"),
    path("desk/notices/<str:number>/return/", deciding.desk_return, name="desk_return"),
    path("desk/notices/<str:number>/withdraw/", deciding.desk_withdraw, name="desk_withdraw"),
    path("desk/notices/<str:number>/correct/", entry.desk_correct, name="desk_correct"),
    path("desk/notices/<str:number>/documents/new/", attaching.desk_attach, name="desk_attach"),
    path(
        "desk/notices/<str:number>/documents/<int:attachment_id>/",
        attaching.desk_document,
        name="desk_document",
    ),
    path("portal/notices/", records.portal_list, name="portal_list"),
    path("portal/notices/new/", entry.portal_new, name="portal_new"),
    path("portal/notices/upload/", upload.portal_upload, name="portal_upload"),
    path("portal/notices/upload/<str:key>/", upload.portal_preview, name="portal_preview"),
    path("portal/notices/runs/<int:run_id>/", upload.portal_run, name="portal_run"),
    path("portal/notices/<str:number>/", records.portal_detail, name="portal_detail"),
    path("portal/notices/<str:number>/withdraw/", deciding.portal_withdraw, name="portal_withdraw"),
    path("portal/notices/<str:number>/correct/", entry.portal_correct, name="portal_correct"),
    path("portal/notices/<str:number>/documents/new/", attaching.portal_attach, name="portal_attach"),
    path(
        "portal/notices/<str:number>/documents/<int:attachment_id>/",
        attaching.portal_document,
        name="portal_document",
    ),
    path("drafts/<str:key>/documents/<int:attachment_id>/", attaching.draft_document, name="draft_document"),
    path("drafts/<str:key>/save/", entry.save_draft, name="save_draft"),
    path("drafts/<str:key>/aside/", entry.set_aside, name="set_aside"),
    path("notices/template.csv", upload.template, name="template"),
]
