"""Thai and Lao may be broken where a syllable surely begins, and nowhere else."""

import pytest

from bot.finish.syllables import syllables


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("กระเป๋าหนังแท้", ["กระ", "เป๋าหนัง", "แท้"]),
        ("ลดราคาใหญ่", ["ลดราคา", "ใหญ่"]),
        ("เสื้อผ้าเด็ก", ["เสื้อผ้า", "เด็ก"]),
        ("ต่างๆนานา", ["ต่างๆ", "นานา"]),
        ("ເສື້ອໃໝ່", ["ເສື້ອ", "ໃໝ່"]),
        ("ลด 50%", ["ลด 50%"]),
        ("(ใหม่)", ["(ใหม่)"]),
        ("handbag", ["handbag"]),
        ("", []),
    ],
)
def test_a_break_is_allowed_where_a_syllable_begins(text: str, pieces: list[str]) -> None:
    assert list(syllables(text)) == pieces


def test_no_piece_begins_with_a_mark_over_or_under_a_letter() -> None:
    for piece in syllables("เครื่องดื่มเย็นชื่นใจแก้วใหญ่"):
        assert 0x0E01 <= ord(piece[0]) <= 0x0E2E or piece[0] in "เแโใไ"
