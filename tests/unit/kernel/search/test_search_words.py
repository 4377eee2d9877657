"""Words of names, numbers and queries; the pinyin sort key."""

from jiangang.kernel.search.words import haystack, name_words, query_words, term_words
from jiangang.methods.pinyin import pinyin_initials, pinyin_key, syllables


def test_a_chinese_name_is_found_from_every_character_on() -> None:
    words = name_words(["张家港Port"])
    assert {"张家港", "家港", "港", "zhangjiagang", "jiagang", "gang", "zjg", "jg", "g", "port"} == set(words)


def test_a_number_is_found_whole_by_part_and_by_its_end() -> None:
    assert term_words(["MSKU 907032-3"]) == ["msku9070323", "070323", "msku", "9070323"]


def test_the_haystack_leads_each_word_with_a_blank() -> None:
    assert haystack(["A-1"], []) == " a1 "
    assert haystack([], []) == " "


def test_a_query_is_folded_and_cut() -> None:
    assert query_words("ＡＢＣ，张家港!") == ["abc", "张家港"]
    assert len(query_words("a b c d e f g")) == 5


def test_names_sort_as_they_sound() -> None:
    names = ["周庄", "上海", "张家港", "北京", "安徽"]
    assert sorted(names, key=pinyin_key) == ["安徽", "北京", "上海", "张家港", "周庄"]
    assert pinyin_key("ABC 公司").startswith("abc")


def test_initials_and_syllables() -> None:
    assert pinyin_initials("张家港") == "zjg"
    assert pinyin_initials("2号码头") == "2hmt"
    assert syllables("绿色 Port 2") == ("lv", "se", "port", "2")
