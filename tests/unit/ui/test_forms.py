"""Fields that render themselves, errors that lead to their field, limits told before."""

from datetime import date
from decimal import Decimal

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template import Context, Template
from django.utils import translation

from jiangang.methods.findings import Finding, Severity
from jiangang.ui.error_summary import error_summary, has_errors
from jiangang.ui.forms import DayField, MomentField, QuantityField, UiForm, UploadField


class Notice(UiForm):
    goods = forms.CharField(label="Goods", help_text="As on the invoice.")
    mass = QuantityField(label="Mass", unit="kg", min_value=0)
    lane = forms.ChoiceField(label="Lane", choices=[("g", "Green"), ("r", "Red")], widget=forms.RadioSelect)
    remark = forms.CharField(label="Remark", required=False)


class PublicNotice(Notice):
    face = "public"


def test_a_field_ties_label_hint_and_error_to_its_control() -> None:
    form = Notice({"mass": "1", "lane": "g"})
    shown = form["goods"].as_field_group()
    assert 'for="id_goods"' in shown
    assert 'aria-describedby="id_goods_helptext id_goods_error"' in shown
    assert 'id="id_goods_helptext"' in shown and 'id="id_goods_error"' in shown
    assert 'aria-invalid="true"' in shown and 'aria-required="true"' in shown
    assert " required" not in shown.replace("> required", "").replace("* required", "").replace(
        "-required", ""
    )


def test_dense_forms_mark_the_required_and_public_ones_the_optional() -> None:
    assert "* required" in Notice()["goods"].as_field_group()
    assert "optional" not in Notice()["remark"].as_field_group()
    assert "required</span>" not in PublicNotice()["goods"].as_field_group()
    assert "(optional)" in PublicNotice()["remark"].as_field_group()
    with translation.override("zh-hans"):
        assert "* 必填" in Notice()["goods"].as_field_group()
        assert "（选填）" in PublicNotice()["remark"].as_field_group()


def test_a_group_is_a_fieldset_with_a_legend() -> None:
    shown = Notice({})["lane"].as_field_group()
    assert "<fieldset" in shown and "<legend" in shown
    assert 'aria-describedby="id_lane_error"' in shown
    assert 'for="id_lane_0"' in shown


def test_the_summary_links_every_error_to_its_control() -> None:
    form = Notice({"mass": "-1"})
    form.add_error(None, "The whole is wrong.")
    shown = str(error_summary(form))
    assert '<a href="#id_goods">Goods is missing: fill it in.</a>' in shown
    assert '<a href="#id_mass">Mass must be at least 0.</a>' in shown
    assert '<a href="#id_lane_0">' in shown
    assert "<li>The whole is wrong.</li>" in shown
    assert 'role="alert"' in shown


def test_no_errors_no_summary_and_no_prefix() -> None:
    template = Template("{% load ui %}{% ui_title_prefix %}{% ui_error_summary form %}")
    assert template.render(Context({"form": Notice()})) == ""
    assert template.render(Context({})) == ""
    assert template.render(Context({"form": Notice({})})).startswith("Error: <div")


def test_a_formset_names_the_line() -> None:
    lines = forms.formset_factory(Notice)(
        {"form-TOTAL_FORMS": "2", "form-INITIAL_FORMS": "2", "form-0-goods": "x"}
    )
    assert has_errors(None, lines)
    shown = str(error_summary(lines))
    assert "Line 2: Goods is missing" in shown
    assert 'href="#id_form-1-goods"' in shown


def test_findings_become_errors_at_their_fields() -> None:
    form = Notice({"goods": "x", "mass": "1", "lane": "g"})
    form.add_findings(
        [
            Finding("ui.gallery.finding_mass", field="net_mass", params={"mass": "0"}),
            Finding("ui.gallery.finding_country", field="country", params={"code": "ZZ"}, row=7),
            Finding("ui.gallery.finding_note", Severity.NOTE),
        ],
        fields={"net_mass": "mass"},
    )
    assert form.errors["mass"] == ["Net mass is 0 kg. Enter a mass above zero."]
    assert form.non_field_errors()[0].startswith("Line 7: Origin ZZ")
    assert [note.severity for note in form.notes.items] == ["Note"]
    assert len(form.findings) == 3
    assert not form.is_valid()


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("1,234.5", "1234.5"),
        ("１２３．５", "123.5"),
        ("1，234", "1234"),
        (" 7 ", "7"),
        ("1,234,567", "1234567"),
    ],
)
def test_quantities_as_they_are_typed(typed: str, number: str) -> None:
    assert QuantityField(decimal_places=3).clean(typed) == Decimal(number)


@pytest.mark.parametrize("typed", ["1,5", "12,34", "1,2345", "", "kg", "NaN", "1e400"])
def test_a_number_that_can_be_read_two_ways_is_refused(typed: str) -> None:
    with pytest.raises(forms.ValidationError):
        QuantityField(max_digits=12, decimal_places=3).clean(typed)


@pytest.mark.parametrize("typed", ["2011-12-31", "2011/12/31", "2011.12.31", "2011年12月31日"])
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_days_as_they_are_typed(typed: str, language: str) -> None:
    with translation.override(language):
        assert DayField().clean(typed) == date(2011, 12, 31)


def test_a_moment_is_read_in_the_time_zone_of_the_office() -> None:
    assert MomentField().clean("2011-12-31T16:05").isoformat() == "2011-12-31T16:05:00+08:00"


def test_upload_limits_are_told_before_and_checked_after() -> None:
    class Upload(UiForm):
        paper = UploadField(label="Paper", max_bytes=1024, suffixes=("pdf", "jpg"))

    assert "PDF, JPG; at most 1 KB." in Upload()["paper"].as_field_group()
    assert 'accept=".pdf,.jpg"' in Upload()["paper"].as_field_group()
    large = Upload({}, {"paper": SimpleUploadedFile("a.PDF", b"x" * 1025)})
    assert large.errors["paper"][0].startswith("“a.PDF” has 1,025 B; the limit is 1,024 B.")
    wrong = Upload({}, {"paper": SimpleUploadedFile("a.exe", b"x")})
    assert "is none of PDF, JPG" in wrong.errors["paper"][0]
    assert Upload({}, {"paper": SimpleUploadedFile("a.jpg", b"x" * 1024)}).is_valid()
