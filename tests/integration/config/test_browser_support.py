"""The browser fixtures: a page reaches the test's own server and nothing else."""


def test_a_page_reaches_the_office(page):
    answer = page.goto("/static/there-is-no-such-file")
    assert answer.status == 404
