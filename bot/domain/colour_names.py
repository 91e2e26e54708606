"""Colours by name in English, German and Japanese, for words that nobody else can read."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.domain.recipe import Paint

_GERMAN_ENDING = "e?[mnrs]?"
_JAPANESE = "\u3000"
"""Characters from here on are Japanese, where no spaces part the words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedColour:
    """A colour and what people call it. `english` has the label first; `german` has stems, to
    which an ending may be added (rot: rote, roter, rotes)."""

    color: str
    english: tuple[str, ...]
    german: tuple[str, ...] = ()
    japanese: tuple[str, ...] = ()

    @property
    def paint(self) -> Paint:
        """The colour as a variant; its name is safe for files."""
        label = self.english[0]
        return Paint(name=label.replace(" ", "-"), label=label.capitalize(), color=self.color)

    def patterns(self) -> list[tuple[str, str]]:
        """Each name with the regular expression that finds it, in lower case."""
        named = [(name, whole_words(name)) for name in (*self.english, *self.japanese)]
        return named + [(stem, whole_words(stem, _GERMAN_ENDING)) for stem in self.german]


def whole_words(name: str, ending: str = "") -> str:
    """The regular expression for a name that stands by itself, its words parted or joined
    ("sky blue", "sky-blue", "skyblue"). Japanese names are found anywhere."""
    if name >= _JAPANESE:
        return rf"(?<!面){name}"  # 面白い is "interesting", not white
    words = r"[\s-]*".join(re.escape(word) for word in name.lower().split())
    return rf"\b{words}{ending}\b"


def _named(color: str, english: str, german: str = "", japanese: str = "") -> NamedColour:
    return NamedColour(
        color=color,
        english=_parted(english),
        german=_parted(german),
        japanese=_parted(japanese),
    )


def _parted(names: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in names.split(",") if name.strip())


COLOURS = (
    _named("#c8262b", "red", "rot", "赤"),
    _named("#8b1a1f", "dark red", "dunkelrot", "濃い赤, 暗い赤"),
    _named("#dc143c", "crimson, scarlet", "purpurrot, scharlachrot", "深紅, 緋色"),
    _named("#6d1f33", "burgundy, wine red, maroon, bordeaux", "weinrot, bordeaux, burgunderrot",
           "ワインレッド, えんじ色, バーガンディ"),
    _named("#f26d5b", "coral", "koralle, korallenrot", "コーラル, 珊瑚色"),
    _named("#f4978e", "salmon", "lachs, lachsfarben", "サーモンピンク"),
    _named("#f0a0b8", "pink", "pink, rosa", "ピンク, 桃色"),
    _named("#e8368f", "hot pink, bright pink", "knallpink", "ホットピンク, 濃いピンク"),
    _named("#f7c6d3", "light pink, pale pink", "hellrosa, zartrosa", "薄いピンク, 淡いピンク"),
    _named("#c12a86", "magenta, fuchsia", "magenta, fuchsia", "マゼンタ, 赤紫"),
    _named("#ef7d1a", "orange", "orange", "オレンジ, 橙色"),
    _named("#f6b38a", "peach", "pfirsich, pfirsichfarben", "ピーチ"),
    _named("#f3c81e", "yellow", "gelb", "黄色, 黄"),
    _named("#f7e58b", "light yellow, pale yellow", "hellgelb, blassgelb", "薄い黄色"),
    _named("#d9a21b", "mustard", "senfgelb, senf", "マスタード, からし色"),
    _named("#2f9a48", "green", "grün, gruen", "緑, グリーン"),
    _named("#9ad29b", "light green, pale green", "hellgrün, hellgruen", "薄緑, 薄い緑"),
    _named("#1d5c38", "dark green", "dunkelgrün, dunkelgruen", "深緑, 濃い緑, ダークグリーン"),
    _named("#22542f", "forest green", "waldgrün, tannengrün, waldgruen", "フォレストグリーン"),
    _named("#9ccb2f", "lime, lime green", "limette, limettengrün", "黄緑, ライム"),
    _named("#77773f", "olive, khaki", "oliv, olivgrün, khaki", "オリーブ, カーキ"),
    _named("#bfe0c9", "mint", "mint, mintgrün", "ミント"),
    _named("#26b5ad", "turquoise, aqua", "türkis, tuerkis", "ターコイズ, 青緑"),
    _named("#0f7478", "teal, blue green", "petrol, blaugrün", "ティール"),
    _named("#22b8d6", "cyan", "cyan", "シアン"),
    _named("#2458c5", "blue", "blau", "青, ブルー"),
    _named("#9cc5ec", "light blue, pale blue, baby blue", "hellblau", "水色, ライトブルー, 薄い青"),
    _named("#8fc3ea", "sky blue", "himmelblau", "空色, スカイブルー"),
    _named("#1d2f6f", "dark blue", "dunkelblau", "濃い青, ダークブルー"),
    _named("#1f2c52", "navy blue, navy", "marineblau, nachtblau", "紺色, 紺, ネイビー"),
    _named("#2a49b8", "royal blue, cobalt blue", "königsblau, kobaltblau", "ロイヤルブルー"),
    _named("#3f2f8f", "indigo", "indigo, indigoblau", "藍色, インディゴ"),
    _named("#6f35a5", "purple, violet", "violett, lila", "紫, パープル"),
    _named("#452068", "dark purple", "dunkelviolett, dunkellila", "濃い紫"),
    _named("#b9a3dc", "lavender, light purple", "lavendel, flieder", "ラベンダー, 薄紫"),
    _named("#75482c", "brown", "braun", "茶色, ブラウン"),
    _named("#4a2c1c", "dark brown, chocolate", "dunkelbraun, schokoladenbraun", "こげ茶, 焦げ茶"),
    _named("#c9a47a", "tan, camel, light brown", "hellbraun", "キャメル, 薄茶"),
    _named("#d9c7a7", "beige", "beige, sandfarben", "ベージュ"),
    _named("#f3ead3", "cream, ivory", "creme, cremefarben, elfenbein", "クリーム色, アイボリー"),
    _named("#f4f3f0", "white", "weiß, weiss", "白, ホワイト"),
    _named("#c3c5c8", "light grey, light gray", "hellgrau", "薄い灰色, ライトグレー"),
    _named("#85888c", "grey, gray", "grau", "灰色, グレー"),
    _named("#45484c", "dark grey, dark gray, charcoal, anthracite", "dunkelgrau, anthrazit",
           "濃い灰色, ダークグレー, チャコール"),
    _named("#1f2022", "black", "schwarz", "黒, ブラック"),
)  # fmt: skip
"""The colours that the studio engine knows by name. Hues of real paint rather than of a screen,
since what is painted with them should look like a product that could be bought."""
