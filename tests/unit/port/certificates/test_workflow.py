"""The table of acts on certificates is whole, and the acts of the screens are acts of the table."""

from jiangang.port.certificates.workflow import CERTIFICATE


def test_the_table_of_acts_is_whole() -> None:
    CERTIFICATE.check_total()


def test_every_button_is_an_act_of_the_table() -> None:
    from jiangang.port.certificates.acts import ACTS

    assert {order.act for order in ACTS.values()} == set(CERTIFICATE.acts)
    permissions = {each.act: each.permission for each in CERTIFICATE.transitions}
    assert all(permissions[order.act] == order.permission for order in ACTS.values())
