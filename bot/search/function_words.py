"""Words that say nothing about what a question is about, by language."""

from __future__ import annotations

_ENGLISH = """
a able about actually after afterwards ai all also always am an and any anyone anything are as ask
asked at basically be became become been being bit bot but by ca came can certain certainly choose
come correctly could currently decide definitely did do does doing done during each edit editing
enough even evening ever everyone everything explain first for from get gets getting give go going
gonna got guess had happen happened happens has have having hello help her here hey hi his how i
idea if im in into is issue it its just kind know known knows left less let like ll long look
looks lot made make makes making many matter may maybe me mean means meant might more morning much
must my need needs new next night no normally now of ok okay on one ones option or our out over
per pick please pls point possible probably problem properly purpose put puts question quite re
really reason recommend restage right s see seem seems set should simply so some somehow someone
something sort still such suggest sure t take tell than that the their them then there these they
thing things think this those three time to today too try trying two u up us use used uses using
usually ve very via want wants was way we well were what whats when where which while who why will
with without wo work works would yes yet you your yours
"""
_GERMAN = """
aber als also am an auch auf aus bedeutet bei beim bekomme bekommen bin bis bitte bot brauche
brauchen braucht da damit danach dann darf das dass dein dem den denke denn der des dich die dies
diese diesem diesen dieser dieses dir doch du durch eigentlich ein eine einem einen einer eines
einfach empfehlen empfiehlst er erklär erkläre erklären es etwas euch frage für ganz gar geben
geht gibt glaube hab habe haben hallo hat hier ich ihr im immer in ins ist ja jetzt kann kannst
kommt können könnte lassen lässt mache machen macht mal man mehr mein meine meinem meinen meiner
meines mich mir mit muss möchte müssen nach nehme nehmen nein neu noch nun nur ob oder option
passiert plötzlich problem restage schon sehr sein sich sie sieht sind so soll sollen sollst
sollte sondern tun tut um und uns unser verstehe viel viele vom von wann war warum was weil weiß
welche welchem welchen welcher welches wenig wenn wer werde werden wie wieso will wir wird wissen
wo wofür wollte wozu würde zu zum zur zweck über
"""
_JAPANESE = "誰 何 今 私 方 時 事 中 前 後 人"

FUNCTION_WORDS = {
    "en": frozenset(_ENGLISH.split()),
    "de": frozenset(_GERMAN.split()),
    "ja": frozenset(_JAPANESE.split()),
}

_ENGLISH_FILLERS = "a an any i it me my our that the their they this to we you your"
_GERMAN_FILLERS = """
das dem den der des die ein eine einem einen einer es ich ihr mein meine meinem meinen meiner sich
wir
"""

FILLERS = {
    "en": frozenset(_ENGLISH_FILLERS.split()),
    "de": frozenset(_GERMAN_FILLERS.split()),
}
"""Words that may stand between the words of a phrase: "it does not [it] follow"."""
