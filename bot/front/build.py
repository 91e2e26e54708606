"""The front, put together from the roles that it is given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import discord

from bot.domain.access import Access
from bot.domain.catalog import Catalog
from bot.domain.export import Targets
from bot.domain.faq import Faq
from bot.domain.job import Output
from bot.domain.meter import Meter, Unmetered
from bot.domain.ports import Advisor, Finisher, Ledger
from bot.domain.texts import Texts
from bot.domain.uses import Use
from bot.front.answers import Answers
from bot.front.apology import Apology
from bot.front.attachments import AttachmentFetcher
from bot.front.better_words import BetterWords
from bot.front.buttons import Buttons
from bot.front.client import Restage
from bot.front.cogs.edits import edit_commands
from bot.front.cogs.finishing import export_command, overlay_command
from bot.front.cogs.forget import ForgetCommand
from bot.front.cogs.photos import PhotoMenu
from bot.front.cogs.presets import PresetsCommand
from bot.front.cogs.queue import QueueCommand
from bot.front.cogs.settings import SettingsCommand
from bot.front.conversation import Conversations
from bot.front.desk import Desk
from bot.front.examples import Examples
from bot.front.expectations import Expectations
from bot.front.finish_desk import FinishDesk
from bot.front.finish_work import FinishWork
from bot.front.forgetting import Forgetting
from bot.front.fulfilment import Fulfilment
from bot.front.gate import Gate
from bot.front.help import Help
from bot.front.ladders import Ladders
from bot.front.live_cards import LiveCards
from bot.front.made import HowMade
from bot.front.messenger import Messenger
from bot.front.named import NamedCommands
from bot.front.originals import Originals
from bot.front.pace import Pace
from bot.front.pictures import Pictures
from bot.front.posts import Posts
from bot.front.reception import Reception
from bot.front.remedy_buttons import RemedyButtons
from bot.front.result_cards import ResultCards
from bot.front.routing import Responder
from bot.front.servers import Servers
from bot.front.tips import Tips
from bot.front.translator import CommandTranslator
from bot.front.tree import EditTree
from bot.services.admission import Admission
from bot.services.engine_choice import ChooseEngine
from bot.services.errands import Errands
from bot.services.finishing import Finishing
from bot.services.quota import Quota
from bot.services.recorded import RecordedJobs

SYNC_MEMORY = "commands.sha256"


@dataclass(frozen=True, slots=True, kw_only=True)
class FrontParts:
    """What the front works with. `data` is the folder that it may remember things in, `examples`
    that of the presets' pictures."""

    catalog: Catalog
    access: Access
    texts: Texts
    faq: Faq
    advisor: Advisor
    uses: Sequence[Use]
    jobs: RecordedJobs
    finisher: Finisher
    targets: Targets
    ledger: Ledger
    fetcher: AttachmentFetcher
    choose_engine: ChooseEngine
    output: Output
    data: Path
    examples: Path
    meter: Meter = field(default_factory=Unmetered)


async def build_client(parts: FrontParts) -> Restage:
    """The client with its commands, not yet connected."""
    client = Restage(parts.meter)
    speech = _Speech(parts, client)
    servers = Servers(parts.ledger)
    admission = Admission(
        access=parts.access,
        catalog=parts.catalog,
        jobs=parts.jobs,
        quota=Quota(
            limits=parts.access.limits,
            ledger=parts.ledger,
            free_in_s=Expectations(jobs=parts.jobs, conversations=speech.conversations).free_in_s,
        ),
        choose_engine=parts.choose_engine,
    )
    fulfilment = Fulfilment(
        jobs=parts.jobs,
        servers=servers,
        fetcher=parts.fetcher,
        admission=admission,
        output=parts.output,
        conversations=speech.conversations,
        messenger=speech.messenger,
        finish_work=speech.finish_work,
        live_cards=speech.live_cards,
        apology=speech.apology,
        errands=speech.errands,
    )
    desk = Desk(
        catalog=parts.catalog,
        jobs=parts.jobs,
        servers=servers,
        admission=admission,
        reception=speech.reception,
        fulfilment=fulfilment,
    )
    commands = _Commands(parts, speech, desk, servers)
    names = NamedCommands(parts.texts)
    gate = Gate(access=parts.access, servers=servers, ledger=parts.ledger, names=names)
    tree = EditTree(client, apology=speech.apology, gate=gate)
    commands.add_to(tree)
    await tree.set_translator(CommandTranslator(parts.texts))
    client.equip(
        tree=tree,
        gate=gate,
        responders=commands.responders,
        listener=commands.help.listener,
        conversations=speech.conversations,
        fulfilment=fulfilment,
        apology=speech.apology,
        sync_memory=parts.data / SYNC_MEMORY,
    )
    return client


