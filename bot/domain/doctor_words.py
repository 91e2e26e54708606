"""Words by which the prompt doctor knows what is wrong, in English, German and Japanese."""

from __future__ import annotations

import re


def _any_of(*patterns: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern, re.IGNORECASE) for pattern in patterns)


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


NEGATIONS = _any_of(
    r"(?P<rest>.*?)\b(?:without(?! (?:any |a )?(?:doubt|question)\b)(?: any)?|with no)"
    r" (?P<thing>.+)",
    r"(?:and |but |please )?(?:no|not|never|avoid|exclude|do(?: not|n't) (?:add|show|include)"
    r"(?: any)?)(?! (?:doubt|question)\b) (?P<thing>.+)",
    r"(?P<rest>.*?)\bohne(?! (?:jeden )?(?:zweifel|frage)\b) (?P<thing>.+)",
    r"(?:und |aber |bitte )?(?:es soll\w* )?(?:kein(?:e|en|er|es|em)?|nicht|niemals|vermeide)"
    r"(?! (?:zweifel|frage)\b) (?P<thing>.+?)(?: (?:zu sehen|sichtbar))?(?: sein)?",
    r"(?P<thing>.+?) (?:(?:is|are|should|must|soll\w*) )?(?:not|nicht) (?:be )?"
    r"(?:visible|sichtbar|zu sehen)(?: sein)?",
    r"(?P<thing>[^をはの]+)(?:は|を)?(?:なし|無し|抜き)(?P<rest>で?)",
    r"(?P<thing>[^をは]+)(?:は|を)(?:入れない|写さない|避け|いらない|不要)\S*",
)
"""Part of a prompt that names what must not be there: the `thing`, and the `rest` that may stay."""

AND_NO = re.compile(
    r" (?:and|or|nor|und|oder) (?:no|without(?: any)?|kein(?:e|en|er|es|em)?|ohne) ", re.IGNORECASE
)
"""Between two things that must not be there."""

JOINED = re.compile(r" (?:and|und|&) ", re.IGNORECASE)
"""Between two things that must stay."""

LOOSE_END = re.compile(r"(?:^|\s+)(?:but|and|also|aber|und|doch)$", re.IGNORECASE)
"""A word that joined what is left of a part to what was taken from it."""

PLACE = re.compile(
    r"(?<=\s)(?:on|in|at|beside|behind|near|around|under|over|above|inside|auf|am|im|bei|neben"
    r"|hinter|unter|über|vor) .+",
    re.IGNORECASE,
)
"""Where a thing is."""

WHOLE = re.compile(r"(?<=\s)(?:of|by|von|vom|des) .+", re.IGNORECASE)
"""What a thing belongs to."""

_QUOTED = r"[\"“”„«'‘「『](?P<words>[^\"“”»'’」』]+)[\"“”»'’」』]"
TEXT_WISHES = _any_of(
    r"\b(?:with |and )?(?:the |a |an )?(?:text|words?|slogan|caption|headline|lettering|sign"
    r"|banner)(?: (?:saying|that says|that reads|reading))?:? ?" + _QUOTED,
    r"\b(?:and )?write (?!on\b).+? (?:on|onto|across|over|under|above|below) .+",
    r"\b(?:and )?(?:write|add|put|print) (?:the |a |some )?(?:text|words?|slogan|caption|headline"
    r"|lettering|price|title)\b.*",
    r"\b(?:with )?(?:a |the )?\w* ?(?:that says|that reads|saying|reading) .+",
    r"\b(?:mit )?(?:dem |der |einem |einer )?(?:text|schriftzug|aufschrift|slogan|überschrift)"
    r":? ?" + _QUOTED,
    r"\b(?:und )?schreib[et]? .+? (?:darauf|drauf|auf|darunter|darüber)\b.*",
    r"\b(?:und )?(?:mit )?(?:dem |der |einem |einer )?(?:schriftzug|aufschrift|slogan|text) .+",
    r"「[^」]+」(?:と書|という文字|の文字|の看板)\S*",
    r"(?:文字|テキスト|キャッチコピー|タイトル)を(?:入れ|書|追加|載せ)\S*",
)
"""A wish for text that can be read in the picture."""

