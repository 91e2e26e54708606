"""The shipped presets are found by own words in English, German and Japanese, and only by those."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.config.catalog import load_catalog
from bot.domain.catalog import EditRequest
from bot.domain.edit import Command, EngineName
from bot.domain.own_words import Reading

CATALOG = load_catalog(Path(__file__).parents[2] / "config")

FOUND = {
    Command.BACKGROUND: {
        "sunlit-wooden-desk": (
            "on a wooden table", "auf einem Holztisch", "auf Eichenholz", "am Schreibtisch",
            "Holztisch am Fenster, Pflanzen dahinter",
            "木のテーブルの上", "木製の机", "ウッドテーブル",
        ),
        "walnut-table": (
            "dark wood", "auf dunklem Holz", "Nussbaumtisch", "dunkler Holztisch",
            "ウォールナットの机", "暗い木のテーブル",
        ),
        "white-studio": (
            "plain white", "freigestellt für den Shop", "vor weißem Hintergrund", "weisses Studio",
            "白い背景", "白背景でお願いします", "白いスタジオ",
        ),
        "soft-grey-studio": (
            "grey paper", "vor grauem Papier", "nahtlose Hohlkehle", "グレーの背景紙",
            "灰色のスタジオ",
        ),
        "marble": (
            "marble table", "auf einem Marmortisch", "Badezimmer", "auf weissem Marmor",
            "大理石のテーブル", "白い大理石の上",
        ),
        "black-marble": (
            "black marble", "auf schwarzem Marmor", "dunkle Marmorplatte", "黒い大理石",
            "黒大理石の台",
        ),
        "concrete": (
            "concrete", "vor einer Betonwand", "Tisch aus Sichtbeton", "コンクリートの壁",
        ),
        "linen": ("linen cloth", "auf Leinenstoff", "auf einer Tischdecke", "麻の布の上", "リネン"),
        "kitchen": (
            "kitchen table", "auf der Küchenzeile", "in einer hellen Wohnküche", "Kuechentisch",
            "明るいキッチン", "台所のテーブル",
        ),
        "outdoor-stone": (
            "in the garden", "draußen auf einer Steinplatte", "Gartentisch", "im Wald",
            "屋外の石の上", "森の中",
        ),
        "brand-colour": (
            "our brand colour", "in unserer Markenfarbe", "einfarbig", "ブランドカラー",
        ),
        "dark-low-key": (
            "moody", "dunkel und dramatisch", "düstere Stimmung", "dark studio", "dunkles Studio",
            "暗い雰囲気", "ローキー",
        ),
        "bokeh-interior": (
            "christmas lights", "Weihnachtsstimmung", "abends im Restaurant", "クリスマス",
            "夜景の見えるバー",
        ),
        "window-wall": (
            "plaster wall", "Licht am Fenster", "schlichte Wand", "窓辺の光", "白壁と影",
        ),
    },
    Command.RESTYLE: {
        "watercolour": ("watercolour", "als Aquarell", "Wasserfarben", "水彩画風に"),
        "ink-sketch": ("ink sketch", "Tuschezeichnung", "als Skizze", "ペン画", "墨のスケッチ"),
        "flat-illustration": (
            "flat vector", "flache Illustration", "Plakatstil", "フラットなイラスト",
        ),
        "oil-painting": ("oil painting", "als Ölgemälde", "油絵"),
        "line-art": ("line art", "als Strichzeichnung", "nur Umrisse", "線画"),
        "clay-render": ("clay", "wie aus Knete", "粘土"),
        "vintage-print": (
            "retro", "im Retrostil", "alte Zeitschrift", "昭和レトロ",
            "レトロポスター風の古い印刷",
        ),
        "comic": ("comic", "im Comicstil", "漫画", "アメコミ風"),
        "coloured-pencil": ("pencil", "Buntstiftzeichnung", "色鉛筆"),
    },
    Command.VARIANTS: {
        "pastels": ("pastel", "in Pastelltönen", "zarte Farben", "パステルカラー"),
        "earth": ("earthy", "Erdtöne", "herbstlich", "アースカラー", "秋色"),
        "brights": ("vivid", "knallige Farben", "leuchtend", "鮮やかな色", "ビビッドカラー"),
        "neutrals": ("neutrals", "neutrale Farben", "無彩色"),
        "jewel": ("jewel", "Edelsteintöne", "satte Farben", "宝石のような色"),
        "metallic": ("shiny metal", "metallisch glänzend", "金属", "メタリック"),
        "wood-and-stone": ("wood", "aus Eichenholz", "Naturstein", "木と石", "天然素材"),
    },
    Command.REFINE: {
        "clean-up-render": ("no noise", "ohne Rauschen", "Artefakte entfernen", "ノイズなし"),
        "refine-draft": ("more detail", "mehr Details", "Entwurf ausarbeiten", "細部をリアルに"),
        "upscale-and-sharpen": (
            "bigger", "größer und schärfer", "höhere Auflösung", "高解像度に", "拡大",
        ),
        "soft-and-even": ("calm", "weiches Licht", "gleichmäßig", "柔らかい光", "均一に"),
    },
}  # fmt: skip
SENTENCES = [
    (command, preset, sentence)
    for command, presets in FOUND.items()
    for preset, sentences in presets.items()
    for sentence in sentences
]


def read(command: Command, prompt: str) -> Reading:
    return CATALOG.read(EditRequest(command=command, prompt=prompt), EngineName.STUDIO)


def codes(reading: Reading) -> list[str]:
    return [notice.code for notice in reading.notices]


@pytest.mark.parametrize(("command", "preset", "sentence"), SENTENCES)
def test_a_sentence_finds_its_preset(command: Command, preset: str, sentence: str) -> None:
    reading = read(command, sentence)
    assert reading.preset.name == preset
    assert codes(reading) == ["prompt_matched"]


def test_every_shipped_preset_is_in_the_table() -> None:
    shipped = {command: set(presets) for command, presets in CATALOG.presets.items()}
    assert {command: set(presets) for command, presets in FOUND.items()} == shipped


@pytest.mark.parametrize(
    ("command", "sentence"),
    [
        (Command.BACKGROUND, "two drinks and a barcode"),
        (Command.BACKGROUND, "ein Barcode auf dem Etikett"),
        (Command.BACKGROUND, "praktisch und optisch ansprechend"),
        (Command.BACKGROUND, "ein wunderbarer Nachtisch"),
        (Command.BACKGROUND, "die Form betonen"),
        (Command.BACKGROUND, "am Strand von Einstein"),
        (Command.BACKGROUND, "natürliches Aussehen"),
        (Command.BACKGROUND, "ein Stück Kuchen"),
        (Command.BACKGROUND, "lass freien Platz"),
        (Command.BACKGROUND, "木曜日までに"),
        (Command.BACKGROUND, "シルバーのカバー"),
        (Command.BACKGROUND, "石鹸を目立たせて"),
        (Command.BACKGROUND, "スパゲッティ"),
        (Command.BACKGROUND, "自然な感じで"),
        (Command.RESTYLE, "two drinks"),
        (Command.RESTYLE, "eine Halterung und Stiftung"),
        (Command.RESTYLE, "ペンダントをオンラインで"),
        (Command.RESTYLE, "トマトのフォーマット"),
        (Command.VARIANTS, "warmherzig wie Steinzeug"),
        (Command.REFINE, "das Etikett drehen"),
        (Command.REFINE, "ラベルを回して"),
    ],
)
def test_a_sentence_that_means_no_preset_finds_none(command: Command, sentence: str) -> None:
    assert codes(read(command, sentence)) == ["prompt_not_followed"]


@pytest.mark.parametrize(
    "sentence",
    [
        "kein Holz",
        "ohne Holz",
        "nicht aus Eichenholz",
        "木なし",
        "木以外",
        "木の机なし",
        "木製ではなく",
    ],
)
def test_refused_wood_is_not_taken(sentence: str) -> None:
    reading = read(Command.BACKGROUND, sentence)
    assert reading.preset.name not in {"sunlit-wooden-desk", "walnut-table"}
    assert codes(reading) == ["refused_kept_out"]


@pytest.mark.parametrize(
    ("sentence", "preset"),
    [
        ("Marmor statt Holz", "marble"),
        ("Marmortisch, kein Holztisch", "marble"),
        ("nicht Beton, sondern Leinen", "linen"),
        ("木ではなく大理石", "marble"),
        ("大理石のテーブルで木なし", "marble"),
        ("コンクリート、木は使わない", "concrete"),
        ("木のない大理石の背景", "marble"),
    ],
)
def test_one_scene_is_refused_and_another_made(sentence: str, preset: str) -> None:
    reading = read(Command.BACKGROUND, sentence)
    assert reading.preset.name == preset
    assert codes(reading) == ["prompt_matched", "refused_kept_out"]