class _Speech:
    """What the bot says, and how it reaches people."""

    def __init__(self, parts: FrontParts, client: discord.Client) -> None:
        self.messenger = Messenger(client)
        self.posts = Posts(messenger=self.messenger, ledger=parts.ledger)
        self.errands = Errands(parts.ledger)
        self.reception = Reception(self.errands)
        self.apology = Apology(texts=parts.texts, messenger=self.messenger, errands=self.errands)
        self.forgetting = Forgetting(
            client=client, jobs=parts.jobs, ledger=parts.ledger, errands=self.errands
        )
        self.pictures = Pictures(parts.jobs.kept)
        self.live_cards = LiveCards(parts.texts)
        tips = Tips(parts.faq)
        self.result_cards = ResultCards(texts=parts.texts, catalog=parts.catalog, tips=tips)
        self.answers = Answers(
            texts=parts.texts,
            pictures=self.pictures,
            cards=self.result_cards,
            ladders=Ladders(jobs=parts.jobs, texts=parts.texts, cards=self.result_cards, tips=tips),
        )
        self.conversations = Conversations(
            jobs=parts.jobs,
            ledger=parts.ledger,
            messenger=self.messenger,
            apology=self.apology,
            live_cards=self.live_cards,
            answers=self.answers,
            pace=Pace(),
        )
        self.finishing = _finishing(parts)
        self.finish_work = FinishWork(
            texts=parts.texts,
            finishing=self.finishing,
            fetcher=parts.fetcher,
            posts=self.posts,
            errands=self.errands,
        )


class _Commands:
    """What people can use."""

    def __init__(self, parts: FrontParts, speech: _Speech, desk: Desk, servers: Servers) -> None:
        texts, catalog = parts.texts, parts.catalog
        self._edits = edit_commands(desk, catalog, texts)
        self._buttons = Buttons(
            texts=texts,
            catalog=catalog,
            jobs=parts.jobs,
            ledger=parts.ledger,
            desk=desk,
            answers=speech.answers,
            originals=Originals(speech.pictures),
            posts=speech.posts,
            reception=speech.reception,
        )
        self._menu = PhotoMenu(
            desk=desk,
            catalog=catalog,
            texts=texts,
            ledger=parts.ledger,
            how_made=HowMade(speech.result_cards),
        )
        self._queue = QueueCommand(
            texts=texts,
            ledger=parts.ledger,
            conversations=speech.conversations,
            messenger=speech.messenger,
            reception=speech.reception,
            cards=speech.result_cards,
        )
        self._presets = PresetsCommand(
            texts=texts,
            catalog=catalog,
            examples=Examples(parts.examples),
            messenger=speech.messenger,
            reception=speech.reception,
        )
        self._settings = SettingsCommand(
            texts=texts,
            catalog=catalog,
            servers=servers,
            messenger=speech.messenger,
            reception=speech.reception,
        )
        finish = _finish_desk(parts, speech, desk)
        self._finishing = (
            overlay_command(finish, texts),
            export_command(finish, parts.targets, texts),
        )
        self._forget = ForgetCommand(texts=texts, forgetting=speech.forgetting)
        self.help = Help(parts, desk=desk, servers=servers)
        self.responders = (
            self._buttons.respond,
            self._menu.respond,
            self._presets.respond,
            self._settings.respond,
            *_presses_that_run_again(parts, desk),
            finish.respond,
            self._forget.respond,
            *self.help.responders,
        )

    def add_to(self, tree: EditTree) -> None:
        """Register everything that a person can type or pick."""
        for command in (*self._edits, *self._finishing):
            tree.add_command(command)
        for page in (self._queue, self._presets, self._settings, self._forget):
            tree.add_command(page.command())
        for command in self.help.commands():
            tree.add_command(command)
        for entry in self._menu.commands():
            tree.add_command(entry)


def _finish_desk(parts: FrontParts, speech: _Speech, desk: Desk) -> FinishDesk:
    return FinishDesk(
        texts=parts.texts,
        finishing=speech.finishing,
        desk=desk,
        work=speech.finish_work,
        reception=speech.reception,
    )


def _finishing(parts: FrontParts) -> Finishing:
    return Finishing(
        finisher=parts.finisher,
        jobs=parts.jobs,
        ledger=parts.ledger,
        targets=parts.targets,
        output=parts.output,
    )


def _presses_that_run_again(parts: FrontParts, desk: Desk) -> tuple[Responder, ...]:
    """Presses under a result that make it again, better."""
    remedies = RemedyButtons(texts=parts.texts, catalog=parts.catalog, jobs=parts.jobs, desk=desk)
    words = BetterWords(catalog=parts.catalog, jobs=parts.jobs, desk=desk)
    return (remedies.respond, words.respond)