NO = re.compile(r"\b(?:no|not|without(?: any)?|ohne|kein(?:e|en|er|es|em)?) $", re.IGNORECASE)
"""Before what looks like a wish for text and is one for none."""

VAGUE = _words(
    """
    amazing andere anderen anderer ansprechend ansprechender awesome beautiful besser
    bessere besserer besseres better cool different elegant fancy good great gut gute guten
    guter gutes hübsch hübsche hübscher hübsches interesting irgendein irgendeinen irgendwas
    lovely neue neuen neuer neues new nice other pop pretty schön schöne schönen schöner schönes
    some something toll tolle tollen toller tolles
    """
)
"""Words that leave open what is to be seen."""

GENERIC = _words(
    """
    artikel aussehen backdrop background bild environment foto hintergrund hintergründe
    image item kulisse look ort photo picture place product produkt scene setting stil style
    surroundings szene umgebung
    """
)
"""Words for a scene, which do not say which."""

QUALITY = _words(
    """
    4k 8k auflösung best crisp detail detailed detailliert fotorealistisch hd high
    hochwertig hohe hoher hyper masterpiece photorealistic professional professionell
    quality qualität realism realistic realistisch resolution scharf sharp stunning uhd
    ultra
    """
)
"""Words that praise the picture and say nothing about what is in it."""

EMPTY = _words(
    """
    a als an and as at auf be bitte change das dem den der die durch ein eine einem einen
    einer ersetze es for für gib give ich in into is it its like mach mache make mein meine
    meinem meinen mit more my möchte of on our place please put really replace sehr set setz
    setze show stell stelle that the this to turn um und very vor want will with would zeig
    zu ändere
    """
)
"""Words that only join the others."""

VAGUE_JAPANESE = re.compile(
    r"(?:もっと)?(?:きれい|綺麗|すてき|素敵|かっこいい|おしゃれ|かわいい|美しい|いい|良い|別の|新しい)な?"
    r"(?:背景|シーン|感じ|雰囲気|場所|画像|写真)"
)
GENERIC_JAPANESE = re.compile(r"背景|スタイル|色|素材|写真|画像|商品|全体")
QUALITY_JAPANESE = re.compile(
    r"高画質|高品質|高解像度|プロ(?:フェッショナル)?(?:な|仕様|風)?|リアル(?:に|な)?"
)
EMPTY_JAPANESE = re.compile(
    r"[\sにをでのはがへと、。]|して|変え(?:て|る)|置(?:いて|く)|ください|お願いします"
)

KEEPS = _any_of(
    r"(?:please )?(?:keep|preserve|retain|leave|do(?: not|n't) (?:change|touch)) (?P<kept>.+)",
    r"(?:bitte )?(?:behalte|bewahre|lass|erhalte) (?P<kept>.+)",
    r"(?P<kept>.+)(?:をそのまま|を残し|を保ち|は変えない)\S*",
)
"""A part of a prompt that says what must stay: the `kept`."""

CHANGES = _any_of(
    r"\b(?:change|replace|swap|remove|recolou?r|repaint|turn|make) (?:the |its |my )?"
    r"(?P<thing>[\w ]+?)(?= (?:with|to|into|in|by|for|on)\b|$)",
    r"\b(?:ändere|ersetze|entferne|tausche|färbe|mach|mache) (?:den |die |das |mein\w* )?"
    r"(?P<thing>\w+)",
    r"\b(?P<thing>\w+) (?:ändern|ersetzen|entfernen|austauschen|umfärben)\b",
    r"(?P<thing>[^、。を]+)を(?:変え|変更|置き換え|消し|削除|取り除)",
)
"""What a prompt wants to have changed."""

OPPOSITES = (
    ("day", "night"),
    ("daylight", "night"),
    ("summer", "winter"),
    ("indoors", "outdoors"),
    ("indoor", "outdoor"),
    ("tag", "nacht"),
    ("sommer", "winter"),
    ("drinnen", "draußen"),
    ("昼", "夜"),
    ("夏", "冬"),
    ("室内", "屋外"),
)
"""Words that one picture cannot show at once."""
